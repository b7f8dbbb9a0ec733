package io.github.onnxferry.testdata.defects;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.tensorflow.proto.NodeDef;

/** Collects the defects that a function offers. */
final class Sites {
    private final FunctionView function;
    private final long seed;
    private final List<Defect> found = new ArrayList<>();

    Sites(FunctionView function, long seed) {
        this.function = function;
        this.seed = seed;
    }

    /** Random numbers for choices at a node: the same ones for the same seed, kind and node. */
    Random random(DefectKind kind, NodeDef node) {
        return new Random(
                31 * (31 * seed + kind.name().hashCode()) + (function.name() + ":" + node.getName()).hashCode());
    }

    /**
     * Adds a defect.
     *
     * @param what what is changed, in words
     */
    void add(DefectKind kind, NodeDef node, String what, Consumer<FunctionEdit> edit) {
        var mutation = new Mutation(
                kind,
                function.name(),
                node.getName(),
                node.getOp() + ": " + what,
                function.owner(node),
                function.depth(node));
        found.add(new Defect(mutation, edit));
    }

    /** What was found, in the order of the nodes for each kind. */
    List<Defect> found() {
        return List.copyOf(found);
    }
}
