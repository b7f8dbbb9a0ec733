package io.github.onnxferry.converter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of ONNX Ferry. */
public final class Version {
    private Version() {}

    /** The version of this build, such as {@code 0.1.0}. */
    public static String current() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}
