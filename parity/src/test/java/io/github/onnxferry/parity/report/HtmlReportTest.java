package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
    @Test
    void theWholePageIsThereAtAThousandLayersAndAHundredRecords() throws IOException {
        var check = SampleChecks.of(7, 1000, 100, 12);
        var page = page(check);
        assertThat(page.expectFirst("h1").text()).isEqualTo("Parity fails");
        assertThat(page.select("section > h3").eachText())
                .containsExactly(
                        "Problems",
                        "Remarks",
                        "Contract",
                        "Outputs",
                        "Layers",
                        "Gradients",
                        "Since the baseline",
                        "Records",
                        "Environment and replay");
        assertThat(page.select("[aria-label=All layers] tbody tr")).hasSize(1000);
        assertThat(page.select("caption:contains(Metrics of each output) ~ tbody tr"))
                .hasSize(12);
        assertThat(page.select("caption:matchesOwn(^Records$) ~ tbody tr")).hasSize(100);
        assertThat(page.select("svg.histogram")).hasSize(24);
        assertThat(page.expectFirst(".hood .bad code").text())
                .isEqualTo(check.layers().get().ranked().get(0).node());
        assertThat(page.select(".hood li.box code").eachText()).contains("value_665", "value_667");
        assertThat(page.expectFirst("ol.markers li code").text()).contains("stage13/block16");
        assertThat(page.expectFirst("pre.copy").text()).isEqualTo(check.replay());
        assertThat(page.html().length()).isLessThan(2_000_000);
    }

    @Test
    void nothingIsFetchedAndOnlyOurScriptRuns() throws Exception {
        var page = page(SampleChecks.of(1, 20, 3, 2));
        assertThat(page.select("link, img, iframe, object, embed, form, [src], [style], [onclick]"))
                .isEmpty();
        assertThat(page.select("[href]").eachAttr("href")).allMatch(h -> h.startsWith("#"));
        assertThat(page.html()).doesNotContain("http:").doesNotContain("https:").doesNotContain("@import", "url(");
        var policy = page.expectFirst("meta[http-equiv]").attr("content");
        assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe");
        for (var asset : List.of("style", "script")) {
            var element = page.select(asset);
            assertThat(element).hasSize(1);
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest(page.expectFirst(asset).data().getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("sha256-" + Base64.getEncoder().encodeToString(hash));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</title><svg onload=alert(1)>",
                "<!--",
                "]]>",
                "${7*7}",
                "a\u0000b\u001b[31mc\u202egnp.exe\u2066",
                "\ud800"
            })
    void namesAreInert(String hostile) throws IOException {
        var tame = page(SampleChecks.named(n -> n));
        var page = page(SampleChecks.named(n -> n + hostile));
        assertThat(page.getAllElements().stream().map(e -> e.tagName()).toList())
                .isEqualTo(tame.getAllElements().stream().map(e -> e.tagName()).toList());
        assertThat(page.getAllElements().stream()
                        .flatMap(e -> e.attributes().asList().stream())
                        .map(a -> a.getKey())
                        .distinct())
                .noneMatch(a -> a.startsWith("on") || a.equals("src"));
        assertThat(page.expectFirst("script").data())
                .isEqualTo(tame.expectFirst("script").data());
        assertThat(page.wholeText().codePoints().filter(c -> c != '\n' && c != '\t'))
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1e308, 4.9e-324})
    void anyNumberIsShown(double number) throws IOException {
        var page = page(SampleChecks.numbered(number));
        for (var path : page.select("path").eachAttr("d")) {
            assertThat(path).doesNotContain("NaN").doesNotContain("Infinity").isNotEmpty();
        }
        assertThat(page.select("svg *").stream().flatMap(e -> e.attributes().asList().stream()))
                .allSatisfy(a -> assertThat(a.getValue()).doesNotContain("NaN").doesNotContain("Infinity"));
    }

    @Test
    void theToleranceLiesBetweenWhatIsInsideAndWhatIsOutside() throws IOException {
        for (var chart : page(SampleChecks.of(7, 0, 3, 4)).select("svg.histogram[aria-label^=Errors]")) {
            double limit = Double.parseDouble(chart.expectFirst("line.limit").attr("x1"));
            for (var bar : chart.select("rect")) {
                double middle = Double.parseDouble(bar.attr("x")) + Double.parseDouble(bar.attr("width")) / 2;
                assertThat(bar.hasClass("out")).isEqualTo(middle > limit);
                double bound =
                        Double.parseDouble(bar.expectFirst("title").text().replaceAll("up to (.*): .*", "$1"));
                assertThat(bar.hasClass("out")).as(bar.text()).isEqualTo(bound > 1);
            }
        }
        var far = page(SampleChecks.farInside());
        var chart = far.expectFirst("svg.histogram[aria-label^=Errors]");
        assertThat(chart.select("rect")).hasSize(1);
        double limit = Double.parseDouble(chart.expectFirst("line.limit").attr("x1"));
        double width = Double.parseDouble(chart.expectFirst("rect").attr("width"));
        assertThat(limit).isGreaterThan(9 * width);
    }

    @Test
    void whatCameToNothingIsStillAPage() throws IOException {
        assertThat(page(SampleChecks.empty()).expectFirst("h1").text()).isEqualTo("Parity fails");
        var nothing = parse(Findings.ofChecks(List.of()));
        assertThat(nothing.expectFirst("h1").text()).isEqualTo("Nothing was checked");
    }

    @Test
    void severalModelsAndCasesShareAPage() throws IOException {
        var page = parse(new Findings(
                List.of(SampleChecks.of(1, 5, 1, 1), SampleChecks.of(2, 0, 9, 4)),
                List.of(new CaseResult(
                        "test_<b>", CaseVariant.FREE_SHAPES, Verdict.UNSUPPORTED, 0.1, 0.2, List.of(), List.of()))));
        assertThat(page.expectFirst("h1").text()).isEqualTo("Parity fails for 2 of 3");
        assertThat(page.select("article")).hasSize(2);
        assertThat(page.select("caption:contains(Cases) ~ tbody th").text()).isEqualTo("test_<b>");
        for (var link : page.select("a[href]")) {
            assertThat(page.getElementById(link.attr("href").substring(1)))
                    .as(link.attr("href"))
                    .isNotNull();
        }
        var ids = page.select("[id]").eachAttr("id");
        assertThat(ids).doesNotHaveDuplicates();
        for (var label : page.select("[aria-labelledby]").eachAttr("aria-labelledby")) {
            assertThat(ids).contains(label.split(" "));
        }
    }

    @Test
    void theStructureServesReadersThatDoNotSee() throws IOException {
        var page = page(SampleChecks.of(7, 100, 20, 4));
        assertThat(page.select("html[lang], main, header, nav")).hasSize(4);
        assertThat(page.select("table:not(:has(caption))")).isEmpty();
        assertThat(page.select("th:not([scope])")).isEmpty();
        assertThat(page.select("svg:not([role=img])")).isEmpty();
        int level = 0;
        for (var heading : page.select("h1, h2, h3, h4, h5")) {
            int next = heading.tagName().charAt(1) - '0';
            assertThat(next).as(heading.text()).isLessThanOrEqualTo(level + 1);
            level = next;
        }
    }

    @Test
    void theSameFindingsGiveTheSameBytes() throws IOException {
        assertThat(bytes(Findings.of(SampleChecks.of(3, 50, 5, 3))))
                .isEqualTo(bytes(Findings.of(SampleChecks.of(3, 50, 5, 3))));
    }

    /** With {@code -Donnxferry.page=FOLDER}: pages to look at in a browser. */
    @Test
    void pagesToLookAt() throws IOException {
        var folder = System.getProperty("onnxferry.page", "");
        org.junit.jupiter.api.Assumptions.assumeFalse(folder.isEmpty());
        Files.createDirectories(Path.of(folder));
        Reports.html(Path.of(folder, "large.html")).write(SampleChecks.of(7, 1000, 100, 12));
        Reports.html(Path.of(folder, "small.html")).write(SampleChecks.of(1, 12, 2, 3));
        Reports.junit(Path.of(folder, "large.xml")).write(SampleChecks.of(7, 1000, 100, 12));
        Reports.markdown(Path.of(folder, "large.md")).write(SampleChecks.of(7, 1000, 100, 12));
        Reports.sarif(Path.of(folder, "large.sarif")).write(SampleChecks.of(7, 1000, 100, 12));
    }

    private static Document page(CheckResult check) throws IOException {
        return parse(Findings.of(check));
    }

    private static Document parse(Findings findings) throws IOException {
        return Jsoup.parse(new String(bytes(findings), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(Findings findings) throws IOException {
        var out = new ByteArrayOutputStream();
        new HtmlReport().write(findings, out);
        return out.toByteArray();
    }
}
