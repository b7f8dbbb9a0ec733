package io.github.onnxferry.converter.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Reference;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
    private static final String CUSTOM = "test.custom";

    @Test
    void goodModelHasNoProblems() {
        var model = model(node("Add", "x w -> s"), node("Relu", "s -> y"));
        assertThat(ModelCheck.of(model).problems()).isEmpty();
        assertThat(ModelCheck.of(model).orThrow()).isEqualTo(model);
    }

    @Test
    void missingInputsAndOutputsAreAllNamed() {
        var problems = problems(node("Add", "x nowhere -> s"), node("Relu", "lost -> t"));
        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly(Code.MISSING_INPUT, Code.MISSING_INPUT, Code.MISSING_OUTPUT);
        assertThat(problems.get(0).line()).contains("node of 's' (Add)", "'nowhere'");
        assertThatThrownBy(() -> ModelCheck.of(model(node("Relu", "lost -> y"))).orThrow())
                .isInstanceOf(FerryException.class);
    }

    @Test
    void nodesOutOfOrderAreSortedAndOthersStay() {
        var a = node("Relu", "x -> a");
        var b = node("Relu", "x -> b");
        var c = node("Add", "a b -> c");
        var y = node("Relu", "c -> y");
        assertThat(ModelCheck.of(model(y, b, c, a)).orThrow().graph().nodes()).containsExactly(b, a, c, y);
        assertThat(ModelCheck.of(model(b, a, c, y)).orThrow().graph().nodes()).containsExactly(b, a, c, y);
    }

    @Test
    void aNodeComesAfterWhatItsBodiesCapture() {
        var branch = new OnnxGraph("b", List.of(node("Relu", "late -> r")), List.of(), floats("r"), Map.of(), Map.of());
        var choose = node("If", "c -> y").withAttributes(branches(branch, branch));
        var late = node("Relu", "x -> late");
        var model = model(List.of(bool("c"), x()), choose, late);
        assertThat(ModelCheck.of(model).orThrow().graph().nodes()).containsExactly(late, choose);
    }

    @Test
    void cyclesNameTheirNodes() {
        var problems = problems(
                node("Add", "x c -> a"),
                node("Relu", "a -> b"),
                node("Relu", "b -> c"),
                node("Relu", "c -> y"),
                node("Add", "self x -> self"));
        assertThat(problems).extracting(Problem::code).containsExactly(Code.CYCLE, Code.CYCLE);
        assertThat(problems.get(0).what()).contains("'a'", "'b'", "'c'").doesNotContain("'y'");
    }

    @Test
    void aValueIsDefinedOnce() {
        assertThat(codes(node("Relu", "x -> y"), node("Relu", "x -> y"))).containsExactly(Code.DUPLICATE_NAME);
        assertThat(codes(node("Relu", "w -> x"), node("Relu", "x -> y"))).contains(Code.DUPLICATE_NAME);
        assertThat(codes(node("Relu", "x -> w"), node("Relu", "x -> y"))).contains(Code.DUPLICATE_NAME);
        assertThat(codes(model(List.of(x(), x()), node("Relu", "x -> y")))).containsExactly(Code.DUPLICATE_NAME);
    }

    @Test
    void bodiesMayNotHideVisibleValuesButMayRepeatOthers() {
        var hiding = new OnnxGraph("b", List.of(node("Relu", "x -> a")), List.of(), floats("a"), Map.of(), Map.of());
        var repeating = new OnnxGraph("b", List.of(node("Relu", "x -> y")), List.of(), floats("y"), Map.of(), Map.of());
        var a = node("Relu", "x -> a");
        var choose = node("If", "c -> y");
        var inputs = List.of(bool("c"), x());
        assertThat(codes(model(inputs, a, choose.withAttributes(branches(hiding, repeating)))))
                .containsExactly(Code.DUPLICATE_NAME);
        assertThat(codes(model(inputs, a, choose.withAttributes(branches(repeating, repeating)))))
                .isEmpty();
    }

    @Test
    void problemsInBodiesSayWhere() {
        var bad = new OnnxGraph("b", List.of(node("Relu", "gone -> a")), List.of(), floats("a"), Map.of(), Map.of());
        var choose = node("If", "c -> y").withAttributes(branches(bad, bad));
        var problems = ModelCheck.of(model(List.of(bool("c"), x()), choose)).problems();
        assertThat(problems).extracting(Problem::code).containsOnly(Code.MISSING_INPUT);
        assertThat(problems.get(0).where()).isEqualTo("node of 'a' (Relu) in 'then_branch' of node of 'y' (If)");
    }

    @Test
    void operatorsAreKnownOrAccepted() {
        assertThat(codes(node("Rleu", "x -> y"))).containsExactly(Code.UNKNOWN_OPERATOR);
        assertThat(problems(node("Swish", "x -> y")).get(0).what()).contains("from opset version 24 on");
        assertThat(problems(node("Scatter", "x i x -> y")).get(1).what()).contains("withdrawn in opset version 11");
        var custom = model(custom("Mine", "x -> y"));
        assertThat(codes(custom)).containsExactly(Code.UNKNOWN_OPERATOR);
        assertThat(ModelCheck.of(custom, (domain, op) -> domain.equals(CUSTOM) && op.equals("Mine"))
                        .problems())
                .isEmpty();
    }

    @Test
    void opsetsAreImportedAndKnown() {
        var good = model(node("Relu", "x -> y"));
        assertThat(codes(withOpsets(good, Map.of()))).containsExactly(Code.OPSET_MISSING);
        assertThat(codes(withOpsets(good, Map.of("ai.onnx", 0L)))).containsExactly(Code.OPSET_MISSING);
        var future = ModelCheck.of(withOpsets(good, Map.of("ai.onnx", 999L))).problems();
        assertThat(future).extracting(Problem::code).containsExactly(Code.OPSET_FUTURE);
        assertThat(future.get(0).what()).containsPattern("newer than \\d+");
        assertThat(codes(new OnnxModel(99, good.opsets(), good.graph(), List.of(), Map.of(), OnnxModel.Source.NONE)))
                .containsExactly(Code.OPSET_FUTURE);
    }

    @Test
    void attributesFitTheSchema() {
        var leaky = node("LeakyRelu", "x -> y");
        assertThat(codes(leaky.with("alpha", new IntValue(1)))).containsExactly(Code.ATTRIBUTE_TYPE);
        assertThat(codes(leaky.with("beta", new IntValue(1)))).containsExactly(Code.ATTRIBUTE_UNKNOWN);
        assertThat(codes(leaky.with("__note", new IntValue(1)))).isEmpty();
        assertThat(codes(node("Cast", "x -> y"))).containsExactly(Code.ATTRIBUTE_MISSING);
        assertThat(codes(node("Cast", "x -> y").with("to", new IntValue(77)))).containsExactly(Code.ATTRIBUTE_VALUE);
        assertThat(codes(leaky.with("alpha", new Reference("a", 1)))).containsExactly(Code.ATTRIBUTE_VALUE);
    }

    @Test
    void countsFitTheSchema() {
        assertThat(codes(node("Add", "x -> y"))).containsExactly(Code.INPUT_COUNT);
        assertThat(codes(node("Relu", "x x -> y"))).containsExactly(Code.INPUT_COUNT);
        assertThat(codes(node("Add", "x _ -> y"))).containsExactly(Code.INPUT_COUNT);
        assertThat(codes(node("Relu", "x -> y z"))).containsExactly(Code.OUTPUT_COUNT);
        assertThat(codes(node("Clip", "x _ _ -> y"))).isEmpty();
        var one = new OnnxGraph("b", List.of(node("Relu", "x -> a")), List.of(), floats("a"), Map.of(), Map.of());
        assertThat(codes(model(List.of(bool("c"), x()), node("If", "c -> y z").withAttributes(branches(one, one)))))
                .containsOnly(Code.OUTPUT_COUNT);
        assertThat(codes(node("Loop", "m _ x -> y").with("body", new GraphValue(one)), node("Relu", "w -> m")))
                .contains(Code.INPUT_COUNT, Code.OUTPUT_COUNT);
    }

    @Test
    void typesAreCarriedThroughNodesAndCompared() {
        var mixed = problems(node("Shape", "x -> s"), node("Add", "x s -> y"));
        assertThat(mixed).extracting(Problem::code).containsExactly(Code.TYPE_MISMATCH);
        assertThat(mixed.get(0).what()).contains("'x' is tensor(float)", "'s' is tensor(int64)");
        assertThat(codes(node("Shape", "x -> s"), node("Not", "s -> y"))).contains(Code.TYPE_MISMATCH);
        assertThat(codes(node("Shape", "x -> y"))).containsExactly(Code.TYPE_MISMATCH);
        assertThat(codes(
                        node("Shape", "x -> s"),
                        node("Cast", "s -> f").with("to", new IntValue(1)),
                        node("Add", "x f -> y")))
                .isEmpty();
    }

    @Test
    void initializersFitTheInputsTheyAreDefaultsOf() {
        var graph = model(node("Add", "x w -> y")).graph();
        var declared = new OnnxValue("w", new OnnxType.TensorType(DType.INT32, Shape.of(5)));
        var both = new OnnxGraph(
                "g", graph.nodes(), List.of(x(), declared), graph.outputs(), graph.initializers(), Map.of());
        assertThat(codes(model(node("Add", "x w -> y")).withGraph(both)))
                .containsExactly(Code.TYPE_MISMATCH, Code.SHAPE_MISMATCH);
    }

    @Test
    void branchesReturnOneType() {
        var real = new OnnxGraph("b", List.of(node("Relu", "x -> a")), List.of(), floats("a"), Map.of(), Map.of());
        var integer = new OnnxGraph(
                "b",
                List.of(node("Shape", "x -> b")),
                List.of(),
                List.of(new OnnxValue("b", new OnnxType.Unknown())),
                Map.of(),
                Map.of());
        assertThat(codes(model(List.of(bool("c"), x()), node("If", "c -> y").withAttributes(branches(real, integer)))))
                .containsExactly(Code.TYPE_MISMATCH);
    }

    @Test
    void functionsAreCheckedAndDoNotCallThemselves() {
        var call = custom("F", "x -> y");
        assertThat(codes(withFunctions(model(call), function("F", node("Relu", "in -> out")))))
                .isEmpty();
        assertThat(codes(withFunctions(model(call), function("F", node("Relu", "in -> other")))))
                .containsExactly(Code.MISSING_OUTPUT);
        assertThat(codes(withFunctions(
                        model(call), function("F", custom("G", "in -> out")), function("G", custom("F", "in -> out")))))
                .containsExactly(Code.FUNCTION_INVALID);
        assertThat(codes(withFunctions(
                        model(call),
                        function("F", node("Relu", "in -> out")),
                        function("F", node("Relu", "in -> out")))))
                .containsExactly(Code.FUNCTION_INVALID);
        assertThat(codes(withFunctions(
                        model(custom("F", "x x -> y").with("z", new IntValue(1))),
                        function("F", node("Relu", "in -> out")))))
                .containsExactly(Code.INPUT_COUNT, Code.ATTRIBUTE_UNKNOWN);
        var scaled = function("F", node("LeakyRelu", "in -> out").with("alpha", new Reference("slope", 1)));
        assertThat(codes(withFunctions(model(call), scaled))).containsExactly(Code.ATTRIBUTE_VALUE);
    }

    @Test
    void longChainsTakeNeitherTheStackNorMuchTime() {
        var nodes = new ArrayList<OnnxNode>();
        int count = 30_000;
        for (int i = count; i > 0; i--) {
            nodes.add(node("Relu", (i == 1 ? "x" : "v" + (i - 1)) + " -> " + (i == count ? "y" : "v" + i)));
        }
        assertThat(codes(model(nodes.toArray(OnnxNode[]::new)))).isEmpty();
        nodes.set(count - 1, node("Relu", "v" + (count - 1) + " -> v1"));
        assertThat(codes(model(nodes.toArray(OnnxNode[]::new)))).containsExactly(Code.CYCLE);
    }

    private static List<Code> codes(OnnxNode... nodes) {
        return codes(model(nodes));
    }

    private static List<Code> codes(OnnxModel model) {
        return ModelCheck.of(model).problems().stream().map(Problem::code).toList();
    }

    private static List<Problem> problems(OnnxNode... nodes) {
        return ModelCheck.of(model(nodes)).problems();
    }

    /** A model of opset 17 with input {@code x}, initializer {@code w} and output {@code y}, all float {@code [2]}. */
    private static OnnxModel model(OnnxNode... nodes) {
        return model(List.of(x()), nodes);
    }

    private static OnnxModel model(List<OnnxValue> inputs, OnnxNode... nodes) {
        var weights = Tensor.ofFloats(new long[] {2}, 1, 2);
        var graph = new OnnxGraph("g", List.of(nodes), inputs, floats("y"), Map.of("w", weights), Map.of());
        return new OnnxModel(8, Map.of("ai.onnx", 17L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static OnnxModel withOpsets(OnnxModel model, Map<String, Long> opsets) {
        return new OnnxModel(8, opsets, model.graph(), model.functions(), Map.of(), model.source());
    }

    private static OnnxModel withFunctions(OnnxModel model, OnnxFunction... functions) {
        return new OnnxModel(8, model.opsets(), model.graph(), List.of(functions), Map.of(), model.source());
    }

    private static OnnxFunction function(String name, OnnxNode body) {
        return new OnnxFunction(
                CUSTOM,
                name,
                "",
                List.of("in"),
                List.of("out"),
                List.of(),
                Map.of(),
                List.of(body),
                Map.of("ai.onnx", 17L));
    }

    private static Map<String, OnnxAttribute> branches(OnnxGraph then, OnnxGraph otherwise) {
        var branches = new LinkedHashMap<String, OnnxAttribute>();
        branches.put("then_branch", new GraphValue(then));
        branches.put("else_branch", new GraphValue(otherwise));
        return branches;
    }

    private static OnnxValue x() {
        return floats("x").get(0);
    }

    private static OnnxValue bool(String name) {
        return new OnnxValue(name, new OnnxType.TensorType(DType.BOOL, Shape.scalar()));
    }

    private static List<OnnxValue> floats(String name) {
        return List.of(new OnnxValue(name, new OnnxType.TensorType(DType.FLOAT, Shape.of(2))));
    }

    private static OnnxNode custom(String op, String wires) {
        var node = node(op, wires);
        return new OnnxNode("", CUSTOM, op, "", node.inputs(), node.outputs(), Map.of());
    }

    /** A node such as {@code node("Add", "a b -> c")}; an underscore is left out. */
    private static OnnxNode node(String op, String wires) {
        var sides = wires.split(" -> ");
        return new OnnxNode("", "ai.onnx", op, "", names(sides[0]), names(sides[1]), Map.of());
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(" ")).map(name -> name.replace("_", "")).toList();
    }
}
