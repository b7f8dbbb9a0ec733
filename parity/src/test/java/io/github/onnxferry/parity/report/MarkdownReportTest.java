package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownReportTest {
    @Test
    void aCheckReadsLikeThis() throws IOException {
        var lines = text(Findings.of(SampleChecks.of(7, 6, 3, 4))).lines().toList();
        assertThat(lines.get(0)).isEqualTo("## ❌ parity fails: 1 of 1 do not pass");
        assertThat(lines.get(2))
                .isEqualTo("### ❌ mismatch <code>models/resnet.onnx</code>: 2 of 3 records agree, 12.3 s");
        assertThat(lines)
                .contains("**Problems**", "**Layers, worst first**", "**Gradients**", "**Since the baseline**");
        assertThat(lines)
                .anyMatch(l -> l.startsWith("| ❌ <code>output&#95;3</code> | float&#91;3, 1000&#93; | 7.5 | "))
                .anyMatch(l -> l.startsWith("| <code>node 'stage0/block4/matmul' (MatMul)</code> |"));
    }

    /** What is left out is counted, and every table and detail is closed. */
    @Test
    void aCommentHasRoomForItWhateverTheModel() throws IOException {
        var huge = SampleChecks.named(n -> n + "|_*".repeat(3_000));
        for (var findings : List.of(
                Findings.of(SampleChecks.of(7, 1000, 100, 400)),
                Findings.of(huge),
                Findings.ofChecks(Collections.nCopies(500, huge)),
                Findings.ofChecks(Collections.nCopies(3_000, SampleChecks.empty())),
                Findings.ofCases(Collections.nCopies(
                        5_000,
                        new CaseResult(
                                "<".repeat(500),
                                CaseVariant.AS_SHIPPED,
                                Verdict.ERROR,
                                0,
                                0,
                                List.of(),
                                List.of(new Problem(Code.DEFECT, "*".repeat(900), "_".repeat(900), ""))))))) {
            var text = text(findings);
            assertThat(text.length()).isLessThan(60_000);
            assertThat(text.split("<details>", -1)).hasSameSizeAs(text.split("</details>", -1));
            assertThat(text).endsWith("\n");
            if (findings.size() > 1) {
                assertThat(text).containsPattern("… and [0-9,]+ more (models|cases that do not pass)\n");
            }
        }
        assertThat(text(Findings.of(SampleChecks.of(7, 1000, 100, 400)))).contains("… and 380 more outputs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b",
                "`x`",
                "<img src=x>",
                "[a](http://x)",
                "@team",
                "#12",
                "**b**",
                "\n\n# h",
                "www.x.org",
                "WWW.x.org",
                ":smile:",
                "```\n"
            })
    void namesAreInert(String hostile) throws IOException {
        var tame = text(Findings.of(SampleChecks.named(n -> n + "z")));
        var text = text(Findings.of(SampleChecks.named(n -> n + hostile)));
        var table = text.lines().filter(l -> l.startsWith("|")).toList();
        assertThat(table.stream().map(MarkdownReportTest::columns).toList())
                .isEqualTo(tame.lines()
                        .filter(l -> l.startsWith("|"))
                        .map(MarkdownReportTest::columns)
                        .toList());
        var outsideOfBlocks = text.replaceAll("(?s)\n(`{3,})\n.*?\n\\1\n", "\n");
        assertThat(outsideOfBlocks).doesNotContain(hostile).doesNotContain("`");
        if (hostile.startsWith("<")) {
            assertThat(Parser.unescapeEntities(outsideOfBlocks, false)).contains(hostile);
        }
    }

    @Test
    void aReplayIsNotEndedByItself() throws IOException {
        var text = text(Findings.of(SampleChecks.named(n -> n + "\n````\n<b>")));
        assertThat(text).contains("\\n````\\n<b>\n`````\n");
    }

    @Test
    void nothingIsSaidOfNothing() throws IOException {
        assertThat(text(Findings.ofChecks(List.of()))).isEqualTo("## ⚪ nothing was checked\n\n");
        assertThat(text(Findings.of(SampleChecks.empty()))).startsWith("## ❌ parity fails: 1 of 1 do not pass\n");
        assertThat(text(Findings.of(SampleChecks.numbered(Double.NaN)))).contains("| NaN | ");
    }

    private static long columns(String line) {
        return line.chars().filter(c -> c == '|').count();
    }

    private static String text(Findings findings) throws IOException {
        var out = new ByteArrayOutputStream();
        new MarkdownReport().write(findings, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
