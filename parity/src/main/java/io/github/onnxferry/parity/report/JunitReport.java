package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.report.page.Figures;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.PortContract;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Findings as JUnit XML: a test suite a model, with a test case an output, a kept record, a gradient, one for the contract
 * and one, {@code check.parity}, for what is wrong beyond these; a suite of cases is one test suite with a test case a case.
 *
 * <p>What differs is a failure, what did not come to a comparison is an error.
 */
public final class JunitReport implements Report {
    @Override
    public void write(Findings findings, OutputStream out) throws IOException {
        var suites = new ArrayList<Suite>();
        findings.checks().forEach(check -> suites.add(suite(check)));
        if (!findings.cases().isEmpty()) {
            suites.add(suite(findings.cases()));
        }
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            counts(
                    xml,
                    "parity",
                    suites.stream().flatMap(s -> s.tests().stream()).toList());
            xml.writeAttribute(
                    "time", time(suites.stream().mapToDouble(Suite::seconds).sum()));
            for (var suite : suites) {
                write(xml, suite);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.writeCharacters("\n");
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private record Suite(String name, double seconds, Map<String, String> properties, List<Test> tests) {}

    private record Test(String group, String name, double seconds, Verdict verdict, List<Problem> problems) {
        static Test of(String group, String name, List<Problem> problems) {
            return new Test(group, name, 0, problems.isEmpty() ? Verdict.PASS : Verdict.MISMATCH, problems);
        }

        boolean isFailure() {
            return verdict == Verdict.MISMATCH;
        }

        boolean isError() {
            return verdict != Verdict.PASS && !isFailure();
        }
    }

    private static Suite suite(CheckResult check) {
        var tests = new ArrayList<Test>();
        for (var output : check.outputs()) {
            var verdict = output.agrees() ? Verdict.PASS : Verdict.MISMATCH;
            tests.add(
                    new Test("output", output.name(), 0, verdict, output.worst().problems()));
        }
        for (var record : check.kept()) {
            tests.add(new Test("record", record.name(), 0, record.verdict(), record.problems()));
        }
        check.gradients().ifPresent(report -> report.rows().forEach(row -> tests.add(gradient(row))));
        if (!check.contract().isEmpty()) {
            tests.add(contract(check.contract()));
        }
        // Whatever fails the check fails a test: what no other test shows, this one does.
        tests.add(new Test("check", "parity", check.seconds(), check.verdict(), check.problems()));
        return new Suite(check.model(), check.seconds(), check.environment().facts(), tests);
    }

    private static Test gradient(GradientReport.Row row) {
        var problems = row.agrees()
                ? List.<Problem>of()
                : List.of(new Problem(
                        Code.MISMATCH,
                        "gradient of '" + row.name() + "'",
                        "at " + Figures.of(row.position()) + " TensorFlow's is " + row.gradient()
                                + ", the finite difference is " + row.difference() + ": "
                                + Figures.of(row.maxError()) + " of the tolerance",
                        ""));
        return Test.of("gradient", row.name(), problems);
    }

    private static Test contract(List<PortContract> ports) {
        var problems = ports.stream()
                .filter(port -> !port.isKept())
                .map(port -> new Problem(
                        Code.CONTRACT,
                        (port.input() ? "input '" : "output '") + port.name() + "'",
                        port.complaint(),
                        ""))
                .toList();
        return Test.of("contract", "inputs and outputs", problems);
    }

    private static Suite suite(List<CaseResult> cases) {
        var tests = cases.stream()
                .map(c -> new Test(c.variant().text(), c.name(), c.seconds(), c.verdict(), c.problems()))
                .toList();
        return new Suite(
                "cases", cases.stream().mapToDouble(CaseResult::seconds).sum(), Map.of(), tests);
    }

    private static void write(XMLStreamWriter xml, Suite suite) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        counts(xml, suite.name(), suite.tests());
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("time", time(suite.seconds()));
        if (!suite.properties().isEmpty()) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("properties");
            for (var property : suite.properties().entrySet()) {
                xml.writeCharacters("\n      ");
                xml.writeEmptyElement("property");
                xml.writeAttribute("name", XmlText.of(property.getKey()));
                xml.writeAttribute("value", XmlText.of(property.getValue()));
            }
            xml.writeCharacters("\n    ");
            xml.writeEndElement();
        }
        for (var test : suite.tests()) {
            write(xml, suite, test);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void counts(XMLStreamWriter xml, String name, List<Test> tests) throws XMLStreamException {
        xml.writeAttribute("name", XmlText.of(name));
        xml.writeAttribute("tests", String.valueOf(tests.size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(tests.stream().filter(Test::isFailure).count()));
        xml.writeAttribute(
                "errors", String.valueOf(tests.stream().filter(Test::isError).count()));
    }

    private static void write(XMLStreamWriter xml, Suite suite, Test test) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", XmlText.of(suite.name() + "." + test.group()));
        xml.writeAttribute("name", XmlText.of(test.name()));
        xml.writeAttribute("time", time(test.seconds()));
        if (test.verdict() != Verdict.PASS) {
            failure(xml, test);
            xml.writeCharacters("\n    ");
        }
        xml.writeEndElement();
    }

    private static void failure(XMLStreamWriter xml, Test test) throws XMLStreamException {
        xml.writeCharacters("\n      ");
        xml.writeStartElement(test.isError() ? "error" : "failure");
        var first = test.problems().stream().findFirst();
        xml.writeAttribute(
                "type", first.map(p -> p.code().id()).orElse(test.verdict().text()));
        xml.writeAttribute(
                "message", first.map(p -> XmlText.of(p.line())).orElse("differs; see the other reports of this check"));
        for (var problem : test.problems()) {
            xml.writeCharacters("\n" + XmlText.of(problem.line()));
        }
        xml.writeCharacters("\n      ");
        xml.writeEndElement();
    }

    private static String time(double seconds) {
        return Double.isFinite(seconds) ? String.format(Locale.ROOT, "%.3f", Math.max(0, seconds)) : "0.000";
    }
}
