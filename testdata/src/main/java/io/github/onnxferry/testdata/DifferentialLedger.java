package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how many differential cases each operator has been in, and writes {@code target/differential-cases.txt} when the
 * tests have run. A node of a model is a case; it counts once, in however many variants it runs.
 */
final class DifferentialLedger {
    private static final Map<String, Integer> CASES = new TreeMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(DifferentialLedger::write, "differential-ledger"));
    }

    private DifferentialLedger() {}

    /** Counts a case for each node of a model. */
    static synchronized void count(OnnxGraph graph) {
        for (OnnxNode node : graph.nodes()) {
            var op = node.domain().equals(Domain.ONNX) ? node.opType() : node.domain() + ":" + node.opType();
            CASES.merge(op, 1, Integer::sum);
            node.attributes().values().forEach(a -> {
                if (a instanceof GraphValue body) {
                    count(body.value());
                }
            });
        }
    }

    private static synchronized void write() {
        var target = Path.of("target");
        if (!Files.isDirectory(target)) {
            return;
        }
        long total = CASES.values().stream().mapToInt(Integer::intValue).sum();
        var text = new StringBuilder(String.format(
                "%d cases of %d operators, %.1f an operator%n",
                total, CASES.size(), CASES.isEmpty() ? 0 : total / (double) CASES.size()));
        CASES.forEach((op, cases) -> text.append(op).append('\t').append(cases).append('\n'));
        try {
            Files.writeString(target.resolve("differential-cases.txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("the list of differential cases cannot be written", e);
        }
    }
}
