package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.data.ValueRange.Order;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Integers that stand for yes and no, or for one of a few cases. */
final class MaskRules {
    static final ValueRange MASK = ValueRange.between(0, 2);

    /** Few enough that some are equal. */
    private static final ValueRange FEW = ValueRange.between(0, 4);

    private static final Set<String> ARITHMETIC = Set.of("Sub", "Mul");

    private MaskRules() {}

    static void add(ValueRules rules) {
        rules.add(n -> n.ask(0, MASK), "Where", "Not", "Compress", "If");
        rules.add(
                n -> {
                    n.ask(0, MASK);
                    n.ask(1, MASK);
                },
                "And",
                "Or",
                "Xor");
        rules.add(MaskRules::cast, "Cast");
        rules.add(MaskRules::equal, "Equal");
        rules.add(MaskRules::compared, "Less", "LessOrEqual", "Greater", "GreaterOrEqual");
    }

    /** An integer that becomes a bool, or a number that is taken from another or multiplied: a mask. */
    private static void cast(BoundNode node) {
        var to = node.node().attribute("to").orElse(null) instanceof OnnxAttribute.IntValue i
                ? OnnxTypes.dtype(i.value())
                : Optional.<DType>empty();
        boolean toBool = to.filter(d -> d == DType.BOOL).isPresent();
        boolean toFloat = to.filter(DType::isFloat).isPresent();
        var users = node.facts().consumers(node.node().outputs().get(0));
        boolean integer = !node.isFloat(0);
        if (toBool && integer) {
            node.ask(0, MASK);
        } else if (integer && toFloat && users.stream().anyMatch(n -> ARITHMETIC.contains(n.opType()))) {
            // A row that is masked as a whole has no softmax.
            node.ask(0, MASK.in(Order.LED));
        }
    }

    /** An integer that is compared with positions is a length: one that leaves at least one of them. */
    private static void compared(BoundNode node) {
        for (int place = 0; place < 2; place++) {
            int position = place;
            node.origin(1 - place)
                    .filter(t -> t.dtype().isInteger() && t.elements() > 1)
                    .ifPresent(positions -> node.ask(
                            position,
                            ValueRange.between(
                                    1,
                                    2 + Arrays.stream(positions.longs()).max().orElse(0))));
        }
    }

    /** A switch is one of the values that it is compared with. */
    private static void equal(BoundNode node) {
        for (int place = 0; place < 2; place++) {
            var values = node.integers(1 - place);
            if (values.isPresent() && values.get().length > 0) {
                node.ask(
                        place,
                        ValueRange.among(Arrays.stream(values.get()).boxed().toList()));
            } else if (values.isEmpty()
                    && node.isInteger(0)
                    && node.constant(place).isEmpty()) {
                node.ask(place, FEW);
            }
        }
    }
}
