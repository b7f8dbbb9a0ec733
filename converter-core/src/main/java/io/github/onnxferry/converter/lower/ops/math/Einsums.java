package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * ONNX Einsum 12 by TensorFlow's Einsum, which takes one or two operands and an explicit equation. Further operands are
 * contracted from left to right.
 */
final class Einsums {
    private Einsums() {}

    static Value lower(NodeView n, TfBuilder tf) {
        var equation = n.string("equation").replace(" ", "");
        int arrow = equation.indexOf("->");
        var terms = List.of((arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1));
        var operands = n.variadic("Inputs");
        if (terms.size() != operands.size()) {
            throw n.invalid("the equation has " + terms.size() + " terms for " + operands.size() + " inputs");
        }
        var output = arrow < 0 ? implicitOutput(terms) : equation.substring(arrow + 2);
        var openTerms = new ArrayList<>(terms);
        var open = new ArrayList<>(operands);
        while (open.size() > 2) {
            var rest = new ArrayList<>(openTerms.subList(2, openTerms.size()));
            rest.add(output);
            var kept = kept(openTerms.get(0) + openTerms.get(1), rest);
            var product = einsum(openTerms.subList(0, 2), kept, open.subList(0, 2), tf);
            openTerms.subList(0, 2).clear();
            open.subList(0, 2).clear();
            openTerms.add(0, kept);
            open.add(0, product);
        }
        return einsum(openTerms, output, open, tf);
    }

    private static Value einsum(List<String> terms, String output, List<Value> operands, TfBuilder tf) {
        return tf.op("Einsum")
                .list(operands)
                .attr("equation", String.join(",", terms) + "->" + output)
                .one();
    }

    /** Without an arrow: the ellipsis, then the labels that occur once, in the order of the alphabet. */
    private static String implicitOutput(List<String> terms) {
        var counts = new TreeMap<Character, Integer>();
        var all = String.join("", terms);
        for (char label : all.replace(".", "").toCharArray()) {
            counts.merge(label, 1, Integer::sum);
        }
        var output = new StringBuilder(all.contains("...") ? "..." : "");
        counts.forEach((label, count) -> {
            if (count == 1) {
                output.append(label);
            }
        });
        return output.toString();
    }

    /** The labels of a partial product that later terms or the output still need. */
    private static String kept(String labels, List<String> later) {
        var needed = String.join("", later);
        var kept = new LinkedHashMap<Character, Boolean>();
        for (char label : labels.replace(".", "").toCharArray()) {
            if (needed.indexOf(label) >= 0) {
                kept.put(label, true);
            }
        }
        var result = new StringBuilder(labels.contains("...") ? "..." : "");
        kept.keySet().forEach(result::append);
        return result.toString();
    }
}
