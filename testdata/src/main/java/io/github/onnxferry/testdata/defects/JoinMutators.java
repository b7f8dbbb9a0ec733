package io.github.onnxferry.testdata.defects;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.NodeDef;

/** Defects of order where tensors are joined, parted, reversed or chosen by a branch. */
final class JoinMutators {
    private JoinMutators() {}

    static void joins(FunctionView function, Sites sites) {
        for (var node : function.nodes("ConcatV2", "Pack")) {
            int values = Math.toIntExact(node.getAttrOrThrow("N").getI());
            var places = IntStream.range(0, values - 1)
                    .filter(i -> !node.getInput(i).equals(node.getInput(i + 1)))
                    .toArray();
            if (places.length > 0) {
                int at = places[sites.random(DefectKind.CONCAT_ORDER, node).nextInt(places.length)];
                sites.add(
                        DefectKind.CONCAT_ORDER,
                        node,
                        "inputs " + at + " and " + (at + 1) + " change places",
                        edit -> edit.exchangeInputs(node, at, at + 1));
            }
        }
    }

    static void splits(FunctionView function, Sites sites) {
        for (var node : function.nodes("Split", "SplitV", "Unpack")) {
            var number = node.getOp().equals("Unpack") ? "num" : "num_split";
            int outputs = Math.toIntExact(node.getAttrOrThrow(number).getI());
            if (outputs > 1) {
                int at = sites.random(DefectKind.SPLIT_ORDER, node).nextInt(outputs - 1);
                sites.add(
                        DefectKind.SPLIT_ORDER,
                        node,
                        "outputs " + at + " and " + (at + 1) + " change places",
                        edit -> edit.exchangeOutputs(node, at, at + 1));
            }
        }
    }

    static void scans(FunctionView function, Sites sites) {
        for (var node : function.nodes("Cumsum", "Cumprod")) {
            for (var flag : List.of("exclusive", "reverse")) {
                sites.add(
                        DefectKind.SCAN_DIRECTION,
                        node,
                        flag + " is flipped",
                        edit -> edit.attr(node, flag, Attr.of(!Attr.flag(node, flag))));
            }
        }
        for (var node : function.nodes("ReverseV2", "ReverseSequence")) {
            sites.add(DefectKind.SCAN_DIRECTION, node, "is left out", edit -> edit.passOn(node, 0));
        }
    }

    static void branches(FunctionView function, Sites sites) {
        for (var node : function.nodes("If", "StatelessIf")) {
            sites.add(DefectKind.BRANCHES_EXCHANGED, node, "the branches are exchanged", edit -> exchanged(edit, node));
        }
    }

    private static void exchanged(FunctionEdit edit, NodeDef node) {
        edit.attr(node, "then_branch", node.getAttrOrThrow("else_branch"));
        edit.attr(node, "else_branch", node.getAttrOrThrow("then_branch"));
    }
}
