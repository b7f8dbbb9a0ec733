package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourcesTest {
    private static final OnnxGraph PAIR = Graphs.graph(
            Graphs.value("a", DType.FLOAT, Dim.symbol("batch"), Dim.of(2)), Graphs.value("b", DType.INT64, Dim.of(1)));

    @TempDir
    Path folder;

    @Test
    void setsComeByNumberWhateverLiesBesideThem() throws IOException {
        for (int i : new int[] {10, 2, 1}) {
            DataFolder.write(folder.resolve("test_data_set_" + i), PAIR, pair(i));
        }
        Files.writeString(folder.resolve("model.onnx"), "");
        Files.writeString(folder.resolve("strange.bin"), "");
        var records = open();
        assertThat(names(records)).containsExactly("test_data_set_1", "test_data_set_2", "test_data_set_10");
        assertThat(records.read(2).name()).isEqualTo("test_data_set_10");
        assertThat(b(records, 2)).isEqualTo(10);
        assertThat(records).hasToString("3 data sets in " + folder);
    }

    @Test
    void aSetItselfIsOneRecord() throws IOException {
        DataFolder.write(folder.resolve("test_data_set_4"), PAIR, pair(4));
        var records = open(folder.resolve("test_data_set_4"));
        assertThat(names(records)).containsExactly("test_data_set_4");
        assertThat(b(records, 0)).isEqualTo(4);
    }

    @Test
    void foldersOfArraysAreRecordsInNaturalOrder() throws IOException {
        for (int i : new int[] {10, 9, 1}) {
            arrays(Files.createDirectory(folder.resolve("r" + i)), i);
        }
        Files.writeString(folder.resolve("README.md"), "");
        Files.writeString(folder.resolve(".hidden"), "");
        var records = open();
        assertThat(names(records)).containsExactly("r1", "r9", "r10");
        assertThat(b(records, 1)).isEqualTo(9);
    }

    @Test
    void aFolderOfArraysIsOneRecord() throws IOException {
        arrays(folder, 6);
        assertThat(b(open(), 0)).isEqualTo(6);
        assertThat(open().size()).isEqualTo(1);
    }

    @Test
    void arraysByThemselvesAreOneRecord() throws IOException {
        arrays(folder, 7);
        var records = open(folder.resolve("b.npy"), folder.resolve("a.npy"));
        assertThat(b(records, 0)).isEqualTo(7);
        assertThat(records.read(0).inputs()).containsOnlyKeys("a", "b");
        assertInvalid(() -> open(folder.resolve("a.npy")).read(0), "has no value for the input 'b'");
        Files.copy(folder.resolve("a.npy"), folder.resolve("c.npy"));
        assertInvalid(() -> open(folder.resolve("c.npy")), "is not named after an input");
    }

    @Test
    void zippedArraysAreRecords() throws IOException {
        for (int i : new int[] {11, 3}) {
            NpzFile.write(folder.resolve(i + ".npz"), pair(i).tensors());
        }
        assertThat(names(open())).containsExactly("3.npz", "11.npz");
        assertThat(b(open(), 1)).isEqualTo(11);
        assertThat(b(open(folder.resolve("3.npz")), 0)).isEqualTo(3);
    }

    @Test
    void imagesAreRecords() throws IOException {
        var image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x102030);
        for (String name : List.of("10.png", "9.png")) {
            ImageIO.write(image, "png", folder.resolve(name).toFile());
        }
        var graph = Graphs.graph(Graphs.value("x", DType.UINT8, 1, 3, 2, 2));
        var records = DataSources.open(List.of(folder), graph, Optional.of(ImagePreprocessing.parse("")));
        assertThat(names(records)).containsExactly("9.png", "10.png");
        assertThat(Graphs.tensor(records.read(0), "x").longs()).startsWith(0x10, 0, 0, 0, 0x20);
        assertThat(records.toString()).contains("layout=nchw", "channels=rgb", "size=2x2");
        assertThatThrownBy(() -> DataSources.open(List.of(folder), graph, Optional.empty()))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.USAGE));
    }

    @Test
    void severalPlacesFollowEachOther() throws IOException {
        NpzFile.write(folder.resolve("1.npz"), pair(1).tensors());
        arrays(Files.createDirectory(folder.resolve("2")), 2);
        var records = open(folder.resolve("2"), folder.resolve("1.npz"));
        assertThat(names(records)).containsExactly("1/2", "2/1.npz");
        assertThat(b(records, 0)).isEqualTo(2);
        assertThat(b(records, 1)).isEqualTo(1);
        assertThatThrownBy(() -> records.read(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatIsNoFormOfDataIsRefusedWithWhatIsThere() throws IOException {
        assertInvalid(this::open, "it holds nothing");
        assertInvalid(() -> open(folder.resolve("nowhere")), "there is no such file or folder");
        Files.writeString(folder.resolve("a.webp"), "");
        assertInvalid(this::open, "1 x other ('a.webp')");
        NpzFile.write(folder.resolve("1.npz"), pair(1).tensors());
        assertInvalid(this::open, "1 x .npz ('1.npz')");
        assertInvalid(() -> open(folder.resolve("a.webp")), "is not data of a known form");
    }

    @Test
    void dataThatTheModelDoesNotTakeAreRefused() throws IOException {
        arrays(folder, 1);
        NpyFile.write(folder.resolve("a.npy"), Tensor.ofFloats(new long[] {1, 3}, 1, 2, 3));
        NpyFile.write(folder.resolve("b.npy"), Tensor.vector32(1));
        assertThatThrownBy(() -> open().read(0))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems())
                                .hasSize(2)
                                .allMatch(p -> p.code() == Code.DATA_INVALID)
                                .anyMatch(p -> p.what().contains("[1, 3] in the data"))
                                .anyMatch(p -> p.what().contains("INT64 in the model, and INT32 in the data")));
    }

    @Test
    void longFoldersListFastAndReadLazily() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(folder.resolve("r" + i + ".npz"));
        }
        long start = System.nanoTime();
        var records = open();
        assertThat(records.size()).isEqualTo(20_000);
        assertThat(records.name(19_999)).isEqualTo("r19999.npz");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
        assertInvalid(() -> records.read(5), "cannot be read as a .npz");
    }

    private RecordSource open(Path... places) {
        return DataSources.open(places.length == 0 ? List.of(folder) : List.of(places), PAIR, Optional.empty());
    }

    private static List<String> names(RecordSource records) {
        List<String> names = new ArrayList<>();
        for (long i = 0; i < records.size(); i++) {
            names.add(records.name(i));
        }
        return names;
    }

    private static long b(RecordSource records, long index) {
        return Graphs.tensor(records.read(index), "b").getLong(0);
    }

    private static DataSet pair(long b) {
        return new DataSet(
                "",
                Map.of(
                        "a", Datum.of(Tensor.ofFloats(new long[] {1, 2}, 1, 2)),
                        "b", Datum.of(Tensor.vector(b))),
                Map.of());
    }

    private static void arrays(Path folder, long b) throws IOException {
        for (var tensor : pair(b).tensors().entrySet()) {
            NpyFile.write(folder.resolve(tensor.getKey() + ".npy"), tensor.getValue());
        }
    }

    private static void assertInvalid(ThrowingCallable call, String what) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID))
                .hasMessageContaining(what);
    }
}
