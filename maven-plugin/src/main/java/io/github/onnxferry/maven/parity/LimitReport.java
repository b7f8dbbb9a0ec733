package io.github.onnxferry.maven.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Limits as JUnit XML: a test suite a model, a test case an output and limit. */
public final class LimitReport {
    private LimitReport() {}

    /** Writes the file. */
    public static void write(Path file, String model, List<LimitTest> tests) {
        try (var out = Files.newOutputStream(file)) {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "limits of " + model);
            xml.writeAttribute("tests", String.valueOf(tests.size()));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "0");
            xml.writeAttribute(
                    "failures",
                    String.valueOf(tests.stream()
                            .filter(t -> t.violation().isPresent())
                            .count()));
            for (var test : tests) {
                write(xml, model, test);
            }
            xml.writeEndDocument();
            xml.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } catch (XMLStreamException e) {
            throw new UncheckedIOException(new IOException("cannot write " + file, e));
        }
    }

    private static void write(XMLStreamWriter xml, String model, LimitTest test) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", model + ".limits");
        xml.writeAttribute("name", test.output() + " " + test.metric());
        if (test.violation().isPresent()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", test.violation().get());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
