package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.optimise.Pass;
import io.github.onnxferry.converter.optimise.Patch;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transposes as few bytes as can be. Nodes that do the same in either order of axes are put where their neighbours are; what is left to
 * be transposed is what has to be.
 */
public final class LayoutPass implements Pass {
    @Override
    public Patch find(TfFunction function) {
        var chosen = new LayoutGraph(function).solve();
        return chosen.isEmpty() ? Patch.NONE : patch(function, chosen);
    }

    /** Computes some nodes channels-last, and transposes each value once. */
    static Patch patch(TfFunction function, Map<TfNode, Flexible> chosen) {
        var transposed = new Transposed();
        Map<TfNode, Patch.Replacement> replacements = new LinkedHashMap<>();
        for (var node : function.nodes()) {
            var flexible = chosen.get(node);
            if (flexible != null) {
                replacements.put(node, rewriter -> transposed.last(flexible, rewriter));
            } else if (Order.permutation(node).isPresent()
                    && node.controlInputs().isEmpty()) {
                replacements.put(node, rewriter -> List.of(transposed.transposed(node, rewriter)));
            }
        }
        return new Patch(replacements);
    }

    /** What has been transposed already, so that nothing is twice. */
    private static final class Transposed {
        private final Map<Key, Value> known = new HashMap<>();

        private record Key(Value value, List<Integer> permutation) {}

        /** A node in channels-last order, and its results as the source has them: whoever needs them so transposes. */
        List<Value> last(Flexible flexible, FunctionRewriter rewriter) {
            var results = flexible.last(rewriter, old -> of(rewriter.of(old), Order.toLast(flexible.rank()), rewriter));
            return flexible.keepsOrder()
                    ? results.stream()
                            .map(v -> of(v, Order.toFirst(flexible.rank()), rewriter))
                            .toList()
                    : results;
        }

        Value transposed(TfNode node, FunctionRewriter rewriter) {
            return of(rewriter.of(node.inputs().get(0)), Order.permutation(node).orElseThrow(), rewriter);
        }

        private Value of(Value value, int[] permutation, FunctionRewriter rewriter) {
            var key = new Key(value, Arrays.stream(permutation).boxed().toList());
            var before = known.get(key);
            if (before == null) {
                before = rewriter.builder().transpose(value, permutation);
                known.put(key, before);
            }
            return before;
        }
    }
}
