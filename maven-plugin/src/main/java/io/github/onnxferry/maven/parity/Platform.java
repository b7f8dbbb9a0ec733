package io.github.onnxferry.maven.parity;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.Locale;
import java.util.Map;

/** The names that TensorFlow's native libraries have for systems and processors. */
public final class Platform {
    private static final Map<String, String> PROCESSORS =
            Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm64", "arm64", "arm64");

    private Platform() {}

    /**
     * The name of this machine, such as {@code linux-x86_64}.
     *
     * @throws FerryException NATIVE_MISSING if TensorFlow has no library for it
     */
    public static String here() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /** The name of a machine by what Java calls its system and its processor. */
    static String of(String system, String processor) {
        String name = system(system.toLowerCase(Locale.ROOT)) + "-" + PROCESSORS.getOrDefault(processor, processor);
        return switch (name) {
            case "linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64" -> name;
            default ->
                throw new FerryException(
                        Code.NATIVE_MISSING,
                        system + " on " + processor,
                        "TensorFlow for Java has no native library for it",
                        "check on another machine, or skip with -Donnxferry.check.skip");
        };
    }

    private static String system(String name) {
        if (name.startsWith("mac")) {
            return "macosx";
        }
        return name.startsWith("windows") ? "windows" : name;
    }
}
