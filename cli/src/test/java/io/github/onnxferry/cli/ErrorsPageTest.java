package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page docs/errors.md has a section for each code, with its exit code, its cause and what to do, and no other. */
class ErrorsPageTest {
    private static final Pattern SECTION = Pattern.compile(
            "^### (FERRY-\\d{4})\n\nExit code (\\d+)\\.\n\n(?:[^#*\n].+\n)+\n\\*What to do:\\* .+\n(?:.+\n)*",
            Pattern.MULTILINE);

    @Test
    void everyCodeIsThereAndNoOther() throws IOException {
        var page = Files.readString(Path.of(System.getProperty("onnxferry.root"), "docs/errors.md"));
        List<String> described = SECTION.matcher(page)
                .results()
                .map(ErrorsPageTest::idAndExitCode)
                .toList();
        assertThat(described)
                .isEqualTo(Arrays.stream(Code.values())
                        .map(c -> c.id() + " " + c.kind().exitCode())
                        .toList());
        assertThat(page.lines().filter(l -> l.startsWith("### "))).hasSameSizeAs(described);
    }

    private static String idAndExitCode(MatchResult section) {
        return section.group(1) + " " + section.group(2);
    }
}
