package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Operations that make up the vector-Jacobian product of one operation; values go by their names. */
final class AdjointNodes {
    /** The gradient of the first output. */
    static final String GRADIENT = "dy";

    private static final Set<String> WINDOW =
            Set.of("T", "ksize", "strides", "padding", "explicit_paddings", "data_format", "dilations");

    private final NodeDef of;
    private final DataType dtype;
    private final List<NodeDef> nodes = new ArrayList<>();
    private final Map<String, GraphTensor> taken = new LinkedHashMap<>();

    /** For the products of an operation. */
    AdjointNodes(NodeDef of) {
        this.of = of;
        this.dtype = of.getAttrOrThrow(of.containsAttr("T") ? "T" : "dtype").getType();
    }

    List<NodeDef> nodes() {
        return nodes;
    }

    /** Tensors of the operation that are used, by the names that stand for them. */
    Map<String, GraphTensor> taken() {
        return taken;
    }

    /** An input of the operation. */
    String in(int index) {
        taken.put("in" + index, GraphTensor.parse(of.getInput(index)));
        return "in" + index;
    }

    /** An output of the operation. */
    String out(int index) {
        taken.put("out" + index, new GraphTensor(of.getName(), index));
        return "out" + index;
    }

    /** An operation whose only type is that of the gradient, unless an attribute is told otherwise. */
    String op(String op, String typeAttr, String... inputs) {
        return add(start(op, inputs).putAttr(typeAttr, type(dtype)));
    }

    private NodeDef.Builder start(String op, String... inputs) {
        return NodeDef.newBuilder().setName("n" + nodes.size()).setOp(op).addAllInput(List.of(inputs));
    }

    private String add(NodeDef.Builder node) {
        nodes.add(node.build());
        return node.getName();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    String identity(String value) {
        return op("Identity", "T", value);
    }

    /** 1 where a condition holds, 0 elsewhere. */
    String flags(String condition) {
        return add(
                start("Cast", condition).putAttr("SrcT", type(DataType.DT_BOOL)).putAttr("DstT", type(dtype)));
    }

    /** A kernel with the windows of the operation. */
    String window(String op, String... inputs) {
        var node = start(op, inputs);
        of.getAttrMap().forEach((key, value) -> {
            if (WINDOW.contains(key)) {
                node.putAttr(key, value);
            }
        });
        if (op.equals("Conv3DBackpropInputV2")) {
            node.putAttr("Tshape", type(DataType.DT_INT32));
        }
        return add(node);
    }

    /** The gradient as the real or the imaginary part of a complex number. */
    String complex(boolean real) {
        var part = of.getAttrOrThrow("Tout");
        String zeros = add(start("ZerosLike", GRADIENT).putAttr("T", part));
        return add(start("Complex", real ? GRADIENT : zeros, real ? zeros : GRADIENT)
                .putAttr("T", part)
                .putAttr("Tout", type(dtype)));
    }

    /** The gradient less its sum along the last axis times the softmax. */
    String logSoftmax() {
        String sum = add(start("Sum", GRADIENT, number(-1))
                .putAttr("T", type(dtype))
                .putAttr("Tidx", type(DataType.DT_INT32))
                .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()));
        String softmax = op("Exp", "T", out(0));
        return op("Sub", "T", GRADIENT, op("Mul", "T", sum, softmax));
    }

    /** The gradient of a maximum over windows. */
    String maxPool() {
        return window("MaxPoolGrad", in(0), out(0), GRADIENT);
    }

    /** The lengths of an input, int32. */
    String shape(int input) {
        return add(start("Shape", in(input)).putAttr("T", type(dtype)).putAttr("out_type", type(DataType.DT_INT32)));
    }

    private String number(int... values) {
        var tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
        var shape = TensorShapeProto.newBuilder();
        if (values.length != 1) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length));
        }
        for (int value : values) {
            tensor.addIntVal(value);
        }
        return add(start("Const")
                .putAttr("dtype", type(DataType.DT_INT32))
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(tensor.setTensorShape(shape))
                                .build()));
    }

    /** The length of the last axis of an input, int32 scalar. */
    String length(int input) {
        return add(start("GatherV2", shape(input), last(input), number(0))
                .putAttr("Tparams", type(DataType.DT_INT32))
                .putAttr("Tindices", type(DataType.DT_INT32))
                .putAttr("Taxis", type(DataType.DT_INT32)));
    }

    private String last(int input) {
        String rank = add(start("Rank", in(input)).putAttr("T", type(dtype)));
        return add(start("Sub", rank, number(1)).putAttr("T", type(DataType.DT_INT32)));
    }

    /** A gradient in the shape of two inputs together, summed to the shape of one of them. */
    String reduced(String wide, int input, int other) {
        var args = start("BroadcastGradientArgs", shape(input), shape(other)).putAttr("T", type(DataType.DT_INT32));
        String axes = add(args);
        String sum = add(start("Sum", wide, axes).putAttr("T", type(dtype)).putAttr("Tidx", type(DataType.DT_INT32)));
        return add(start("Reshape", sum, shape(input))
                .putAttr("T", type(dtype))
                .putAttr("Tshape", type(DataType.DT_INT32)));
    }

    /**
     * Rows {@code [..., k]} spread over rows of zeros {@code [..., length]}.
     *
     * @param indices where each element goes to, {@code [..., k]}, in the operation's {@code index_type}
     */
    String spread(String rows, String indices, String length) {
        String one = add(start("Cast", number(1))
                .putAttr("SrcT", type(DataType.DT_INT32))
                .putAttr("DstT", type(dtype)));
        String zero = op("ZerosLike", "T", one);
        String hot = add(start("OneHot", indices, length, one, zero)
                .putAttr("T", type(dtype))
                .putAttr("TI", of.getAttrOrDefault("index_type", type(DataType.DT_INT32))));
        String row = add(start("ExpandDims", rows, number(-2))
                .putAttr("T", type(dtype))
                .putAttr("Tdim", type(DataType.DT_INT32)));
        String spread = op("BatchMatMulV2", "T", row, hot);
        var axis = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addI(-2))
                .build();
        return add(start("Squeeze", spread).putAttr("T", type(dtype)).putAttr("squeeze_dims", axis));
    }

    /** The slices at the indices of a scatter operation. */
    String gathered(String tensor) {
        return add(start("GatherNd", tensor, in(1))
                .putAttr("Tparams", type(dtype))
                .putAttr("Tindices", of.getAttrOrThrow("Tindices")));
    }

    /** A scatter operation at the same indices. */
    String scattered(String op, String tensor, String updates) {
        return add(start(op, tensor, in(1), updates)
                .putAttr("T", type(dtype))
                .putAttr("Tindices", of.getAttrOrThrow("Tindices")));
    }
}
