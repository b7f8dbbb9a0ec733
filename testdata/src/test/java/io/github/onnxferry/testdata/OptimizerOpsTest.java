package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of optimisers against the formulas of their definitions; ONNX Runtime has no kernels for them. */
class OptimizerOpsTest {
    private static final double RATE = 0.1;

    /** A step on one element: what is known of it before, to what is known after. */
    private interface Formula {
        double[] step(double[] element);
    }

    /** Runs an operator on tensors of several shapes and compares each element with the formula. */
    private static void check(
            String op, int groups, long updates, DType dtype, Map<String, OnnxAttribute> attributes, Formula formula) {
        var shapes = List.of(new long[] {2, 3}, new long[] {4}, new long[0]);
        var random = new Random(groups + updates);
        var model = TestModel.opset(15)
                .domain(Domain.PREVIEW_TRAINING, 1)
                .input("R", Tensor.scalar(dtype, RATE))
                .input("T", Tensor.ofLongs(DType.INT64, new long[0], updates));
        var values = new ArrayList<List<double[]>>();
        for (int group = 0; group < groups; group++) {
            values.add(new ArrayList<>());
            for (int i = 0; i < shapes.size(); i++) {
                // The last group of Adagrad and Adam holds squares, which are not negative.
                int bound = group == groups - 1 ? 0 : -2;
                var drawn = random.doubles(Tensor.elements(shapes.get(i)), bound, 2)
                        .map(v -> (float) v)
                        .toArray();
                values.get(group).add(drawn);
                model.input(name(group, i), Tensor.ofDoubles(dtype, shapes.get(i), drawn));
            }
        }
        var expected = new LinkedHashMap<String, Tensor>();
        var outputs = new ArrayList<String>();
        for (int group = 0; group < groups - 1; group++) {
            for (int i = 0; i < shapes.size(); i++) {
                var after = new double[(int) Tensor.elements(shapes.get(i))];
                for (int e = 0; e < after.length; e++) {
                    var element = new double[groups];
                    for (int g = 0; g < groups; g++) {
                        element[g] = values.get(g).get(i)[e];
                    }
                    after[e] = formula.step(element)[group];
                }
                var name = "new_" + name(group, i);
                outputs.add(name);
                model.output(name, dtype);
                expected.put(name, Tensor.ofDoubles(dtype, shapes.get(i), after));
            }
        }
        var inputs = "R,T,"
                + String.join(",", model.feeds().keySet().stream().skip(2).toList());
        model.node(Domain.PREVIEW_TRAINING + ":" + op, inputs, String.join(",", outputs), attributes);
        Differential.check(model, expected, 1e-4, 1e-6);
    }

    private static String name(int group, int tensor) {
        return "g" + group + "_" + tensor;
    }

    private static double f(double value) {
        return (float) value;
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0,FLOAT",
        "1,0,0.1,FLOAT",
        "5,0.01,0.1,FLOAT",
        "3,0.5,0,DOUBLE",
        "0,0.01,0.2,DOUBLE",
        "1000,0.1,0.001,FLOAT"
    })
    void adagrad(long updates, float norm, float decay, DType dtype) {
        Map<String, OnnxAttribute> attributes = Map.of(
                "norm_coefficient", new FloatValue(norm),
                "decay_factor", new FloatValue(decay),
                "epsilon", new FloatValue(1e-3f));
        check("Adagrad", 3, updates, dtype, attributes, e -> {
            double g = norm * e[0] + e[1];
            double h = e[2] + g * g;
            return new double[] {e[0] - RATE / (1 + updates * (double) decay) * g / (Math.sqrt(h) + f(1e-3)), h};
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0,FLOAT",
        "1,0,0,FLOAT",
        "7,0.01,0.1,FLOAT",
        "2,0.5,0,DOUBLE",
        "0,0.01,0.2,DOUBLE",
        "100,0,0.5,FLOAT"
    })
    void adam(long updates, float norm, float post, DType dtype) {
        Map<String, OnnxAttribute> attributes = Map.of(
                "norm_coefficient", new FloatValue(norm),
                "norm_coefficient_post", new FloatValue(post),
                "alpha", new FloatValue(0.95f),
                "beta", new FloatValue(0.75f),
                "epsilon", new FloatValue(1e-2f));
        check("Adam", 4, updates, dtype, attributes, e -> {
            double alpha = f(0.95);
            double g = norm * e[0] + e[1];
            double v = alpha * e[2] + (1 - alpha) * g;
            double h = 0.75 * e[3] + 0.25 * g * g;
            double rate =
                    updates > 0 ? RATE * Math.sqrt(1 - Math.pow(0.75, updates)) / (1 - Math.pow(alpha, updates)) : RATE;
            return new double[] {(1 - post) * (e[0] - rate * v / (Math.sqrt(h) + f(1e-2))), v, h};
        });
    }

    @ParameterizedTest
    @CsvSource({
        "standard,0,0,FLOAT",
        "standard,1,0.01,FLOAT",
        "nesterov,0,0.1,FLOAT",
        "nesterov,1,0,FLOAT",
        "standard,2,0.5,DOUBLE",
        "nesterov,9,0.5,DOUBLE"
    })
    void momentum(String mode, long updates, float norm, DType dtype) {
        var attributes = new HashMap<String, OnnxAttribute>();
        attributes.put("mode", StringValue.of(mode));
        attributes.put("norm_coefficient", new FloatValue(norm));
        attributes.put("alpha", new FloatValue(0.9f));
        attributes.put("beta", new FloatValue(0.25f));
        check("Momentum", 3, updates, dtype, attributes, e -> {
            double alpha = f(0.9);
            double g = norm * e[0] + e[1];
            double v = alpha * e[2] + (updates > 0 ? 0.25 : 1) * g;
            return new double[] {e[0] - RATE * (mode.equals("nesterov") ? g + alpha * v : v), v};
        });
    }
}
