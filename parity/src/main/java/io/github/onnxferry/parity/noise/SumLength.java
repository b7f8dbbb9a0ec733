package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Over how many terms the sums of an operator run, as nodes that find it out when the model runs: the longer a sum, the more its
 * rounding errors (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2).
 */
enum SumLength {
    /** Short, or not known. */
    SHORT {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.empty();
        }
    },
    /** All elements but one for each of the result: reductions and global pools. */
    ELEMENTS {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.of(make.plain(
                    nodes,
                    "Div",
                    make.size(nodes, node.inputs().get(0), DType.FLOAT),
                    make.size(nodes, node.outputs().get(0), DType.FLOAT)));
        }
    },
    /** The filter of one channel of the result: {@code W} is {@code [M, C/group, kH, kW]}. */
    FILTER {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.of(over(node.inputs().get(1), 0, make, nodes));
        }
    },
    /** As {@link #FILTER}, with {@code W} as {@code [C, M/group, kH, kW]}. */
    TRANSPOSED_FILTER {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.of(over(node.inputs().get(1), 1, make, nodes));
        }
    },
    /** The last dimension of the first input: matrix products. */
    LAST {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.of(make.length(nodes, node.inputs().get(0), -1, DType.FLOAT));
        }
    },
    /** The last dimension of the first matrix, or the first one if it is transposed. */
    GEMM {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            boolean transposed = integer(node.attributes(), "transA") != 0;
            return Optional.of(make.length(nodes, node.inputs().get(0), transposed ? 0 : -1, DType.FLOAT));
        }
    },
    /** What two operands share, by their sizes and that of the result. */
    CONTRACTED {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            if (node.inputs().size() != 2) {
                return Optional.empty();
            }
            String both = make.plain(
                    nodes,
                    "Mul",
                    make.size(nodes, node.inputs().get(0), DType.FLOAT),
                    make.size(nodes, node.inputs().get(1), DType.FLOAT));
            String shared = make.plain(
                    nodes, "Div", both, make.size(nodes, node.outputs().get(0), DType.FLOAT));
            return Optional.of(make.plain(nodes, "Sqrt", shared));
        }
    },
    /** What is scaled together: as many elements as the second input has. */
    SCALED {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            return Optional.of(make.size(nodes, node.inputs().get(1), DType.FLOAT));
        }
    },
    /** All but the batch and the channels, which the second input has one element each for. */
    IMAGE {
        @Override
        Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes) {
            String x = node.inputs().get(0);
            return Optional.of(make.plain(
                    nodes,
                    "Div",
                    over(x, 0, make, nodes),
                    make.size(nodes, node.inputs().get(1), DType.FLOAT)));
        }
    };

    private static final FactLines<SumLength> FACTS = FactLines.read("sum-lengths.txt", SumLength.class);

    /** Whether the length follows from the result, too. */
    boolean readsResult() {
        return this == ELEMENTS || this == CONTRACTED;
    }

    /** What is known of an operator. */
    static SumLength of(OnnxNode node) {
        return FACTS.of(node.domain(), node.opType(), SHORT);
    }

    /**
     * The length of the sums.
     *
     * @param nodes where the nodes go that find it out; they read inputs and outputs of the operator
     * @return name of a float without dimensions; nothing if the sums are short
     */
    abstract Optional<String> in(OnnxNode node, NoiseNodes make, List<OnnxNode> nodes);

    private static String over(String value, int dimension, NoiseNodes make, List<OnnxNode> nodes) {
        return make.plain(
                nodes, "Div", make.size(nodes, value, DType.FLOAT), make.length(nodes, value, dimension, DType.FLOAT));
    }

    private static long integer(Map<String, OnnxAttribute> attributes, String name) {
        return attributes.get(name) instanceof OnnxAttribute.IntValue number ? number.value() : 0;
    }
}
