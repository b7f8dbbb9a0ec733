package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.FLOAT16;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.MlModels.floats;
import static io.github.onnxferry.testdata.MlModels.gives;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.number;
import static io.github.onnxferry.testdata.MlModels.numbers;
import static io.github.onnxferry.testdata.MlModels.strings;
import static io.github.onnxferry.testdata.MlModels.tensor;
import static io.github.onnxferry.testdata.MlModels.text;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TreeEnsembleRegressor and TreeEnsemble against ONNX Runtime. */
class TreeEnsembleDifferentialTest {
    private static final int FEATURES = 4;
    private static final String[] ALL = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"
    };

    private static Tensor rows(DType dtype, int rows) {
        return RandomForest.rows(dtype, 7, rows, FEATURES);
    }

    private static void regress(Tensor x, Map<String, OnnxAttribute> attributes, long targets) {
        attributes.put("n_targets", number(targets));
        Differential.check(MlModels.of("TreeEnsembleRegressor", 3, x, FLOAT, attributes), 1e-4, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"})
    void branchesInOneMode(String mode) {
        for (boolean missing : new boolean[] {false, true}) {
            var forest =
                    new RandomForest(1, FEATURES, mode).tree(3, 0).tree(4, 0).tree(1, 0);
            regress(rows(FLOAT, 20), forest.listed("target", missing, false), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void branchesInMixedModes(long seed) {
        for (boolean missing : new boolean[] {false, true}) {
            var forest =
                    new RandomForest(seed, FEATURES, ALL).tree(4, 0).tree(3, 0).tree(5, 0);
            regress(rows(FLOAT, 30), forest.listed("target", missing, false), 1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE"})
    void takesEachType(DType dtype) {
        for (int targets : new int[] {1, 2}) {
            var forest = new RandomForest(5, FEATURES, "BRANCH_LEQ").tree(3, 0).tree(3, targets - 1);
            regress(rows(dtype, 9), forest.listed("target", true, dtype == DOUBLE), targets);
            regress(rows(dtype, 1), forest.listed("target", false, false), targets);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUM", "AVERAGE", "MIN", "MAX"})
    void aggregates(String aggregation) {
        for (int targets : new int[] {1, 3}) {
            var all = new int[] {0, 1, 2};
            var together = new RandomForest(2, FEATURES, "BRANCH_LT");
            var apart = new RandomForest(3, FEATURES, "BRANCH_LT");
            for (int i = 0; i < 5; i++) {
                together.tree(2, java.util.Arrays.copyOf(all, targets));
                apart.tree(2, i % targets);
            }
            for (var forest : new RandomForest[] {together, apart}) {
                var attributes = forest.listed("target", false, false);
                attributes.put("aggregate_function", text(aggregation));
                regress(rows(FLOAT, 8), attributes, targets);
                attributes.put("base_values", floats(java.util.Arrays.copyOf(new double[] {0.5, -2, 1}, targets)));
                regress(rows(FLOAT, 8), attributes, targets);
            }
        }
    }

    /** Of the third target only some leaves speak, of the fourth none. */
    @ParameterizedTest
    @ValueSource(strings = {"SUM", "MIN", "MAX"})
    void targetsMayGetNoVote(String aggregation) {
        Map<String, OnnxAttribute> attributes = new HashMap<>(Map.of(
                "nodes_treeids", ints(0, 0, 0, 1, 1, 1),
                "nodes_nodeids", ints(0, 1, 2, 0, 1, 2),
                "nodes_featureids", ints(0, 0, 0, 1, 0, 0),
                "nodes_truenodeids", ints(1, 0, 0, 1, 0, 0),
                "nodes_falsenodeids", ints(2, 0, 0, 2, 0, 0),
                "nodes_modes", strings("BRANCH_LT", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"),
                "nodes_values", floats(1, 0, 0, 2, 0, 0)));
        attributes.put("target_treeids", ints(0, 0, 0, 1));
        attributes.put("target_nodeids", ints(1, 1, 2, 2));
        attributes.put("target_ids", ints(0, 2, 1, 2));
        attributes.put("target_weights", floats(3, -4, 5, 6));
        attributes.put("aggregate_function", text(aggregation));
        regress(rows(FLOAT, 12), attributes, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"})
    void transformsScores(String transform) {
        for (int targets : new int[] {1, 3}) {
            var attributes = new RandomForest(9, FEATURES, "BRANCH_LEQ")
                    .tree(3, 0)
                    .tree(3, targets - 1)
                    .tree(2, targets / 2)
                    .positive()
                    .listed("target", false, false);
            attributes.put("post_transform", text(transform));
            regress(rows(FLOAT, 8), attributes, targets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 16})
    void treesMayBeDeep(int depth) {
        var forest = new RandomForest(4, FEATURES, "BRANCH_LEQ");
        for (int i = 0; i < 4; i++) {
            forest.tree(depth, 0);
        }
        regress(rows(FLOAT, 25), forest.listed("target", true, false), 1);
        regress(RandomForest.rows(FLOAT, 3, 0, FEATURES), forest.listed("target", false, false), 1);
    }

    @Test
    void aTreeMayBeALeaf() {
        regress(
                rows(FLOAT, 3),
                new RandomForest(1, FEATURES, "BRANCH_LT").tree(0, 0).listed("target", false, false),
                1);
        var mixed =
                new RandomForest(1, FEATURES, "BRANCH_LT").tree(0, 0).tree(2, 1).tree(0, 1);
        regress(rows(FLOAT, 3), mixed.listed("target", false, false), 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void regressorOfEachVersion(long version) {
        var attributes = new RandomForest(6, FEATURES, "BRANCH_LEQ").tree(3, 0).listed("target", true, false);
        attributes.put("n_targets", number(1L));
        Differential.check(MlModels.of("TreeEnsembleRegressor", version, rows(FLOAT, 5), FLOAT, attributes));
    }

    private static void ensemble(Tensor x, Map<String, OnnxAttribute> attributes, long targets) {
        attributes.put("n_targets", number(targets));
        Differential.check(MlModels.of("TreeEnsemble", 5, x, x.dtype(), attributes), 1e-4, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"
            })
    void splitsInOneMode(String mode) {
        for (var dtype : new DType[] {FLOAT, DOUBLE}) {
            for (boolean missing : new boolean[] {false, true}) {
                var forest = new RandomForest(8, FEATURES, mode).tree(3, 0).tree(2, 0);
                ensemble(rows(dtype, 20), forest.split(dtype, missing), 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "3, 0", "1, 3", "1, 4", "0, 3", "2, 4", "3, 3"})
    void splitsInMixedModes(long aggregation, long transform) {
        var modes = java.util.Arrays.copyOf(ALL, ALL.length + 1);
        modes[ALL.length] = "BRANCH_MEMBER";
        for (int targets : new int[] {1, 3}) {
            var forest = new RandomForest(aggregation + 10, FEATURES, modes)
                    .tree(3, 0)
                    .tree(4, targets - 1)
                    .tree(2, targets / 2);
            var attributes = forest.positive().split(FLOAT, true);
            attributes.put("aggregate_function", number(aggregation));
            attributes.put("post_transform", number(transform));
            ensemble(rows(FLOAT, 15), attributes, targets);
        }
    }

    /** By the operator's definition 1 is SOFTMAX and 2 is LOGISTIC, which ONNX Runtime takes for one another. */
    @Test
    void transformsAreNumberedAsDefined() {
        var attributes = stump(FLOAT);
        attributes.put("n_targets", number(2L));
        attributes.put("leaf_weights", tensor(numbers(FLOAT, new long[] {2}, 1, 2)));
        var x = numbers(FLOAT, new long[] {2, 1}, 0.5, 2);
        attributes.put("post_transform", number(1L));
        double one = 1 / (1 + Math.exp(-1));
        double two = 1 / (1 + Math.exp(-2));
        gives(
                MlModels.of("TreeEnsemble", 5, x, FLOAT, attributes),
                numbers(FLOAT, new long[] {2, 2}, one, 1 - one, 1 - two, two));
        attributes.put("post_transform", number(2L));
        gives(
                MlModels.of("TreeEnsemble", 5, x, FLOAT, attributes),
                numbers(FLOAT, new long[] {2, 2}, one, 0.5, 0.5, two));
    }

    /** ONNX Runtime has no kernel for integers, and none for opset 5, which deprecates the operator. */
    @Test
    void regressesIntegersAndInTheVersionThatDeprecatesIt() {
        Map<String, OnnxAttribute> attributes = new HashMap<>(Map.of(
                "nodes_treeids", ints(0, 0, 0),
                "nodes_nodeids", ints(0, 1, 2),
                "nodes_featureids", ints(0, 0, 0),
                "nodes_truenodeids", ints(1, 0, 0),
                "nodes_falsenodeids", ints(2, 0, 0),
                "nodes_modes", strings("BRANCH_LEQ", "LEAF", "LEAF"),
                "nodes_values", floats(2.5, 0, 0),
                "target_treeids", ints(0, 0),
                "target_nodeids", ints(1, 2),
                "target_ids", ints(0, 0)));
        attributes.put("target_weights", floats(3, -4));
        attributes.put("n_targets", number(1L));
        for (long version : new long[] {1, 3, 5}) {
            for (var dtype : new DType[] {FLOAT, DOUBLE, DType.INT32, INT64}) {
                gives(
                        MlModels.of(
                                "TreeEnsembleRegressor",
                                version,
                                numbers(dtype, new long[] {3, 1}, 2, 3, -7),
                                FLOAT,
                                attributes),
                        numbers(FLOAT, new long[] {3, 1}, 3, -4, 3));
            }
        }
    }

    @Test
    void halvesAreComputedAsSingles() {
        var attributes = stump(FLOAT16);
        attributes.put("n_targets", number(2L));
        gives(
                MlModels.of("TreeEnsemble", 5, numbers(FLOAT16, new long[] {2, 1}, 0.5, 2), FLOAT16, attributes),
                numbers(FLOAT16, new long[] {2, 2}, 10, 0, 0, 20));
    }

    private static Map<String, OnnxAttribute> stump(DType dtype) {
        return new HashMap<>(Map.of(
                "tree_roots", ints(0),
                "nodes_featureids", ints(0),
                "nodes_splits", tensor(numbers(dtype, new long[] {1}, 1)),
                "nodes_modes", tensor(numbers(DType.UINT8, new long[] {1}, 1)),
                "nodes_truenodeids", ints(0),
                "nodes_falsenodeids", ints(1),
                "nodes_trueleafs", ints(1),
                "nodes_falseleafs", ints(1),
                "leaf_targetids", ints(0, 1),
                "leaf_weights", tensor(numbers(dtype, new long[] {2}, 10, 20))));
    }

    @Test
    void refusesTreesThatAreNone() {
        var attributes = stump(FLOAT);
        attributes.put("n_targets", number(2L));
        attributes.put("nodes_falseleafs", ints(0));
        attributes.put("nodes_falsenodeids", ints(0));
        var model = MlModels.of("TreeEnsemble", 5, numbers(FLOAT, new long[] {1, 1}, 0), FLOAT, attributes);
        assertThatThrownBy(() -> gives(model, numbers(FLOAT, new long[] {1, 2}, 0, 0)))
                .hasMessageContaining("leads back");
        var listed = new RandomForest(1, 1, "BRANCH_LEQ").tree(1, 0).listed("target", false, false);
        listed.put("n_targets", number(1L));
        listed.put("nodes_truenodeids", ints(5, 0, 0));
        var broken = MlModels.of("TreeEnsembleRegressor", 3, Tensor.vector(1), FLOAT, listed);
        assertThatThrownBy(() -> gives(broken, numbers(FLOAT, new long[] {1, 1}, 0)))
                .hasMessageContaining("has no node 5");
        listed.put("nodes_modes", strings("BRANCH", "LEAF", "LEAF"));
        assertThatThrownBy(() -> gives(
                        MlModels.of(
                                "TreeEnsembleRegressor", 3, Tensor.ofLongs(INT64, new long[] {1}, 0), FLOAT, listed),
                        numbers(FLOAT, new long[] {1, 1}, 0)))
                .hasMessageContaining("no mode BRANCH");
    }
}
