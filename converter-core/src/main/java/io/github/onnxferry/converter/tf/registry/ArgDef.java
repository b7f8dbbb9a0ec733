package io.github.onnxferry.converter.tf.registry;

import io.github.onnxferry.converter.tensor.DType;
import java.util.Optional;

/**
 * An input or output of an operator: one tensor, or a list of them.
 *
 * @param name the formal name
 * @param type the type, where it is always the same and {@link DType} has it
 * @param typeAttr the attribute that holds the type
 * @param numberAttr the attribute that holds how many tensors of the one type there are
 * @param typeListAttr the attribute that holds the types of a list of tensors, one a tensor
 * @param reference whether it is a reference to a variable of TensorFlow 1
 */
public record ArgDef(
        String name,
        Optional<DType> type,
        Optional<String> typeAttr,
        Optional<String> numberAttr,
        Optional<String> typeListAttr,
        boolean reference) {

    /** Whether the argument is a list of tensors, possibly empty. */
    public boolean isList() {
        return numberAttr.isPresent() || typeListAttr.isPresent();
    }
}
