package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Scan of opset 8, whose values are {@code [batch, sequence, ...]} and which runs once for each entry of a batch.
 *
 * <p>It becomes a Scan over the batch, without state, around a Scan over the sequence: the results of both stack up on
 * their first axis, which gives the order of before. Where each entry has its own length, the inner Scan sees that much
 * of its inputs, and its outputs are filled up with zeros, as the standard leaves what follows the length open.
 */
final class ScanUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Scan")
            .to(9, "the batch axis becomes a Scan of its own", ScanUpgrades::perEntry)
            .build();

    private ScanUpgrades() {}

    private static void perEntry(OnnxNode node, Rewrite rewrite) {
        long scanned = Attributes.required(node, "num_scan_inputs", Attributes.integer(node, "num_scan_inputs"));
        boolean lengths = !node.inputs().get(0).isEmpty();
        List<String> batched =
                lengths ? node.inputs() : node.inputs().subList(1, node.inputs().size());
        int states = Math.toIntExact(node.inputs().size() - 1 - scanned);
        if (states < 0 || states > node.outputs().size()) {
            throw rewrite.refusal("it has fewer values than num_scan_inputs and its states need");
        }
        List<OnnxValue> inputs = batched.stream()
                .map(input -> untyped(rewrite.fresh("entry_" + input)))
                .toList();
        OnnxGraph body = rewrite.body("entry", inputs, inside -> entry(node, inside, names(inputs), states, lengths));
        rewrite.emit(new OnnxNode(
                node.name(),
                Domain.ONNX,
                "Scan",
                "",
                batched,
                node.outputs(),
                Map.of("body", new GraphValue(body), "num_scan_inputs", new IntValue(batched.size()))));
    }

    /** The Scan over the sequence of one entry; says its outputs. */
    private static List<OnnxValue> entry(
            OnnxNode node, Rewrite inside, List<String> inputs, int states, boolean lengths) {
        List<String> values = lengths ? inputs.subList(1, inputs.size()) : inputs;
        String zero = lengths ? inside.constant("first", Tensor.vector(0)) : "";
        String length = lengths
                ? inside.op("Reshape", inputs.get(0), inside.constant("vector", Tensor.vector(1)))
                        .value("length")
                : "";
        var fed = new ArrayList<String>();
        for (int i = 0; i < values.size(); i++) {
            fed.add(
                    i < states || !lengths
                            ? values.get(i)
                            : inside.op("Slice", values.get(i), zero, length, zero)
                                    .at(13)
                                    .value("sequence"));
        }
        var attributes = new LinkedHashMap<>(node.without("directions").attributes());
        Attributes.integers(node, "directions")
                .ifPresent(directions -> attributes.put("scan_input_directions", new IntsValue(directions)));
        List<String> results = node.outputs().stream()
                .map(output -> inside.fresh("entry_" + (output.isEmpty() ? "output" : output)))
                .toList();
        inside.emit(new OnnxNode(inside.fresh("scan"), Domain.ONNX, "Scan", "", fed, results, attributes));
        if (!lengths) {
            return results.stream().map(ScanUpgrades::untyped).toList();
        }
        String whole = inside.op("Shape", values.get(states))
                .with("start", 0)
                .with("end", 1)
                .at(15)
                .value("whole");
        String missing = inside.op("Sub", whole, length).value("missing");
        String pads = inside.op("Concat", zero, missing).with("axis", 0).value("pads");
        Stream<String> filled = results.stream()
                .skip(states)
                .map(result -> inside.op("Pad", result, pads, "", zero).at(18).value("filled"));
        return Stream.concat(results.stream().limit(states), filled)
                .map(ScanUpgrades::untyped)
                .toList();
    }

    private static OnnxValue untyped(String name) {
        return new OnnxValue(name, new OnnxType.Unknown());
    }

    private static List<String> names(List<OnnxValue> values) {
        return values.stream().map(OnnxValue::name).toList();
    }
}
