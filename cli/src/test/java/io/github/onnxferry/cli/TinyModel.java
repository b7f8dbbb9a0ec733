package io.github.onnxferry.cli;

import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TensorShapeProto;
import io.github.onnxferry.converter.onnx.proto.TypeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Models of one node, as files. */
final class TinyModel {
    private TinyModel() {}

    /** {@code y = op(x)} over {@code [batch, 3]}; the folders above the file are made. */
    static Path write(Path file, String op) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.write(file, model(graph(op)));
    }

    /** {@code y = x + w} whose {@code w} takes so many bytes on the disk, all zero, in a file beside the model. */
    static Path large(Path file, long bytes) throws IOException {
        var weights = file.resolveSibling("weights.bin");
        try (var empty = new RandomAccessFile(weights.toFile(), "rw")) {
            empty.setLength(bytes);
        }
        var graph = graph("Add");
        graph.getNodeBuilder(0).addInput("w");
        graph.addInitializer(TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(bytes / 12)
                .addDims(3)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue(String.valueOf(weights.getFileName()))));
        return Files.write(file, model(graph));
    }

    private static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(14))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static GraphProto.Builder graph(String op) {
        return GraphProto.newBuilder()
                .setName("tiny")
                .addInput(value("x", "batch"))
                .addOutput(value("y", "rows"))
                .addNode(NodeProto.newBuilder().setOpType(op).addInput("x").addOutput("y"));
    }

    private static ValueInfoProto value(String name, String rows) {
        return value(
                name,
                TensorShapeProto.Dimension.newBuilder().setDimParam(rows),
                TensorShapeProto.Dimension.newBuilder().setDimValue(3));
    }

    /** A float input or output. */
    static ValueInfoProto value(String name, TensorShapeProto.Dimension.Builder... dims) {
        var shape = TensorShapeProto.newBuilder();
        List.of(dims).forEach(shape::addDim);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }
}
