package io.github.onnxferry.parity.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class RegistryResourcesTest {
    private static final RegistryExtractor FRESH = RegistryExtractor.extract();

    @Test
    void theShippedOperatorsAreThoseOfTheLibrary() throws IOException {
        assertThat(shipped("ops.txt").lines())
                .containsExactlyElementsOf(FRESH.ops().lines().toList());
    }

    @Test
    void theShippedKernelsAreThoseOfTheLibrary() throws IOException {
        assertThat(shipped("kernels.txt").lines())
                .containsExactlyElementsOf(FRESH.kernels().lines().toList());
    }

    @Test
    void theShippedKernelsOfXlaAreThoseOfTheLibrary() throws IOException {
        assertThat(shipped("xla-kernels.txt").lines())
                .containsExactlyElementsOf(FRESH.xlaKernels().lines().toList());
    }

    @Test
    void extractingTwiceGivesTheSameBytes() {
        assertThat(RegistryExtractor.extract()).isEqualTo(FRESH);
    }

    @Test
    void theResourcesSayWhichLibraryTheyAreMadeFrom() {
        assertThat(OpRegistry.standard().tensorflowVersion()).isEqualTo(TensorFlow.version());
    }

    private static String shipped(String name) throws IOException {
        try (InputStream in = OpRegistry.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
