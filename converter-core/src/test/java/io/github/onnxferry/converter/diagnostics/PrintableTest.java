package io.github.onnxferry.converter.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatIsSeenStaysAsItIs() {
        assertThat(Printable.of("Größe 层/conv1:0 \uD83D\uDE00 a\\b")).isEqualTo("Größe 层/conv1:0 \uD83D\uDE00 a\\b");
    }

    @Test
    void whatSteersATerminalIsSpelledOut() {
        assertThat(Printable.of("\u001b[2J\u0007\r\n\t\u009b1A\u202ex\u2028"))
                .isEqualTo("\\u001b[2J\\u0007\\r\\n\\t\\u009b1A\\u202ex\\u2028");
        assertThat(Printable.of("half \uD83D")).isEqualTo("half \\ud83d");
    }

    @Test
    void aProblemIsOneLine() {
        var problem = new Problem(Code.CYCLE, "node 'a\nFERRY-9001 b'", "what\u001b[31m", "");
        assertThat(problem.line()).isEqualTo("FERRY-1031 node 'a\\nFERRY-9001 b': what\\u001b[31m");
    }
}
