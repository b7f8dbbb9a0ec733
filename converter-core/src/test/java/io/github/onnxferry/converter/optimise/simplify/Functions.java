package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.Optimiser;
import io.github.onnxferry.converter.tf.GraphText;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Functions made in tests, and what becomes of them. */
final class Functions {
    private Functions() {}

    /** A function with the given results, optimised without changing a bit. */
    static TfFunction optimised(TfBuilder tf, Value... results) {
        return optimised(OptimisationLevel.LAYOUT, tf, results);
    }

    /** A function with the given results, optimised. */
    static TfFunction optimised(OptimisationLevel level, TfBuilder tf, Value... results) {
        var named = IntStream.range(0, results.length)
                .mapToObj(i -> new TfFunction.Result("y" + i, results[i]))
                .toList();
        var model = new TfModel("test", tf.build(named), List.of(), List.of(), List.of(), Map.of());
        return Optimiser.of(level, false).optimise(model).main();
    }

    /** The text of the function of some results, optimised without changing a bit. */
    static String text(TfBuilder tf, Value... results) {
        return GraphText.of(optimised(tf, results));
    }
}
