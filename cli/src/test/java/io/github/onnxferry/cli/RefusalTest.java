package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TensorShapeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused is refused with its code and exit code, and nothing is written. */
class RefusalTest extends FerryCalls {
    private static final String HOSTILE = "\u001b[2J\u0007\nFERRY-9001 x";

    @TempDir
    Path folder;

    @Test
    void filesThatHoldNoModel() throws IOException {
        refused(folder.resolve("missing.onnx"), "FERRY-1001");
        refused(Files.createDirectory(folder.resolve("folder.onnx")), "FERRY-1005");
        refused(Files.writeString(folder.resolve("text.onnx"), "no protobuf at all\n"), "FERRY-1002");
        refused(Files.createFile(folder.resolve("empty.onnx")), "FERRY-1003");
        byte[] whole = model(node("Relu", "x", "y")).build().toByteArray();
        for (int bytes : new int[] {whole.length / 2, whole.length - 1}) {
            refused(Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, bytes)), "FERRY-1003");
        }
    }

    @Test
    void graphsThatMakeNoSense() throws IOException {
        refused(model(node("Relu", "b", "a"), node("Relu", "a", "b"), node("Add", "x", "y", "b")), "FERRY-1031");
        refused(model(node("Frobnicate", "x", "y").setDomain("com.example")), "FERRY-1033");
        refused(
                model(node("Relu", "x", "y"))
                        .setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(99)),
                "FERRY-1039");
        refused(
                model(
                        node("Cast", "x", "i")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(TensorProto.DataType.INT64_VALUE)),
                        node("Add", "x", "y", "i")),
                "FERRY-1040");
    }

    @Test
    void everyProblemIsNamedAtOnce() throws IOException {
        refused(
                model(node("Frobnicate", "x", "a"), node("Relu", "nowhere", "b"), node("Add", "a", "y", "b")),
                "FERRY-1033",
                "FERRY-1030");
    }

    @Test
    void externalDataThatIsNotThere() throws IOException {
        refused(external("weights.bin"), "FERRY-1010");
        Files.write(folder.resolve("weights.bin"), new byte[11]);
        refused(external("weights.bin"), "FERRY-1011");
    }

    @Test
    void externalDataOutsideOfTheFolder(@TempDir Path elsewhere) throws IOException {
        var secret = Files.write(elsewhere.resolve("secret"), new byte[12]);
        refused(external("../" + elsewhere.getFileName() + "/secret"), "FERRY-1012");
        refused(external(secret.toString()), "FERRY-1012");
        Files.createSymbolicLink(folder.resolve("link"), secret);
        refused(external("link"), "FERRY-1012");
    }

    @Test
    void whatAModelNamesNeverSteersTheTerminal() throws IOException {
        refused(model(node("Relu" + HOSTILE, "x", "y").setName(HOSTILE)), "FERRY-1033");
        var plain = model(node("Relu", "x", "y")).setProducerName(HOSTILE);
        plain.getGraphBuilder().setName(HOSTILE);
        assertThat(ferry("inspect", file(plain).toString())).isZero();
        assertThat(out() + err())
                .contains("\\u001b[2J\\u0007\\nFERRY-9001 x")
                .doesNotContain("\u001b", "\u0007", "\nFERRY-9001");
    }

    @Test
    void theModelIsNeverOverwritten() throws IOException {
        var model = file(model(node("Relu", "x", "y")));
        byte[] before = Files.readAllBytes(model);
        for (var target : new Path[] {folder, model}) {
            assertThat(ferry("convert", model.toString(), "-o", target.toString(), "--overwrite"))
                    .isEqualTo(4);
            assertThat(err()).startsWith("FERRY-3001");
            assertThat(model).hasBinaryContent(before);
        }
    }

    @Test
    void aFileInPlaceOfAFolderStays() throws IOException {
        var target = Files.writeString(folder.resolve("file"), "kept");
        var model = file(model(node("Relu", "x", "y"))).toString();
        assertThat(ferry("convert", model, "-o", target.toString())).isEqualTo(4);
        assertThat(ferry("convert", model, "-o", target.resolve("below").toString()))
                .isEqualTo(4);
        assertThat(err()).contains("FERRY-3001", "FERRY-3002");
        assertThat(target).hasContent("kept");
    }

    private void refused(ModelProto.Builder model, String... codes) throws IOException {
        refused(file(model), codes);
    }

    private void refused(Path model, String... codes) {
        forgetErr();
        var target = folder.resolve("made/for/it");
        assertThat(ferry("convert", model.toString(), "-o", target.toString()))
                .as(err())
                .isEqualTo(3);
        assertThat(err()).contains(codes).doesNotContain("\tat ");
        assertThat(folder.resolve("made")).doesNotExist();
    }

    private Path file(ModelProto.Builder model) throws IOException {
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private static NodeProto.Builder node(String op, String input, String output, String... moreInputs) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .addInput(input)
                .addAllInput(List.of(moreInputs))
                .addOutput(output);
    }

    /** A model of {@code y} from {@code x}, both {@code float[3]}. */
    private static ModelProto.Builder model(NodeProto.Builder... nodes) {
        var graph = GraphProto.newBuilder().setName("g").addInput(value("x")).addOutput(value("y"));
        for (var node : nodes) {
            graph.addNode(node);
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph);
    }

    private static ModelProto.Builder external(String location) {
        var model = model(node("Add", "x", "y", "w"));
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addDims(3)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue(location)));
        return model;
    }

    private static ValueInfoProto value(String name) {
        return TinyModel.value(name, TensorShapeProto.Dimension.newBuilder().setDimValue(3));
    }
}
