package io.github.onnxferry.converter.onnx;

import static io.github.onnxferry.converter.onnx.ModelFiles.external;
import static io.github.onnxferry.converter.onnx.ModelFiles.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
    @TempDir
    Path root;

    private Path folder = Path.of("");

    @BeforeEach
    void writeData() throws IOException {
        folder = Files.createDirectories(root.resolve("model"));
        Files.createDirectories(folder.resolve("sub"));
        for (Path file : List.of(root.resolve("secret"), folder.resolve("data"), folder.resolve("sub/data"))) {
            var bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            Files.write(file, bytes.putFloat(9).putFloat(1).putFloat(2).array());
        }
    }

    @Test
    void dataAreReadFromTheFolder() {
        assertThat(read("location", "data", "offset", "4", "length", "8")).containsExactly(1, 2);
        assertThat(read("location", "sub/data")).containsExactly(9, 1);
        assertThat(read("location", "./data", "offset", "4")).containsExactly(1, 2);
    }

    @Test
    void linksInsideTheFolderAreFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/data"));
        assertThat(read("location", "link")).containsExactly(9, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "sub/../../secret",
                "..\\secret",
                "/etc/hostname",
                "C:\\data",
                "\\data",
                "..",
                "link",
                "linked/secret"
            })
    void dataOutsideTheFolderAreRefused(String location) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), root.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("linked"), root);
        assertThat(code("location", location)).containsExactly(Code.EXTERNAL_DATA_OUTSIDE);
    }

    @Test
    void whatIsWrongWithADataFileIsToldApart() throws IOException {
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        assertThat(code("location", "nowhere")).containsExactly(Code.EXTERNAL_DATA_MISSING);
        assertThat(code("location", "broken")).containsExactly(Code.EXTERNAL_DATA_MISSING);
        assertThat(code("location", "sub")).containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code("location", "a\0b")).containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code()).containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code("location", "data", "offset", "-4")).containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code("location", "data", "offset", "four")).containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code("location", "data", "offset", "99999999999999999999"))
                .containsExactly(Code.EXTERNAL_DATA_INVALID);
        assertThat(code("location", "data", "offset", "8")).containsExactly(Code.EXTERNAL_DATA_TOO_SHORT);
        assertThat(code("location", "data", "offset", "" + Long.MAX_VALUE))
                .containsExactly(Code.EXTERNAL_DATA_TOO_SHORT);
        assertThat(code("location", "data", "length", "12")).containsExactly(Code.TENSOR_SIZE);
    }

    @Test
    void hugeTensorsAreRefusedBeforeAnythingIsMapped() {
        var tensor = external("location", "data").toBuilder().setDims(0, 1L << 40);
        assertThat(codes(tensor.build())).containsExactly(Code.EXTERNAL_DATA_TOO_SHORT);
        assertThat(codes(tensor.setDims(0, -1).build())).containsExactly(Code.TENSOR_SHAPE);
        assertThat(codes(tensor.setDims(0, 1)
                        .setDataType(TensorProto.DataType.STRING_VALUE)
                        .build()))
                .containsExactly(Code.TENSOR_TYPE);
    }

    @Test
    void filesOfAModelAreItsOwnAndThoseOfItsData() throws IOException {
        var file = ModelFiles.write(
                folder, sum(external("location", "sub/data")).build().toByteArray());
        assertThat(OnnxReader.files(file))
                .containsExactly(file, folder.resolve("sub/data").toRealPath());
        var outside = ModelFiles.write(
                folder, sum(external("location", "../secret")).build().toByteArray());
        assertThatThrownBy(() -> OnnxReader.files(outside)).hasMessageContaining("FERRY-1012");
    }

    private double[] read(String... keysAndValues) {
        var file = ModelFiles.write(folder, sum(external(keysAndValues)).build().toByteArray());
        return ModelFiles.initializer(OnnxReader.read(file), "w").doubles();
    }

    private List<Code> code(String... keysAndValues) {
        return codes(external(keysAndValues));
    }

    private List<Code> codes(TensorProto tensor) {
        return ModelFiles.codes(folder, sum(tensor).build().toByteArray());
    }
}
