package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What callers of a model pass and get.
 *
 * @param mainName name of the function that computes the model
 * @param inputs inputs in the model's order
 * @param outputs outputs in the model's order
 */
record Contract(String mainName, List<Input> inputs, List<Output> outputs) {

    /** An input and its place in the model's order. */
    record Input(int position, TfModel.Port port) {
        DataType type() {
            return Wire.dataType(port.dtype());
        }

        TensorShapeProto shape() {
            return Wire.shape(port.shape());
        }
    }

    /** An output. */
    record Output(TfModel.Port port, TfFunction.Result result) {
        DataType type() {
            return Wire.dataType(port.dtype());
        }

        TensorShapeProto shape() {
            return Wire.shape(port.shape());
        }
    }

    /** The contract of a model whose main function gets a name in the SavedModel. */
    static Contract of(TfModel model, String mainName) {
        var inputs = IntStream.range(0, model.inputs().size())
                .mapToObj(i -> new Input(i, model.inputs().get(i)))
                .toList();
        var outputs = IntStream.range(0, model.outputs().size())
                .mapToObj(i -> new Output(
                        model.outputs().get(i), model.main().results().get(i)))
                .toList();
        return new Contract(mainName, inputs, outputs);
    }

    /** The keys of the inputs, in the model's order. */
    List<String> inputKeys() {
        return inputs.stream().map(i -> i.port().key()).toList();
    }

    /** Inputs in the order in which Python flattens a dictionary. */
    List<Input> sortedInputs() {
        return inputs.stream()
                .sorted(Comparator.comparing(i -> i.port().key(), CodePointOrder.INSTANCE))
                .toList();
    }

    /** Outputs in the order in which Python flattens a dictionary; that of all functions of the SavedModel. */
    List<Output> sortedOutputs() {
        return outputs.stream()
                .sorted(Comparator.comparing(o -> o.port().key(), CodePointOrder.INSTANCE))
                .toList();
    }

    /** How a signature describes a tensor of the main graph. */
    static TensorInfo info(String tensor, DataType type, TensorShapeProto shape) {
        return TensorInfo.newBuilder()
                .setName(tensor)
                .setDtype(type)
                .setTensorShape(shape)
                .build();
    }
}
