package io.github.onnxferry.parity.data;

import io.github.onnxferry.parity.data.ValueRange.Order;

/** Layers of networks: variances, labels, lengths of sequences, states of optimisers. */
final class NeuralRules {
    private static final int SEQUENCE_LENS = 4;
    private static final ValueRange SMALL = ValueRange.reals(0.01, 0.5);

    private NeuralRules() {}

    static void add(ValueRules rules) {
        rules.add(n -> n.ask(4, MathRules.POSITIVE), "BatchNormalization");
        rules.add(NeuralRules::loss, "NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss");
        rules.add(NeuralRules::recurrent, "LSTM", "GRU", "RNN");
        rules.add(n -> n.ask(1, SMALL), "Dropout");
        rules.add(NeuralRules::optimiser, "Adagrad", "Adam", "Momentum");
        rules.add(NeuralRules::deformable, "DeformConv");
        rules.add(n -> threshold(n, n.attribute("alpha", 1f)), "ThresholdedRelu");
        rules.add(n -> threshold(n, n.attribute("lambd", 0.5f)), "Shrink");
    }

    /** {@code (scores [N, C, ...], classes [N, ...], weight [C])}: classes are those of the scores, or ignored. */
    private static void loss(BoundNode node) {
        node.ask(1, ValueRange.between(0, node.length(0, 1)));
        node.ask(2, MathRules.POSITIVE);
    }

    /** Values on both sides of a threshold. */
    private static void threshold(BoundNode node, double threshold) {
        if (Math.abs(threshold) >= 1 && node.isFloat(0)) {
            node.ask(0, ValueRange.domain(-2 * Math.abs(threshold), 2 * Math.abs(threshold)));
        }
    }

    private static void recurrent(BoundNode node) {
        long steps = node.length(0, node.attribute("layout", 0) == 0 ? 0 : 1);
        node.ask(SEQUENCE_LENS, ValueRange.between(1, steps + 1).in(Order.FALLING));
    }

    /** {@code (rate, step, values, gradients, states ...)}; sums of squares are the last inputs of Adagrad and Adam. */
    private static void optimiser(BoundNode node) {
        node.ask(0, SMALL);
        node.ask(1, ValueRange.between(0, 5));
        int inputs = node.node().inputs().size();
        int groups = node.node().opType().equals("Adam") ? 4 : 3;
        int tensors = (inputs - 2) / groups;
        if (!node.node().opType().equals("Momentum")) {
            for (int i = 0; i < tensors; i++) {
                node.ask(2 + (groups - 1) * tensors + i, MathRules.POSITIVE);
            }
        }
    }

    /** {@code (picture, weights, offsets, bias, mask)}. */
    private static void deformable(BoundNode node) {
        node.ask(2, ValueRange.reals(-1.5, 1.5));
        node.ask(4, ValueRange.reals(0, 1));
    }
}
