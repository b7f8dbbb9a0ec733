package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratedRecordsTest {
    private static final Dim BATCH = Dim.symbol("batch");

    @Test
    void everyFreeDimensionTakesSeveralValuesWithOneAndAnOddOne() {
        var model = model(Graphs.value("x", DType.INT64, BATCH, Dim.symbol("seq")));
        var records = records(model, 1, false);
        for (int axis = 0; axis < 2; axis++) {
            Set<Long> lengths = new TreeSet<>();
            for (int i = 0; i < records.size(); i++) {
                lengths.add(x(records, i).sizes()[axis]);
            }
            assertThat(lengths).contains(1L).hasSizeGreaterThan(2).anyMatch(l -> l > 1 && l % 2 == 1);
        }
        assertThat(records.name(0)).isEqualTo("seed 7, batch=2, seq=5");
        assertThat(records.name(1)).isEqualTo("seed 7, batch=1, seq=1");
        assertThat(records).hasToString("generated inputs, seed 7");
    }

    @Test
    void fallbacksComeLast() {
        var records = records(model(Graphs.value("x", DType.FLOAT, BATCH, Dim.symbol("seq"))), 2, true);
        var fallbacks = LongStream.range(0, records.size())
                .mapToObj(records::isFallback)
                .toList();
        assertThat(fallbacks).containsSubsequence(false, true).doesNotContainSequence(true, false);
        assertThat(names(records)).doesNotHaveDuplicates();
    }

    @Test
    void picturesStayLargeEnoughForWindows() {
        var records = records(
                model(Graphs.value("x", DType.FLOAT, BATCH, Dim.of(3), Dim.symbol("h"), Dim.symbol("w"))), 1, false);
        assertThat(LongStream.range(0, records.size())
                        .mapToObj(i -> Arrays.toString(x(records, i).sizes())))
                .containsExactly("[2, 3, 65, 67]", "[1, 3, 33, 33]", "[3, 3, 77, 81]", "[2, 3, 64, 96]");
    }

    @Test
    void aModelWithoutFreeDimensionsHasTwoSeeds() {
        var records = records(model(Graphs.value("x", DType.FLOAT, 2, 3)), 1, false);
        assertThat(names(records)).containsExactly("seed 7", "seed 8");
        assertThat(x(records, 0).doubles()).isNotEqualTo(x(records, 1).doubles());
        assertThat(x(records, 0).doubles()).isEqualTo(x(records, 0).doubles());
    }

    @Test
    void statedLengthsHoldInEveryRecord() {
        var model = model(Graphs.value("x", DType.FLOAT, BATCH, Dim.symbol("seq")));
        var records = new GeneratedRecords(model, 0, 1, Map.of("batch", 6L), false);
        for (int i = 0; i < records.size(); i++) {
            assertThat(x(records, i).sizes()[0]).isEqualTo(6);
        }
        assertThat(new GeneratedRecords(model, 0, 1, Map.of("x[0]", 6L, "seq", 2L), false).size())
                .isEqualTo(2);
        assertUsage(() -> new GeneratedRecords(model, 0, 1, Map.of("bacth", 6L), false));
        assertUsage(() -> new GeneratedRecords(model, 0, 0, Map.of(), false));
    }

    @Test
    void multiplesStaySmallAndDiffer() {
        var records = records(
                model(Graphs.value(
                        "x",
                        DType.FLOAT,
                        Dim.of(1),
                        Dim.of(3),
                        Dim.symbol("h").times(32),
                        Dim.symbol("w").times(32))),
                1,
                false);
        assertThat(x(records, 0).sizes()).containsExactly(1, 3, 64, 96);
    }

    @Test
    void aTotalIsThePastAndTheNewSteps() {
        var model = model(
                Graphs.value("x", DType.INT64, BATCH, Dim.symbol("total_sequence_length")),
                Graphs.value("y", DType.INT64, BATCH, Dim.symbol("sequence_length")),
                Graphs.value("z", DType.FLOAT, BATCH, Dim.of(2), Dim.symbol("past_sequence_length"), Dim.of(4)));
        var records = records(model, 1, false);
        for (int i = 0; i < records.size(); i++) {
            var data = records.read(i);
            assertThat(Graphs.tensor(data, "x").sizes()[1])
                    .isEqualTo(Graphs.tensor(data, "y").sizes()[1]
                            + Graphs.tensor(data, "z").sizes()[2]);
        }
    }

    @Test
    void valuesThatAreNotTensorsAreDrawnFromTheirTypes() {
        OnnxType item = new OnnxType.TensorType(DType.FLOAT, Shape.of(2, 3));
        var records = records(
                model(
                        new OnnxValue("s", new OnnxType.SequenceType(item)),
                        new OnnxValue("o", new OnnxType.OptionalType(item)),
                        new OnnxValue("m", new OnnxType.MapType(DType.STRING, item))),
                1,
                false);
        var inputs = records.read(0).inputs();
        assertThat(inputs.get("s"))
                .isInstanceOfSatisfying(
                        Datum.Sequence.class, s -> assertThat(s.items()).hasSize(3));
        assertThat(inputs.get("o"))
                .isInstanceOfSatisfying(
                        Datum.Maybe.class, o -> assertThat(o.value()).isPresent());
        assertThat(inputs.get("m"))
                .isInstanceOfSatisfying(
                        Datum.Mapping.class,
                        m -> assertThat(new HashSet<>(m.keys().byteStrings().stream()
                                        .map(String::new)
                                        .toList()))
                                .hasSize(3));
    }

    @Test
    void typesThatLeaveOpenWhatToDrawAreRefused() {
        var unknown = new OnnxValue("x", new OnnxType.TensorType(DType.FLOAT, Shape.unknown()));
        assertThatThrownBy(() -> records(model(unknown), 1, false))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.UNSUPPORTED_TYPE));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16", "FLOAT", "DOUBLE"})
    void specialRealsAreOneKindARecord(DType dtype) {
        var records = records(model(Graphs.value("x", dtype, 40)), 1, true);
        assertThat(special(records, "NaN")).anyMatch(v -> Double.isNaN(v)).noneMatch(v -> Double.isInfinite(v));
        assertThat(special(records, "infinity"))
                .contains(Double.POSITIVE_INFINITY)
                .noneMatch(v -> Double.isNaN(v));
        assertThat(special(records, "-infinity")).contains(Double.NEGATIVE_INFINITY);
        assertThat(special(records, "-0.0")).anyMatch(v -> v == 0 && 1 / v < 0);
        double normal = switch (dtype) {
            case FLOAT16 -> 0x1p-14;
            case BFLOAT16, FLOAT -> 0x1p-126;
            default -> 0x1p-1022;
        };
        assertThat(special(records, "denormals")).anyMatch(v -> v != 0 && Math.abs(v) < normal);
        assertThat(special(records, "largest finite"))
                .allMatch(Double::isFinite)
                .anyMatch(v -> Math.abs(v) >= 65504);
        assertThat(names(records)).noneMatch(n -> n.contains("integer"));
        assertThat(special(records, "NaN").stream()
                        .filter(v -> !Double.isNaN(v))
                        .count())
                .isGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "UINT64", "INT64"})
    void extremesOfIntegersAreThoseOfTheirType(DType dtype) {
        var records = records(model(Graphs.value("x", dtype, 40)), 1, true);
        long low = dtype.isUnsigned() ? 0 : -1L << (dtype.bits() - 1);
        long high = low + (dtype.bits() == 64 ? -1 : (1L << dtype.bits()) - 1);
        assertThat(integers(records, "lowest integer")).contains(low);
        assertThat(integers(records, "highest integer")).contains(high);
    }

    @Test
    void specialValuesKeepIndicesValidAndParametersAsTheyAre() {
        var gather = Graphs.model(
                Graphs.node("Gather", List.of("table", "x"), Map.of()),
                Graphs.value("y", DType.FLOAT, 40, 2),
                Graphs.value("table", DType.FLOAT, 6, 2),
                Graphs.value("x", DType.INT64, 40));
        var records = records(gather, 1, true);
        assertThat(integers(records, "highest integer")).contains(5L).allMatch(i -> i >= 0 && i < 6);
        var reshape = Graphs.model(
                Graphs.node("Reshape", List.of("data", "x"), Map.of()),
                Graphs.value("y", DType.FLOAT, 3, 4),
                Graphs.value("data", DType.FLOAT, 12),
                Graphs.value("x", DType.INT64, 2));
        assertThat(names(records(reshape, 1, true)))
                .noneMatch(n -> n.contains("integer"))
                .anyMatch(n -> n.contains("NaN"));
    }

    private static List<Double> special(GeneratedRecords records, String kind) {
        return Arrays.stream(x(records, find(records, kind)).doubles()).boxed().toList();
    }

    private static List<Long> integers(GeneratedRecords records, String kind) {
        return Arrays.stream(x(records, find(records, kind)).longs()).boxed().toList();
    }

    private static long find(GeneratedRecords records, String kind) {
        return LongStream.range(0, records.size())
                .filter(i -> records.name(i).endsWith(", " + kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(RecordSource records) {
        return LongStream.range(0, records.size()).mapToObj(records::name).toList();
    }

    private static Tensor x(RecordSource records, long index) {
        return Graphs.tensor(records.read(index), "x");
    }

    private static GeneratedRecords records(OnnxModel model, int seeds, boolean special) {
        return new GeneratedRecords(model, 7, seeds, Map.of(), special);
    }

    private static OnnxModel model(OnnxValue... inputs) {
        return Graphs.model(Graphs.graph(inputs));
    }

    private static void assertUsage(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.USAGE));
    }
}
