package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.Tolerance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilesTest {
    private static final OnnxType TENSOR = new OnnxType.TensorType(DType.FLOAT, Shape.unknown());

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STRING", "RESOURCE", "VARIANT"})
    void tensorsOfEveryDTypeSurviveAsPb(DType dtype) throws IOException {
        var bytes = new byte[(int) dtype.packedBytes(3)];
        bytes[0] = 1;
        same(Datum.of(Tensor.of(dtype, new long[] {3}, Bytes.of(bytes))), TENSOR);
    }

    @Test
    void emptyTensorsScalarsAndStringsSurviveAsPb() throws IOException {
        same(Datum.of(Tensor.ofFloats(new long[] {0, 3})), TENSOR);
        same(Datum.of(Tensor.scalar(DType.INT64, -7)), TENSOR);
        same(Datum.of(strings("", "äöü", "x\0y")), TENSOR);
    }

    @Test
    void sequencesOptionalsAndMapsSurviveAsPb() throws IOException {
        var item = Datum.of(Tensor.vector(1, 2, 3));
        var sequence = new OnnxType.SequenceType(TENSOR);
        same(new Datum.Sequence(List.of(item, item)), sequence);
        same(new Datum.Sequence(List.of()), sequence);
        same(new Datum.Maybe(Optional.of(item)), new OnnxType.OptionalType(TENSOR));
        same(new Datum.Maybe(Optional.empty()), new OnnxType.OptionalType(TENSOR));
        same(new Datum.Maybe(Optional.of(new Datum.Sequence(List.of(item)))), new OnnxType.OptionalType(sequence));
        var map = new Datum.Mapping(strings("a", "b"), List.of(item, item));
        same(map, new OnnxType.MapType(DType.STRING, TENSOR));
        same(new Datum.Sequence(List.of(map)), new OnnxType.SequenceType(new OnnxType.MapType(DType.STRING, TENSOR)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {
                "BOOL", "UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "UINT64", "INT64", "FLOAT16", "FLOAT",
                "DOUBLE"
            })
    void arraysSurviveAsNpy(DType dtype) throws IOException {
        var file = folder.resolve("a.npy");
        var tensor = Tensor.ofLongs(dtype, new long[] {2, 3}, 0, 1, 1, 0, 1, 1);
        NpyFile.write(file, tensor.transpose(1, 0));
        equal(Datum.of(tensor.transpose(1, 0)), DatumFile.read(file, TENSOR));
    }

    @Test
    void textsSurviveAsNpy() throws IOException {
        var file = folder.resolve("a.npy");
        NpyFile.write(file, strings("", "äöü", "x"));
        equal(Datum.of(strings("", "äöü", "x")), Datum.of(NpyFile.read(file)));
    }

    @Test
    void fortranOrderIsReadAsIs() throws IOException {
        var file = folder.resolve("a.npy");
        NpyFile.write(file, Tensor.vector(1, 4, 2, 5, 3, 6).reshape(2, 3));
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replace("False", "True ");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(NpyFile.read(file).longs()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        var file = folder.resolve("a.npy");
        NpyFile.write(file, Tensor.vector(1, 2, 3));
        var bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertInvalid(file);
        }
        var pb = folder.resolve("a.pb");
        Files.write(pb, new byte[] {1, 2, 3});
        assertInvalid(pb);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<f4|(4000000000000,)|",
                "<f4|(9223372036854775807, 9223372036854775807, 4)|",
                "<f4|(-3,)|",
                "<f4|(0x3,)|",
                "<f4|(99999999999999999999,)|",
                "<f4|(3|",
                "<U0|(1000000000000,)|",
                "<U9999999|(1000000,)|",
                "<O8|(3,)|",
                "|(3,)|",
                ">f4|(3,)|aaaaaaaaaaaa",
                "<f4|(2,)|aaaaaaaaaaaa"
            })
    void headersThatTheFileDoesNotHoldAreRefused(String described) throws IOException {
        var parts = described.split("\\|", -1);
        String header = "{'descr': '" + parts[0] + "', 'fortran_order': False, 'shape': " + parts[1] + ", }";
        var file = folder.resolve("a.npy");
        Files.write(
                file,
                ("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + parts[2])
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertInvalid(file);
        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(FerryException.class);
    }

    @Test
    void headersOfEndlessLengthAreRefused() throws IOException {
        var file = folder.resolve("a.npy");
        Files.write(file, "\u0093NUMPY\2\0\377\377\377\377".getBytes(StandardCharsets.ISO_8859_1));
        assertInvalid(file);
    }

    @Test
    void longFilesAreMapped() throws IOException {
        var npy = folder.resolve("a.npy");
        var pb = folder.resolve("a.pb");
        var tensor = Tensor.ofLongs(DType.UINT8, new long[] {1}, 7).expand((1 << 26) + 1);
        NpyFile.write(npy, tensor);
        DatumFile.write(pb, "a", Datum.of(tensor));
        for (var file : List.of(npy, pb)) {
            var read = (Datum.Dense) DatumFile.read(file, TENSOR);
            assertThat(read.tensor().elements()).isEqualTo((1 << 26) + 1);
            assertThat(read.tensor().getLong(1 << 26)).isEqualTo(7);
        }
    }

    private static void assertInvalid(Path file) {
        assertThatThrownBy(() -> DatumFile.read(file, TENSOR))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID));
    }

    private void same(Datum value, OnnxType type) throws IOException {
        var file = folder.resolve("value.pb");
        DatumFile.write(file, "value", value);
        equal(value, DatumFile.read(file, type));
    }

    private static void equal(Datum expected, Datum actual) {
        var comparison =
                Comparison.of(Map.of("value", expected), Map.of("value", actual), dtype -> new Tolerance.Equal());
        assertThat(comparison.problems()).isEmpty();
    }

    private static Tensor strings(String... texts) {
        return Tensor.ofStrings(
                new long[] {texts.length},
                java.util.Arrays.stream(texts)
                        .map(t -> t.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }
}
