package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.strings;
import static io.github.onnxferry.testdata.MlModels.text;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TreeEnsembleClassifier against ONNX Runtime, with its special cases for one and two classes. */
class TreeClassifierDifferentialTest {
    private static final int FEATURES = 3;

    private static Tensor rows(DType dtype, int rows) {
        return RandomForest.rows(dtype, 11, rows, FEATURES);
    }

    private static RandomForest forest(int... classOfTree) {
        var forest = new RandomForest(classOfTree.length, FEATURES, "BRANCH_LEQ");
        for (int c : classOfTree) {
            forest.tree(3, c);
        }
        return forest;
    }

    private static void classify(Tensor x, Map<String, OnnxAttribute> attributes, int classes) {
        attributes.put("classlabels_int64s", ints(Arrays.copyOf(new long[] {0, 1, -4, 30, 8}, classes)));
        Differential.check(MlModels.classifier("TreeEnsembleClassifier", 3, x, INT64, attributes), 1e-4, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"})
    void classifiesManyByEachTransform(String transform) {
        for (int classes : new int[] {3, 5}) {
            for (boolean base : new boolean[] {false, true}) {
                var attributes = forest(0, 1, 2, 3 % classes, 4 % classes, 0, 1).listed("class", true, false);
                attributes.put("post_transform", text(transform));
                if (base) {
                    RandomForest.put(
                            attributes,
                            "base_values",
                            Arrays.copyOf(new double[] {0.1, 0.7, -1, 0, 2}, classes),
                            false);
                }
                classify(rows(FLOAT, 12), attributes, classes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "INT32", "INT64"})
    void takesEachType(DType dtype) {
        var attributes = forest(0, 1, 2, 2).listed("class", true, dtype == DOUBLE);
        classify(rows(dtype, 10), attributes, 3);
        classify(rows(dtype, 1), attributes, 3);
        classify(rows(dtype, 10), forest(0, 0, 0).listed("class", false, false), 2);
    }

    /** Every leaf of a random forest votes for all classes. */
    @Test
    void leavesMayVoteForAllClasses() {
        var forest = new RandomForest(2, FEATURES, "BRANCH_LEQ");
        for (int i = 0; i < 6; i++) {
            forest.tree(3, 0, 1, 2);
        }
        classify(rows(FLOAT, 20), forest.positive().listed("class", false, false), 3);
    }

    /** A class without a vote does not win over negative ones. */
    @Test
    void onlyClassesWithVotesWin() {
        var attributes = forest(0, 2).listed("class", false, false);
        if (attributes.get("class_weights") instanceof OnnxAttribute.FloatsValue weights) {
            var negative = weights.values().stream().mapToDouble(w -> -Math.abs(w) - 0.125);
            attributes.put("class_weights", MlModels.floats(negative.toArray()));
        }
        classify(rows(FLOAT, 20), attributes, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 0, false",
        "NONE, 0, true",
        "NONE, 1, false",
        "NONE, 1, true",
        "NONE, 2, false",
        "NONE, 2, true",
        "LOGISTIC, 0, false",
        "LOGISTIC, 0, true",
        "LOGISTIC, 1, false",
        "LOGISTIC, 1, true",
        "LOGISTIC, 2, false",
        "LOGISTIC, 2, true",
        "SOFTMAX, 0, false",
        "SOFTMAX, 0, true",
        "SOFTMAX, 1, true",
        "SOFTMAX, 2, true",
        "SOFTMAX_ZERO, 0, true",
        "SOFTMAX_ZERO, 1, false",
        "SOFTMAX_ZERO, 2, false"
    })
    void classifiesTwo(String transform, int bases, boolean positive) {
        for (var classOfTree : new int[][] {{0, 0, 0}, {1, 1}, {0, 1, 0}}) {
            var forest = forest(classOfTree);
            var attributes = (positive ? forest.positive() : forest).listed("class", false, false);
            attributes.put("post_transform", text(transform));
            if (bases > 0) {
                RandomForest.put(attributes, "base_values", Arrays.copyOf(new double[] {0.25, -0.125}, bases), false);
            }
            classify(rows(FLOAT, 16), attributes, 2);
        }
    }

    /** ONNX Runtime calls the winner of two classes that both get votes 1 or 0. */
    @Test
    void labelsOfTwoClassesMayBeAnything() {
        for (var classOfTree : new int[][] {{0, 0}, {1}, {0, 1}}) {
            var attributes = forest(classOfTree).listed("class", false, false);
            attributes.put("classlabels_int64s", ints(-7, 70));
            Differential.check(
                    MlModels.classifier("TreeEnsembleClassifier", 3, rows(FLOAT, 9), INT64, attributes), 1e-4, 1e-5);
            attributes.remove("classlabels_int64s");
            attributes.put("classlabels_strings", strings("nein", "ja"));
            Differential.check(
                    MlModels.classifier("TreeEnsembleClassifier", 3, rows(FLOAT, 9), STRING, attributes), 1e-4, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "LOGISTIC"})
    void someLeavesMayVoteForTheSecondOfTwo(String transform) {
        var attributes = new RandomForest(3, FEATURES, "BRANCH_LEQ")
                .tree(2, 0)
                .tree(1, 1)
                .listed("class", false, false);
        attributes.put("class_treeids", ints(1, 1));
        attributes.put("class_nodeids", ints(1, 2));
        attributes.put("class_ids", ints(0, 1));
        attributes.put("class_weights", MlModels.floats(-0.75, 0.5));
        attributes.put("post_transform", text(transform));
        classify(rows(FLOAT, 12), attributes, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void classifiesOne(boolean base) {
        var attributes = forest(0, 0).listed("class", false, false);
        if (base) {
            RandomForest.put(attributes, "base_values", new double[] {0.3}, false);
        }
        classify(rows(FLOAT, 9), attributes, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void classifierOfEachVersion(long version) {
        var attributes = forest(0, 1, 2, 1).listed("class", true, false);
        attributes.put("classlabels_strings", strings("a", "b", "ü"));
        Differential.check(
                MlModels.classifier("TreeEnsembleClassifier", version, rows(FLOAT, 9), STRING, attributes), 1e-4, 1e-5);
    }

    @Test
    void refusesWhatOnnxRuntimeLeavesUndefined() {
        var attributes = forest(0, 0).listed("class", false, false);
        attributes.put("post_transform", text("PROBIT"));
        assertThatThrownBy(() -> classify(rows(FLOAT, 2), attributes, 2)).hasMessageContaining("probit");
    }
}
