package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    @Test
    void aLineComesEveryTenSeconds() {
        var text = new ByteArrayOutputStream();
        var clock = new AtomicLong();
        var lines = new ProgressLines("convert", new PrintStream(text, true, StandardCharsets.UTF_8), clock::get);
        for (int second = 0; second <= 25; second++) {
            clock.set(second * 1_000_000_000L);
            lines.at("write", second, second < 20 ? 50 : -1);
        }
        lines.close();
        assertThat(text.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("convert: write, 20% done, 10 s so far", "convert: write, 20 s so far");
    }
}
