package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/**
 * The labels of the classes of a classifier.
 *
 * @param labels strings or int64, {@code [classes]}
 */
record ClassLabels(Tensor labels) {
    /** The attributes {@code classlabels_strings} and, under the name that the operator has for it, of integers. */
    static ClassLabels of(NodeView n, String integers) {
        var strings = Lists.strings(n, "classlabels_strings");
        var numbers = Lists.int64s(n, integers);
        if (strings.isPresent() == numbers.isPresent()) {
            throw n.invalid("one of classlabels_strings and " + integers + " must name the classes");
        }
        return new ClassLabels(strings.or(() -> numbers).orElseThrow());
    }

    int count() {
        return (int) labels.elements();
    }

    boolean areStrings() {
        return labels.dtype() == DType.STRING;
    }

    /** The labels of classes, numbered from 0. */
    Value at(Value classes, TfBuilder tf) {
        return tf.gather(tf.constant(labels), classes, 0);
    }

    /** The second label where a condition holds, else the first. */
    Value second(Value condition, TfBuilder tf) {
        return at(tf.cast(condition, DType.INT64), tf);
    }

    /** 1 where a condition holds, else 0, as a number or as text: the labels of two classes that have none. */
    static Value oneOrZero(Value condition, boolean asText, TfBuilder tf) {
        var number = tf.cast(condition, DType.INT64);
        return asText ? tf.op("AsString").in(number).one() : number;
    }

    /** The class of the highest score of each row, {@code [N]} int64; the first of equal ones. */
    static Value highest(Value scores, TfBuilder tf) {
        return tf.op("ArgMax")
                .in(scores, tf.int32(1))
                .attr("output_type", DType.INT64)
                .one();
    }
}
