package io.github.onnxferry.converter.onnx;

import static io.github.onnxferry.converter.onnx.ModelFiles.codes;
import static io.github.onnxferry.converter.onnx.ModelFiles.sum;
import static io.github.onnxferry.converter.onnx.ModelFiles.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.check.ModelCheck;
import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TypeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {
    private static final Path DIGITS =
            Path.of(System.getProperty("onnxferry.root", ".."), "testdata/digits/model.onnx");

    @TempDir
    Path folder;

    @Test
    void modelIsReadAsTheFileSaysIt() {
        var file = ModelFiles.write(folder, good());
        var model = OnnxReader.read(file);
        assertThat(model.opsets()).containsEntry("ai.onnx", 17L);
        assertThat(model.source().producerName()).isEqualTo("test");
        assertThat(model.graph().nodes().get(0).domain()).isEqualTo("ai.onnx");
        assertThat(model.graph().inputs())
                .containsExactly(new OnnxValue("x", new OnnxType.TensorType(DType.FLOAT, Shape.of(2))));
        assertThat(ModelFiles.initializer(model, "w").doubles()).containsExactly(1, 2);
    }

    @Test
    void lengthsWithoutNameAreNotEqualToEachOther() {
        var input = ValueInfoProto.newBuilder().setName("x");
        var shape = input.getTypeBuilder().getTensorTypeBuilder().setElemType(1).getShapeBuilder();
        shape.addDimBuilder();
        shape.addDimBuilder().setDimParam("?");
        shape.addDimBuilder().setDimValue(-1);
        shape.addDimBuilder().setDimParam("batch");
        shape.addDimBuilder().setDimValue(0);
        var model = sum(weights().addFloatData(1).addFloatData(2).build());
        model.getGraphBuilder().setInput(0, input);
        var read = OnnxReader.read(ModelFiles.write(folder, model.build().toByteArray()));
        var type = (OnnxType.TensorType) read.graph().inputs().get(0).type();
        assertThat(type.shape().dims()).doesNotHaveDuplicates().endsWith(Dim.symbol("batch"), Dim.of(0));
        assertThat(type.shape().dims().subList(0, 3)).noneMatch(Dim::isKnown);
    }

    @Test
    void filesThatAreNoModelsAreToldApart() throws IOException {
        assertThat(codes(folder.resolve("nowhere.onnx"))).containsExactly(Code.NOT_FOUND);
        assertThat(codes(folder)).containsExactly(Code.UNREADABLE);
        assertThat(codes(folder, new byte[0])).containsExactly(Code.TRUNCATED);
        assertThat(codes(folder, new byte[100])).containsExactly(Code.NOT_A_MODEL);
        assertThat(codes(folder, "hello, this is text\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(Code.NOT_A_MODEL);
        var noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        assertThat(codes(folder, noise)).containsExactly(Code.NOT_A_MODEL);
        assertThat(codes(folder, ModelProto.newBuilder().setIrVersion(8).build().toByteArray()))
                .containsExactly(Code.NOT_A_MODEL);
        assertThat(codes(folder, Arrays.copyOf(good(), good().length - 8))).containsExactly(Code.TRUNCATED);
        var large = folder.resolve("large.onnx");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(codes(large)).containsExactly(Code.TOO_LARGE);
    }

    @Test
    void otherFormatsAreNamed() {
        assertThatThrownBy(() -> OnnxReader.read(ModelFiles.write(
                        folder, "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("git lfs pull");
        assertThatThrownBy(() -> OnnxReader.read(
                        ModelFiles.write(folder, "PK\3\4archive/data.pkl".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("PyTorch checkpoint");
    }

    @Test
    void nestingIsBounded() {
        var graph = GraphProto.newBuilder().setName("leaf").build();
        for (int i = 0; i < 5000; i++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(AttributeProto.newBuilder()
                                    .setName("then_branch")
                                    .setType(AttributeProto.AttributeType.GRAPH)
                                    .setG(graph)))
                    .build();
            if (i == 20 || i == 40 || i == 4999) {
                var file =
                        ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build();
                assertThat(codes(folder, bytes(file)))
                        .containsExactly(i == 20 ? new Code[0] : new Code[] {Code.NESTING_TOO_DEEP});
            }
        }
        var type = TypeProto.newBuilder();
        type.getTensorTypeBuilder().setElemType(1);
        for (int i = 0; i < 1000; i++) {
            var outer = TypeProto.newBuilder();
            outer.getSequenceTypeBuilder().setElemType(type.build());
            type = outer;
        }
        var model = sum(weights().addFloatData(1).addFloatData(2).build());
        model.getGraphBuilder()
                .addValueInfo(ValueInfoProto.newBuilder().setName("x").setType(type));
        assertThat(codes(folder, bytes(model.build()))).containsExactly(Code.NESTING_TOO_DEEP);
    }

    /** Serialised by a thread with a stack deep enough for messages nested in each other thousands of times. */
    private static byte[] bytes(ModelProto model) {
        var task = new FutureTask<>(model::toByteArray);
        new Thread(null, task, "deep", 1L << 30).start();
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void structureThatTakesMoreThanTheHeapIsRefusedBeforeItIsParsed() throws IOException {
        var emptyNodes =
                new byte[(int) Math.min(400L << 20, Runtime.getRuntime().maxMemory() / 80) & ~1];
        for (int i = 0; i < emptyNodes.length; i += 2) {
            emptyNodes[i] = 0x0a;
        }
        var file = folder.resolve("bomb.onnx");
        try (var out = Files.newOutputStream(file)) {
            var stream = com.google.protobuf.CodedOutputStream.newInstance(out);
            stream.writeTag(ModelProto.GRAPH_FIELD_NUMBER, 2);
            stream.writeByteArrayNoTag(emptyNodes);
            stream.flush();
        }
        assertThat(codes(file)).containsExactly(Code.TOO_LARGE);
    }

    @Test
    void allProblemsOfTensorsTypesAndAttributesAreFoundAtOnce() {
        var model = sum(weights().addFloatData(1).build());
        var graph = model.getGraphBuilder();
        graph.addInitializer(weights().setName("v").setDataType(77))
                .addInitializer(weights().setName("u").addFloatData(1).addFloatData(2))
                .addInitializer(weights().setName("u").addFloatData(1).addFloatData(2));
        graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(50);
        graph.getNodeBuilder(0)
                .addAttribute(AttributeProto.newBuilder().setName("a"))
                .addAttribute(AttributeProto.newBuilder().setName("t").setType(AttributeProto.AttributeType.TENSOR))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("i")
                        .setType(AttributeProto.AttributeType.INT)
                        .setF(1))
                .addAttribute(attribute("b"))
                .addAttribute(attribute("b"));
        model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(9));
        assertThat(codes(folder, model.build().toByteArray()))
                .containsExactlyInAnyOrder(
                        Code.TENSOR_SIZE,
                        Code.TENSOR_TYPE,
                        Code.DUPLICATE_NAME,
                        Code.INVALID_TYPE,
                        Code.ATTRIBUTE_TYPE,
                        Code.ATTRIBUTE_VALUE,
                        Code.ATTRIBUTE_TYPE,
                        Code.DUPLICATE_NAME,
                        Code.DUPLICATE_NAME);
    }

    private static AttributeProto attribute(String name) {
        return AttributeProto.newBuilder().setName(name).setI(1).build();
    }

    @Test
    void sparseTensorsBecomeDense() {
        var model = sum(weights().addFloatData(1).addFloatData(2).build());
        var sparse =
                model.getGraphBuilder().addSparseInitializerBuilder().addDims(2).addDims(3);
        sparse.setValues(weights().setName("s").addFloatData(5).addFloatData(6));
        sparse.getIndicesBuilder()
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(2)
                .addDims(2)
                .addInt64Data(0)
                .addInt64Data(1)
                .addInt64Data(1)
                .addInt64Data(2);
        var read = OnnxReader.read(ModelFiles.write(folder, model.build().toByteArray()));
        assertThat(ModelFiles.initializer(read, "s").doubles()).containsExactly(0, 5, 0, 0, 0, 6);

        sparse.getIndicesBuilder().setInt64Data(3, 3);
        assertThat(codes(folder, model.build().toByteArray())).containsExactly(Code.TENSOR_SHAPE);
        sparse.setDims(0, 1L << 33);
        assertThat(codes(folder, model.build().toByteArray())).containsExactly(Code.TOO_LARGE);
    }

    @Test
    void aFileCutAnywhereGivesACodedRefusal() throws IOException {
        var whole = Files.readAllBytes(DIGITS);
        assertThat(codes(DIGITS)).isEmpty();
        for (int length = 0; length < whole.length; length += 97) {
            assertThat(readAndChecked(Arrays.copyOf(whole, length)))
                    .as("cut after %d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void flippedBytesGiveAModelOrACodedRefusal() throws IOException {
        var random = new Random(20);
        var large = Files.readAllBytes(DIGITS);
        for (int i = 0; i < 3000; i++) {
            var whole = i % 10 == 0 ? large : good();
            var flipped = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                flipped[random.nextInt(Math.min(flipped.length, 2000))] = (byte) random.nextInt();
            }
            readAndChecked(flipped);
        }
    }

    /** Whether a file with this content is a good model; any exception but a coded one escapes. */
    private boolean readAndChecked(byte[] content) {
        var file = ModelFiles.write(folder, content);
        try {
            ModelCheck.of(OnnxReader.read(file)).orThrow();
            return true;
        } catch (FerryException e) {
            assertThat(e.problems()).isNotEmpty();
            return false;
        }
    }

    private static byte[] good() {
        return sum(weights()
                        .setRawData(ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40}))
                        .build())
                .build()
                .toByteArray();
    }
}
