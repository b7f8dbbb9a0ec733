package io.github.onnxferry.parity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import io.github.onnxferry.parity.suite.CaseVariant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class JunitReportTest {
    @Test
    void aModelIsASuiteOfItsOutputsAndRecords() throws Exception {
        var root = xml(Findings.of(SampleChecks.of(7, 5, 10, 4)));
        assertThat(root.getTagName()).isEqualTo("testsuites");
        var suite = children(root, "testsuite").get(0);
        assertThat(suite.getAttribute("name")).isEqualTo("models/resnet.onnx");
        assertThat(suite.getAttribute("time")).isEqualTo("12.346");
        var tests = children(suite, "testcase");
        // 4 outputs, 10 records, 2 gradients, the contract, the check itself
        assertThat(tests).hasSize(18);
        assertThat(suite.getAttribute("tests")).isEqualTo("18");
        assertThat(tests)
                .filteredOn(t -> !children(t, "failure").isEmpty())
                .extracting(t -> t.getAttribute("classname") + " " + t.getAttribute("name"))
                .containsExactly(
                        "models/resnet.onnx.output output_3",
                        "models/resnet.onnx.record seed 2, batch=3",
                        "models/resnet.onnx.gradient fc.weight",
                        "models/resnet.onnx.contract inputs and outputs",
                        "models/resnet.onnx.check parity");
        assertThat(suite.getAttribute("failures")).isEqualTo("5");
        assertThat(tests)
                .extracting(t -> t.getAttribute("name") + t.getAttribute("classname"))
                .doesNotHaveDuplicates();
        var failure = children(tests.get(3), "failure").get(0);
        assertThat(failure.getAttribute("type")).isEqualTo("FERRY-5003");
        assertThat(failure.getAttribute("message")).startsWith("FERRY-5003 output 'output_3': 37 of 3000");
        assertThat(failure.getTextContent()).contains("FERRY-5003 output 'output_3'");
        var properties = children(children(suite, "properties").get(0), "property");
        assertThat(properties.get(1).getAttribute("name")).isEqualTo("java");
        assertThat(properties.get(1).getAttribute("value")).isEqualTo("17.0.15");
    }

    @Test
    void aSuiteIsATestACase() throws Exception {
        var problem = new Problem(Code.NO_LOWERING, "node 'a' (B)", "no row", "");
        var root = xml(Findings.ofCases(List.of(
                new CaseResult("one", CaseVariant.AS_SHIPPED, Verdict.PASS, 0, 1.5, List.of(), List.of()),
                new CaseResult(
                        "two", CaseVariant.FREE_SHAPES, Verdict.UNSUPPORTED, 0, 0.25, List.of(), List.of(problem)))));
        var suite = children(root, "testsuite").get(0);
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("time")).isEqualTo("1.750");
        var second = children(suite, "testcase").get(1);
        assertThat(second.getAttribute("classname")).isEqualTo("cases.free-shapes");
        assertThat(children(second, "error").get(0).getAttribute("type")).isEqualTo("FERRY-2001");
    }

    /** The numbers in the heads are those of the tests below. */
    @Test
    void countsAddUp() throws Exception {
        var root = xml(Findings.ofChecks(
                List.of(SampleChecks.of(1, 0, 30, 12), SampleChecks.empty(), SampleChecks.of(2, 1000, 3, 2))));
        for (var what : List.of("failure", "error")) {
            int found = root.getElementsByTagName(what).getLength();
            assertThat(root.getAttribute(what + "s")).isEqualTo(String.valueOf(found));
        }
        assertThat(root.getAttribute("tests"))
                .isEqualTo(String.valueOf(root.getElementsByTagName("testcase").getLength()));
        assertThat(root.getElementsByTagName("error").getLength()).isOne();
    }

    @Test
    void whatXmlLacksIsEscaped() throws Exception {
        var hostile = "😀]]></testcase>\u0000\u0008\u001b\ud800\uffff\u202e\r\n\"'&<";
        var root = xml(Findings.of(SampleChecks.named(n -> n + hostile)));
        assertThat(children(root, "testsuite").get(0).getAttribute("name"))
                .isEqualTo("m.onnx😀]]></testcase>\\u0000\\u0008\\u001b\\ud800\ufffd\\u202e\\r\\n\"'&<");
        xml(Findings.of(SampleChecks.numbered(Double.NaN)));
        xml(Findings.ofChecks(List.of()));
    }

    private static Element xml(Findings findings) throws Exception {
        var out = new ByteArrayOutputStream();
        new JunitReport().write(findings, out);
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(out.toByteArray()))
                .getDocumentElement();
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
