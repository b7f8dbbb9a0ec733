package io.github.onnxferry.testdata.defects;

import java.util.function.Consumer;
import org.tensorflow.proto.FunctionDef;

/**
 * A defect that can be made.
 *
 * @param mutation what it is
 * @param edit what has to be edited in the function that it is in
 */
public record Defect(Mutation mutation, Consumer<FunctionEdit> edit) {
    /** The function with the defect. */
    public FunctionDef in(FunctionDef function) {
        if (!function.getSignature().getName().equals(mutation.function())) {
            throw new IllegalArgumentException(
                    mutation + " is not in " + function.getSignature().getName());
        }
        var edited = new FunctionEdit(function);
        edit.accept(edited);
        return edited.build();
    }

    @Override
    public String toString() {
        return mutation.toString();
    }
}
