package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes small model files for tests, good and bad ones. */
final class ModelFiles {
    private ModelFiles() {}

    /** {@code y = x + w}, of float {@code [2]}, with the given initializer {@code w}. */
    static ModelProto.Builder sum(TensorProto w) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder()
                        .setName("sum")
                        .addNode(NodeProto.newBuilder()
                                .setName("add")
                                .setOpType("Add")
                                .addInput("x")
                                .addInput("w")
                                .addOutput("y"))
                        .addInitializer(w)
                        .addInput(floats("x"))
                        .addOutput(floats("y")));
    }

    static ValueInfoProto floats(String name) {
        var value = ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .getShapeBuilder()
                .addDimBuilder()
                .setDimValue(2);
        return value.build();
    }

    static TensorProto.Builder weights() {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(2);
    }

    static TensorProto external(String... keysAndValues) {
        var tensor = weights().setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(keysAndValues[i]).setValue(keysAndValues[i + 1]));
        }
        return tensor.build();
    }

    static Path write(Path folder, byte[] content) {
        try {
            return Files.write(folder.resolve("model.onnx"), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The codes of all problems that reading a file with this content gives; none if it is read. */
    static List<Code> codes(Path folder, byte[] content) {
        return codes(write(folder, content));
    }

    static List<Code> codes(Path file) {
        try {
            OnnxReader.read(file);
            return List.of();
        } catch (FerryException e) {
            return e.problems().stream().map(Problem::code).toList();
        }
    }

    /** The initializer of a model with a name. */
    static Tensor initializer(OnnxModel model, String name) {
        return Optional.ofNullable(model.graph().initializers().get(name)).orElseThrow();
    }
}
