package io.github.onnxferry.converter.tf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FarmFingerprintTest {
    @Test
    void agreesWithAnotherImplementationAtEveryLength() {
        var random = new Random(1);
        for (int length = 0; length < 700; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(FarmFingerprint.of(ByteBuffer.wrap(bytes)))
                    .as("%d bytes", length)
                    .isEqualTo(Hashing.farmHashFingerprint64().hashBytes(bytes).asLong());
        }
    }

    @Test
    void readsTheRemainingBytesOfAnyBuffer() {
        var bytes = new byte[200];
        new Random(2).nextBytes(bytes);
        var direct =
                ByteBuffer.allocateDirect(300).position(50).put(bytes).flip().position(50);
        assertThat(FarmFingerprint.of(direct)).isEqualTo(FarmFingerprint.of(ByteBuffer.wrap(bytes)));
    }
}
