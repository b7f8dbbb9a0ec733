package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tf.registry.ArgDef;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.HashSet;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Gives operations their indices, axes and lengths as int32, clamped: the same operation, since no axis is longer. The
 * gradients in the registry mix them with shapes, which are int32 there; some end the process where that does not fit.
 */
final class ShortIndices {
    private final OpRegistry ops = OpRegistry.standard();

    /**
     * Makes the indices of an operation short.
     *
     * @param copy the operation, which is changed
     * @param nodes takes the operations that convert
     */
    void shorten(NodeDef.Builder copy, List<NodeDef> nodes) {
        var definition = ops.find(copy.getOp());
        if (definition.isEmpty()) {
            return;
        }
        var longs = new HashSet<String>();
        copy.getAttrMap().forEach((key, value) -> {
            if (value.getType() == DataType.DT_INT64) {
                longs.add(key);
            }
        });
        definition.get().outputs().forEach(o -> o.typeAttr().ifPresent(longs::remove));
        var used = new HashSet<String>();
        int position = 0;
        for (var input : definition.get().inputs()) {
            int end = position + count(input, copy);
            boolean isIndex = input.typeAttr().filter(longs::contains).isPresent();
            for (; position < end && position < copy.getInputCount(); position++) {
                if (isIndex) {
                    String name = copy.getName() + "/ferry_short_" + position;
                    copy.setInput(position, shorter(name, copy.getInput(position), nodes));
                }
            }
            input.typeAttr().filter(longs::contains).ifPresent(used::add);
        }
        used.forEach(a -> copy.putAttr(a, type(DataType.DT_INT32)));
    }

    private static int count(ArgDef input, NodeDef.Builder node) {
        var missing = AttrValue.getDefaultInstance();
        return input.numberAttr()
                .map(a -> (int) node.getAttrOrDefault(a, missing).getI())
                .or(() -> input.typeListAttr()
                        .map(a -> node.getAttrOrDefault(a, missing).getList().getTypeCount()))
                .orElse(1);
    }

    private static String shorter(String name, String input, List<NodeDef> nodes) {
        var low = bound(name + "/low", Integer.MIN_VALUE, nodes);
        var high = bound(name + "/high", Integer.MAX_VALUE, nodes);
        nodes.add(clamp(name + "/floor", "Maximum", input, low));
        nodes.add(clamp(name + "/clamp", "Minimum", name + "/floor", high));
        nodes.add(NodeDef.newBuilder()
                .setName(name)
                .setOp("Cast")
                .addInput(name + "/clamp")
                .putAttr("SrcT", type(DataType.DT_INT64))
                .putAttr("DstT", type(DataType.DT_INT32))
                .build());
        return name;
    }

    private static NodeDef clamp(String name, String op, String left, String right) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addInput(left)
                .addInput(right)
                .putAttr("T", type(DataType.DT_INT64))
                .build();
    }

    private static String bound(String name, long value, List<NodeDef> nodes) {
        var tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_INT64)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addInt64Val(value);
        nodes.add(NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(DataType.DT_INT64))
                .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
                .build());
        return name;
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }
}
