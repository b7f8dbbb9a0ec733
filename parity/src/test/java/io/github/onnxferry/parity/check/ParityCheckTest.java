package io.github.onnxferry.parity.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.StatedTolerances;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.DataSources;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.parity.data.RecordList;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityCheckTest {
    @TempDir
    Path folder;

    /** A normalisation and a dense layer. */
    private static OnnxModel network(float epsilon, double firstWeight) {
        var models = Models.of(DType.FLOAT, 24)
                .constant("scale", ones(24))
                .constant("shift", Tensor.ofFloats(new long[] {24}, new float[24]))
                .weight("w", 5, 0.5, 24, 12)
                .constant("b", Tensor.ofFloats(new long[] {1}, (float) firstWeight));
        return models.node(
                        "LayerNormalization",
                        List.of("x", "scale", "shift"),
                        "n",
                        Map.of("epsilon", new FloatValue(epsilon), "axis", new IntValue(-1)))
                .node("MatMul", List.of("n", "w"), "m")
                .node("Add", List.of("m", "b"), "y")
                .output("y", DType.FLOAT)
                .build();
    }

    private static Tensor ones(int count) {
        var ones = new float[count];
        java.util.Arrays.fill(ones, 1);
        return Tensor.ofFloats(new long[] {count}, ones);
    }

    private CheckResult check(OnnxModel model, OnnxModel converted, CheckOptions options) {
        var onnx = Models.write(model, folder.resolve("model.onnx"));
        var other = Models.write(converted, folder.resolve("other.onnx"));
        var saved = folder.resolve("saved" + System.nanoTime());
        Models.convert(other, saved);
        try (var check = new ParityCheck(onnx, options)) {
            return check.run(saved, new GeneratedRecords(model, 0, 1, Map.of(), false), Progress.NONE);
        }
    }

    @Test
    void aSoundConversionAgreesOnSeveralSizes() {
        var result = check(network(1e-5f, 0), network(1e-5f, 0), CheckOptions.DEFAULT);
        assertThat(result.problems()).isEmpty();
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.records()).isGreaterThanOrEqualTo(3);
        assertThat(result.kept().stream().map(r -> r.inputs().get("x"))).contains("float[1, 24]");
        assertThat(result.outputs().get(0).worst().tolerance().noise()).isPositive();
        assertThat(result.contract()).allMatch(p -> p.isKept());
    }

    @Test
    void anEpsilonTenTimesAsLargeIsFound() {
        var result = check(network(1e-5f, 0), network(1e-4f, 0), CheckOptions.DEFAULT);
        assertThat(result.passed()).isFalse();
        assertThat(result.problems()).allMatch(p -> p.code() == Code.MISMATCH);
        assertThat(result.problems().get(0).where()).contains("node 'Add2' (Add)");
    }

    @Test
    void aSmallShiftOfEverythingIsFound() {
        assertThat(check(network(1e-5f, 0), network(1e-5f, 2e-5), CheckOptions.DEFAULT)
                        .passed())
                .isFalse();
    }

    @Test
    void statedTolerancesGoFirst() {
        var loose = CheckOptions.DEFAULT.withTolerances(StatedTolerances.all(0, 1e-3));
        assertThat(check(network(1e-5f, 0), network(1e-5f, 2e-5), loose).passed())
                .isTrue();
        var strict = CheckOptions.DEFAULT.withTolerances(StatedTolerances.all(0, 0));
        assertThat(check(network(1e-5f, 0), network(1e-5f, 0), strict).passed()).isFalse();
    }

    @Test
    void anotherNameOrLayoutBreaksTheContract() {
        var renamed = Models.of(DType.FLOAT, 24)
                .node("Neg", List.of("x"), "z")
                .output("z", DType.FLOAT)
                .build();
        var result = check(network(1e-5f, 0), renamed, CheckOptions.DEFAULT);
        assertThat(result.passed()).isFalse();
        assertThat(result.problems())
                .anyMatch(p -> p.code() == Code.CONTRACT && p.where().contains("'y'"));
        var narrow = Models.of(DType.FLOAT, 12)
                .node("Neg", List.of("x"), "y")
                .output("y", DType.FLOAT)
                .build();
        assertThat(check(network(1e-5f, 0), narrow, CheckOptions.DEFAULT).problems())
                .anyMatch(p -> p.code() == Code.CONTRACT && p.where().contains("input 'x'"));
    }

    @Test
    void namesOfOtherToolsAreMatchedByForceOnly() {
        var model = Models.of(DType.FLOAT, 4)
                .node("Neg", List.of("x"), "y")
                .output("y", DType.FLOAT)
                .build();
        var other = Models.of(DType.FLOAT, 4)
                .node("Neg", List.of("x"), "Identity_1")
                .output("Identity_1", DType.FLOAT)
                .build();
        assertThat(check(model, other, CheckOptions.DEFAULT).passed()).isFalse();
        assertThat(check(model, other, with(Map.of("y", "Identity_1"), Optional.empty(), OptionalLong.empty()))
                        .problems())
                .isEmpty();
        assertThatThrownBy(
                        () -> check(model, other, with(Map.of("y", "nowhere"), Optional.empty(), OptionalLong.empty())))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.USAGE));
    }

    @Test
    void aNearTieOfIntegersIsNoMismatchAndAClearOneIs() {
        var model = Models.of(DType.FLOAT, 8)
                .weight("w", 5, 0.5, 8, 8)
                .node("MatMul", List.of("x", "w"), "m")
                .node("ArgMax", List.of("m"), "y", Map.of("axis", new IntValue(-1)))
                .output("y", DType.INT64)
                .build();
        var other = Models.of(DType.FLOAT, 8)
                .weight("w", 6, 0.5, 8, 8)
                .node("MatMul", List.of("x", "w"), "m")
                .node("ArgMax", List.of("m"), "y", Map.of("axis", new IntValue(-1)))
                .output("y", DType.INT64)
                .build();
        assertThat(check(model, model, CheckOptions.DEFAULT).passed()).isTrue();
        assertThat(check(model, other, CheckOptions.DEFAULT).passed()).isFalse();
    }

    @Test
    void whatFailsIsSavedAndFailsAgain() throws IOException {
        var failures = folder.resolve("failures");
        var options = with(Map.of(), Optional.of(failures), OptionalLong.empty());
        var result = check(network(1e-5f, 0), network(1e-5f, 1), options);
        assertThat(result.failed()).isEqualTo(result.records());
        assertThat(result.kept()).allMatch(r -> r.saved().isPresent());
        var onnx = folder.resolve("model.onnx");
        var saved = Models.convert(folder.resolve("other.onnx"), folder.resolve("again"));
        try (var check = new ParityCheck(onnx, CheckOptions.DEFAULT)) {
            var data = DataSources.open(List.of(failures), check.model().graph(), Optional.empty());
            assertThat(data.size()).isEqualTo(result.failed());
            assertThat(check.run(saved, data, Progress.NONE).failed()).isEqualTo(result.failed());
        }
        try (var files = Files.walk(failures)) {
            assertThat(files.filter(p -> p.toString().endsWith("input_0.pb"))).hasSize((int) result.failed());
        }
        assertThat(DataFolder.sets(failures)).hasSize((int) result.failed());
    }

    @Test
    void aLongCheckGoesOnWhereItBrokeOff() throws IOException {
        var model = network(1e-5f, 0);
        var onnx = Models.write(model, folder.resolve("model.onnx"));
        var saved = Models.convert(onnx, folder.resolve("saved"));
        var progressFile = folder.resolve("finished.jsonl");
        var options = with(Map.of(), Optional.empty(), OptionalLong.empty(), Optional.of(progressFile));
        var all = new Counting(records(40), Integer.MAX_VALUE);
        CheckResult whole;
        try (var check = new ParityCheck(onnx, options)) {
            var broken = new Counting(records(40), 15);
            assertThatThrownBy(() -> check.run(saved, broken, Progress.NONE)).isInstanceOf(IllegalStateException.class);
            // As if the process had ended in the middle of a line.
            Files.writeString(progressFile, "{\"index\":3", java.nio.file.StandardOpenOption.APPEND);
            whole = check.run(saved, all, Progress.NONE);
        }
        assertThat(all.read).isEqualTo(25);
        assertThat(whole.records()).isEqualTo(40);
        assertThat(whole.outputs().get(0).records()).isEqualTo(40);
        assertThat(whole.outputs().get(0).total().elements()).isEqualTo(40 * 12);
        try (var other = new ParityCheck(onnx, options.withTolerances(StatedTolerances.all(1, 1)))) {
            assertThatThrownBy(() -> other.run(saved, all, Progress.NONE))
                    .isInstanceOf(FerryException.class)
                    .hasMessageContaining("another check");
        }
    }

    @Test
    void aSampleIsDrawnOnceAndIsTheSameEachTime() {
        var model = network(1e-5f, 0);
        var onnx = Models.write(model, folder.resolve("model.onnx"));
        var saved = Models.convert(onnx, folder.resolve("saved"));
        var options = with(Map.of(), Optional.empty(), OptionalLong.of(7));
        try (var check = new ParityCheck(onnx, options)) {
            var once = check.run(saved, records(100), Progress.NONE);
            var twice = check.run(saved, records(100), Progress.NONE);
            assertThat(once.records()).isEqualTo(7);
            assertThat(names(once)).isEqualTo(names(twice)).hasSize(7);
        }
    }

    @Test
    void aGraphicsProcessorThatIsNotThereIsTold() {
        var model = network(1e-5f, 0);
        var onnx = Models.write(model, folder.resolve("model.onnx"));
        var saved = Models.convert(onnx, folder.resolve("saved"));
        var cpu = CheckOptions.DEFAULT;
        for (var devices : List.of(List.of(Device.GPU, Device.CPU), List.of(Device.CPU, Device.GPU))) {
            var options = new CheckOptions(
                    1,
                    devices.get(0),
                    devices.get(1),
                    Map.of(),
                    cpu.tolerances(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    0,
                    Optional.empty(),
                    false,
                    false,
                    "");
            try (var check = new ParityCheck(onnx, options)) {
                assertThatThrownBy(() -> check.run(saved, records(1), Progress.NONE))
                        .isInstanceOfSatisfying(
                                FerryException.class,
                                e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.GPU_MISSING));
            }
        }
    }

    private static List<String> names(CheckResult result) {
        return result.kept().stream().map(r -> r.name()).sorted().toList();
    }

    private static CheckOptions with(Map<String, String> names, Optional<Path> failures, OptionalLong sample) {
        return with(names, failures, sample, Optional.empty());
    }

    private static CheckOptions with(
            Map<String, String> names, Optional<Path> failures, OptionalLong sample, Optional<Path> progressFile) {
        return new CheckOptions(
                1,
                Device.CPU,
                Device.CPU,
                names,
                StatedTolerances.NONE,
                failures,
                sample,
                3,
                progressFile,
                false,
                false,
                "");
    }

    private static RecordSource records(int count) {
        List<DataSet> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var values = new Random(i).doubles(24, -1, 1).toArray();
            var x = Tensor.ofDoubles(DType.FLOAT, new long[] {1, 24}, values);
            sets.add(new DataSet("record " + i, Map.of("x", Datum.of(x)), Map.of()));
        }
        return new RecordList(sets);
    }

    /** Counts what is read, and breaks off. */
    private static final class Counting implements RecordSource {
        private final RecordSource source;
        private final int most;
        private int read;

        Counting(RecordSource source, int most) {
            this.source = source;
            this.most = most;
        }

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public String name(long index) {
            return source.name(index);
        }

        @Override
        public DataSet read(long index) {
            if (read >= most) {
                throw new IllegalStateException("the power is off");
            }
            read++;
            return source.read(index);
        }
    }
}
