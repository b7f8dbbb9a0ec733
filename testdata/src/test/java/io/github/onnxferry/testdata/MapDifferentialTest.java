package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.number;
import static io.github.onnxferry.testdata.MlModels.numbers;
import static io.github.onnxferry.testdata.MlModels.random;
import static io.github.onnxferry.testdata.MlModels.strings;
import static io.github.onnxferry.testdata.MlModels.text;
import static io.github.onnxferry.testdata.MlModels.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.Datum;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators on maps against ONNX Runtime. */
class MapDifferentialTest {
    private static OnnxType map(DType key, DType value) {
        return new MapType(key, new TensorType(value, Shape.scalar()));
    }

    private static OnnxModel model(String op, OnnxType input, OnnxType output, Map<String, OnnxAttribute> attributes) {
        var node = new OnnxNode(op, Domain.ML, op, "", List.of("X"), List.of("Y"), attributes);
        var graph = new OnnxGraph(
                "test",
                List.of(node),
                List.of(new OnnxValue("X", input)),
                List.of(new OnnxValue("Y", output)),
                Map.of(),
                Map.of());
        return new OnnxModel(
                8, Map.of(Domain.ONNX, 17L, Domain.ML, 1L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static void zip(Tensor x, Shape stated, DType key, Map<String, OnnxAttribute> labels) {
        var model = model("ZipMap", new TensorType(FLOAT, stated), new SequenceType(map(key, FLOAT)), labels);
        var compared = Differential.compare(model, Map.of("X", Datum.of(x)), ToleranceRule.elementwise(1e-6, 1e-7));
        assertThat(compared.problems()).isEmpty();
    }

    /** Java's ONNX Runtime cannot be fed with maps, so the expected tensors are stated. */
    private static void gives(
            String op, Tensor keys, Tensor values, Map<String, OnnxAttribute> attributes, Tensor expected) {
        var items = LongStream.range(0, keys.elements())
                .mapToObj(i -> Datum.of(values.pick(new long[0], i)))
                .toList();
        var model = model(op, map(keys.dtype(), values.dtype()), new TensorType(expected.dtype(), free(2)), attributes);
        MlModels.gives(model, Map.of("X", new Datum.Mapping(keys, items)), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4 3", "1 3", "3", "2 1", "5 2"})
    void zipsScoresWithLabels(String shape) {
        var x = random(FLOAT, 1, MovementDifferentialTest.vector(shape).longs());
        int labels = (int) x.sizes()[x.rank() - 1];
        var texts = strings(Arrays.copyOf(new String[] {"b", "ä", "a"}, labels));
        var numbers = ints(Arrays.copyOf(new long[] {7, -1, 3}, labels));
        for (var stated : List.of(x.shape(), free(x.rank()))) {
            zip(x, stated, STRING, Map.of("classlabels_strings", texts));
            zip(x, stated, INT64, Map.of("classlabels_int64s", numbers));
        }
    }

    private static Shape free(int rank) {
        return Shape.of(
                LongStream.range(0, rank).mapToObj(i -> Dim.symbol("d" + i)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a c a", "x y z", "c"})
    void ofEqualLabelsTheLastCounts(String labels) {
        var names = (labels + " a").split(" ");
        zip(random(FLOAT, 2, 3, names.length), free(2), STRING, Map.of("classlabels_strings", strings(names)));
    }

    @ParameterizedTest
    @CsvSource({"INT64, FLOAT", "INT64, DOUBLE", "INT64, STRING", "STRING, INT64", "STRING, FLOAT", "STRING, DOUBLE"})
    void vectorizesMaps(DType key, DType value) {
        var keys = key == STRING ? texts(new long[] {3}, "c", "a", "q") : Tensor.vector(30, 10, 99);
        var values = value == STRING ? texts(new long[] {3}, "x", "y", "z") : numbers(value, new long[] {3}, 1, 2, 3);
        Map<String, OnnxAttribute> vocabulary = key == STRING
                ? Map.of("string_vocabulary", strings("a", "b", "c", "a"))
                : Map.of("int64_vocabulary", ints(10, 20, 30, 10));
        var sizes = new long[] {1, 4};
        gives(
                "DictVectorizer",
                keys,
                values,
                vocabulary,
                value == STRING ? texts(sizes, "y", "", "x", "y") : numbers(value, sizes, 2, 0, 1, 2));
        gives(
                "DictVectorizer",
                keys.pick(new long[] {1}, 2),
                values.pick(new long[] {1}, 2),
                vocabulary,
                value == STRING ? texts(sizes, "", "", "", "") : numbers(value, sizes, 0, 0, 0, 0));
        gives(
                "DictVectorizer",
                keys.pick(new long[] {0}),
                values.pick(new long[] {0}),
                vocabulary,
                value == STRING ? texts(sizes, "", "", "", "") : numbers(value, sizes, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT, TO_FLOAT, -2.5 1e6 1.75, 0",
        "FLOAT, TO_INT64, -2 1000000 1, 0",
        "FLOAT, TO_STRING, -2.500000 1000000.000000 1.750000, 0.f",
        "STRING, TO_FLOAT, -3 7 12, 0",
        "STRING, TO_INT64, -3 7 12, 0",
        "STRING, TO_STRING, -3 7 12, 0.f"
    })
    void castsMaps(DType value, String to, String inOrder, String filler) {
        var keys = Tensor.vector(4, 0, 2);
        var values = value == STRING
                ? texts(new long[] {3}, "12", "-3", "7")
                : numbers(FLOAT, new long[] {3}, 1.75, -2.5, 1e6);
        var cast = inOrder.split(" ");
        gives("CastMap", keys, values, Map.of("cast_to", text(to), "max_map", number(2L)), row(to, cast));
        for (int length : new int[] {1, 4, 7}) {
            var sparse = new String[] {cast[0], filler, cast[1], filler, cast[2], filler, filler};
            gives(
                    "CastMap",
                    keys,
                    values,
                    Map.of("cast_to", text(to), "map_form", text("SPARSE"), "max_map", number((long) length)),
                    row(to, Arrays.copyOf(sparse, length)));
        }
    }

    private static Tensor row(String to, String... values) {
        var sizes = new long[] {1, values.length};
        if (to.equals("TO_STRING")) {
            return texts(sizes, values);
        }
        var numbers = Arrays.stream(values).mapToDouble(Double::parseDouble).toArray();
        return numbers(to.equals("TO_INT64") ? INT64 : FLOAT, sizes, numbers);
    }
}
