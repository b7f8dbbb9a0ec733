package io.github.onnxferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.commons.cli.CommandLine;

/** Jars with lowerings of users' operators: while they are open, commands find the providers in them. */
final class Plugins implements AutoCloseable {
    static final Choice PLUGIN =
            Choice.of("plugin", "JAR", "find conversions of own operators in this jar; may be given several times");

    private final URLClassLoader loader;

    private Plugins(List<URL> jars) {
        this.loader = new URLClassLoader(jars.toArray(URL[]::new), Ferry.class.getClassLoader());
    }

    /** Opens the jars that a command line names. */
    static Plugins of(CommandLine line) {
        List<URL> jars = new ArrayList<>();
        named(line).forEach(jar -> jars.add(url(jar)));
        return new Plugins(jars);
    }

    /** The jars that a command line names. */
    static List<Path> named(CommandLine line) {
        var named = line.getOptionValues(PLUGIN.key());
        return named == null ? List.of() : Arrays.stream(named).map(Path::of).toList();
    }

    private static URL url(Path jar) {
        if (!Files.exists(jar)) {
            throw Ferry.usage("there is no plugin " + jar, "--plugin takes a jar, or a folder of classes");
        }
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that finds what is in the jars. */
    int run(IntSupplier command) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return command.getAsInt();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a plugin", e);
        }
    }
}
