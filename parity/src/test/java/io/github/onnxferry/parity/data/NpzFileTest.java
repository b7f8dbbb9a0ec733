package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
    private static final OnnxGraph GRAPH = Graphs.graph(
            List.of(),
            Map.of(),
            List.of(Graphs.value("y", DType.FLOAT, 2)),
            Graphs.value("x/in:0", DType.FLOAT, Dim.symbol("n")));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.npz");
    }

    @Test
    void inputsAndOutputsAreReadByName() throws IOException {
        NpzFile.write(file, Map.of("x/in:0", floats(1, 2, 3), "y", floats(4, 5)));
        var data = NpzFile.read(file, GRAPH);
        assertThat(Graphs.tensor(data, "x/in:0").doubles()).containsExactly(1, 2, 3);
        assertThat(data.outputs()).containsOnlyKeys("y");
        var before = Files.readAllBytes(file);
        NpzFile.write(file, Map.of("y", floats(4, 5)));
        NpzFile.write(file, Map.of("y", floats(4, 5), "x/in:0", floats(1, 2, 3)));
        assertThat(Files.size(file)).isEqualTo(before.length);
    }

    @Test
    void storedEntriesAreRead() throws IOException {
        var bytes = npy(floats(7, 8));
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            var entry = new ZipEntry("x/in:0.npy");
            var crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        assertThat(Graphs.tensor(NpzFile.read(file, GRAPH), "x/in:0").doubles()).containsExactly(7, 8);
    }

    @Test
    void namesTypesAndLengthsAreTheModels() throws IOException {
        NpzFile.write(file, Map.of("x/in:0", floats(1), "z", floats(1)));
        assertInvalid("is neither an input nor an output");
        NpzFile.write(file, Map.of("y", floats(1, 2)));
        assertInvalid("has no value for the input 'x/in:0'");
        NpzFile.write(file, Map.of("x/in:0", Tensor.vector(1)));
        assertInvalid("is FLOAT in the model, and INT64 in the data");
        NpzFile.write(file, Map.of("x/in:0", floats(1).reshape(1, 1)));
        assertInvalid("[1, 1] in the data");
        write("x/in:0.txt", npy(floats(1)));
        assertInvalid("is not a .npy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(4000000000000,)", "(1000000000,)", "(4,)", "(1,)", "(-1,)", "(x,)", "(9223372036854775807,)"})
    void shapesThatTheFileDoesNotHoldAreRefused(String shape) throws IOException {
        var text = new String(npy(floats(1, 2)), StandardCharsets.ISO_8859_1);
        int at = text.indexOf("(2,)");
        // The header is padded with spaces, some of which make room.
        String grown = text.substring(0, at)
                + shape
                + text.substring(at + 4).replaceFirst(" {" + Math.max(0, shape.length() - 4) + "}\n", "\n");
        write("x/in:0.npy", grown.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpzFile.read(file, GRAPH))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID));
    }

    @Test
    void brokenZipsAreRefused() throws IOException {
        NpzFile.write(file, Map.of("x/in:0", floats(1, 2, 3)));
        var bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 11) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertInvalid("");
        }
        for (int i = 0; i < bytes.length; i++) {
            var damaged = bytes.clone();
            damaged[i] ^= 0x55;
            Files.write(file, damaged);
            try {
                NpzFile.read(file, GRAPH);
            } catch (FerryException e) {
                assertThat(e.problems().get(0).code()).as("byte " + i).isEqualTo(Code.DATA_INVALID);
            }
        }
    }

    private void assertInvalid(String what) {
        assertThatThrownBy(() -> NpzFile.read(file, GRAPH))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID))
                .hasMessageContaining(what);
    }

    private void write(String entry, byte[] bytes) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(bytes);
        }
    }

    private static byte[] npy(Tensor tensor) throws IOException {
        var out = new ByteArrayOutputStream();
        NpyFile.write(out, tensor, "");
        return out.toByteArray();
    }

    private static Tensor floats(float... values) {
        return Tensor.ofFloats(new long[] {values.length}, values);
    }
}
