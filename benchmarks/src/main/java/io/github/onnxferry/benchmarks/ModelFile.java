package io.github.onnxferry.benchmarks;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.AttributeProto.AttributeType;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto.DataType;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An ONNX file in the making: {@code model.onnx} in a folder, its seeded random weights beside it in {@code weights.bin} as
 * they are asked for, so that a model of any size takes no memory to make.
 */
final class ModelFile implements AutoCloseable {
    private static final long OPSET = 20;
    private static final long IR_VERSION = 9;
    private static final String DATA = "weights.bin";
    /** Where tensors begin, as exporters align them. */
    private static final long ALIGNMENT = 64;

    private final Path folder;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("generated");
    private final SplittableRandom random;
    private final FileChannel data;
    private final ByteBuffer window = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private int number;

    /** A model in a folder, which is made, with weights that follow from the seed. */
    ModelFile(Path folder, long seed) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.random = new SplittableRandom(seed);
        this.data = FileChannel.open(
                folder.resolve(DATA),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /** Number of nodes so far. */
    int nodes() {
        return graph.getNodeCount();
    }

    /** Bytes of external weights so far. */
    long weightBytes() {
        return position;
    }

    /** A float32 input whose first axis is free. */
    String input(String name, long... lengths) {
        graph.addInput(value(name, "batch", lengths));
        return name;
    }

    /** Makes a value an output of the model. */
    void output(String name, long... lengths) {
        graph.addOutput(value(name, "batch", lengths));
    }

    private static ValueInfoProto value(String name, String free, long... lengths) {
        var info = ValueInfoProto.newBuilder().setName(name);
        var tensor = info.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        tensor.getShapeBuilder().addDimBuilder().setDimParam(free);
        for (long length : lengths) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(length);
        }
        return info.build();
    }

    /** A node with one output, which it returns. */
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        return nodes(op, 1, inputs, attributes).get(0);
    }

    /** A node with several outputs, which it returns. */
    List<String> nodes(String op, int outputs, List<String> inputs, AttributeProto... attributes) {
        var name = op.toLowerCase(java.util.Locale.ROOT) + "_" + number++;
        var names = java.util.stream.IntStream.range(0, outputs)
                .mapToObj(i -> name + "/out_" + i)
                .toList();
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(names)
                .addAllAttribute(List.of(attributes)));
        return names;
    }

    /** An attribute of integers. */
    static AttributeProto ints(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** An attribute of one integer. */
    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    /** An int64 initializer inside of the file: a vector, or a scalar. */
    String integers(boolean scalar, long... values) {
        var buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        var tensor = tensor(DataType.INT64, scalar ? new long[0] : new long[] {values.length})
                .setRawData(ByteString.copyFrom(buffer.flip()));
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** A float32 initializer inside of the file, all of whose elements are the same. */
    String filled(float value, long... lengths) {
        long count = java.util.Arrays.stream(lengths).reduce(1, Math::multiplyExact);
        var buffer = ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < count; i++) {
            buffer.putFloat(value);
        }
        var tensor = tensor(DataType.FLOAT, lengths).setRawData(ByteString.copyFrom(buffer.flip()));
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** A float32 initializer in the data file, uniform in {@code [-bound, bound)}. */
    String weight(float bound, long... lengths) throws IOException {
        long count = java.util.Arrays.stream(lengths).reduce(1, Math::multiplyExact);
        pad();
        var tensor = tensor(DataType.FLOAT, lengths)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", DATA))
                .addExternalData(entry("offset", Long.toString(position)))
                .addExternalData(entry("length", Long.toString(count * Float.BYTES)));
        for (long i = 0; i < count; i++) {
            window.putFloat((float) random.nextInt() * 0x1p-31f * bound);
            if (!window.hasRemaining()) {
                drain();
            }
        }
        drain();
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private void pad() throws IOException {
        while ((position + window.position()) % ALIGNMENT != 0) {
            window.put((byte) 0);
        }
        drain();
    }

    private void drain() throws IOException {
        window.flip();
        position += window.remaining();
        while (window.hasRemaining()) {
            data.write(window);
        }
        window.clear();
    }

    private TensorProto.Builder tensor(DataType type, long... lengths) {
        var tensor = TensorProto.newBuilder().setName("tensor_" + number++).setDataType(type.getNumber());
        for (long length : lengths) {
            tensor.addDims(length);
        }
        return tensor;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /** Writes the model file and answers its path. */
    Path write() throws IOException {
        var model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("onnxferry-benchmarks")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build();
        var file = folder.resolve("model.onnx");
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.writeTo(out);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
