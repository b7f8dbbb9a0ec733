package app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** Reads digits with a SavedModel from the class path. TensorFlow reads files, so what is in a jar is copied first. */
public final class Digits implements AutoCloseable {
    private static final String MODEL = "/models/digits";

    private final SavedModelBundle bundle;

    public Digits() throws IOException, URISyntaxException {
        URI place = Digits.class.getResource(MODEL).toURI();
        if (place.getScheme().equals("jar")) {
            try (var jar = FileSystems.newFileSystem(place, Map.of())) {
                bundle = SavedModelBundle.load(copy(jar.getPath(MODEL)).toString(), "serve");
            }
        } else {
            bundle = SavedModelBundle.load(Path.of(place).toString(), "serve");
        }
    }

    private static Path copy(Path model) throws IOException {
        Path folder = Files.createTempDirectory("digits");
        try (var files = Files.walk(model)) {
            files.skip(1).forEach(file -> {
                try {
                    Files.copy(file, folder.resolve(model.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return folder;
    }

    /** Scores of the ten digits for an image of 8 rows and 8 columns. */
    public float[] scores(float[][] image) {
        try (var input = TFloat32.tensorOf(StdArrays.ndCopyOf(new float[][][][] {{image}}));
                var result = bundle.function("serving_default").call(Map.of("image", input))) {
            var scores = (TFloat32) result.get("logits").orElseThrow();
            float[] copy = new float[10];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = scores.getFloat(0, i);
            }
            return copy;
        }
    }

    @Override
    public void close() {
        bundle.close();
    }
}
