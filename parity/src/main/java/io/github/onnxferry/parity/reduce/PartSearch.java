package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.reduce.TrialRunner.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Searches the smallest part of one model that fails like a given failure. */
final class PartSearch {
    private final Base base;
    private final Failure target;
    private final TrialRunner runner;
    private final TimeBudget budget;
    private final Consumer<Part> listener;
    private final Map<BitSet, Boolean> tried = new HashMap<>();
    private final List<Variation> variations = new ArrayList<>(List.of(Variation.values()));
    private Optional<Part> smallest = Optional.empty();
    private int smallestNodes = Integer.MAX_VALUE;

    /**
     * The model that is searched.
     *
     * @param parts its parts
     * @param from the nodes to search among
     * @param reference its values; nothing if it has no inputs to compute them from
     */
    record Base(SubModels parts, BitSet from, Optional<ReferenceValues> reference) {}

    /**
     * A search.
     *
     * @param listener hears of each part that fails and is smaller than those before
     */
    PartSearch(Base base, Failure target, TrialRunner runner, TimeBudget budget, Consumer<Part> listener) {
        this.base = base;
        this.target = target;
        this.runner = runner;
        this.budget = budget;
        this.listener = listener;
    }

    /** A part of which the shortest failing beginning is known. */
    interface Narrowing {
        /** Does what helps to cut at the front, before that is tried. */
        void to(BitSet beginning);
    }

    /** The smallest part that was found; nothing if not even all together fail in this way. */
    Optional<Part> run(Narrowing narrowing) {
        var all = base.from();
        if (all.isEmpty() || !fails(all)) {
            return Optional.empty();
        }
        var search = new NodeSearch(this::fails);
        var left = search.beginning(all);
        var cone = base.parts().cone(left.length() - 1);
        if (cone.cardinality() < left.cardinality() && fails(cone)) {
            left = cone;
        }
        narrowing.to(left);
        search.minimal(search.ending(left));
        return smallest;
    }

    private boolean fails(BitSet nodes) {
        if (nodes.isEmpty() || budget.isOver()) {
            return false;
        }
        var known = tried.get(nodes);
        if (known == null) {
            known = attempt(nodes);
            tried.put((BitSet) nodes.clone(), known);
        }
        return known;
    }

    private boolean attempt(BitSet nodes) {
        var stored = stored(nodes);
        if (stored.isEmpty()) {
            return false;
        }
        var known = StoredValue.read(stored.get());
        Set<List<Object>> seen = new HashSet<>();
        for (var variation : List.copyOf(variations)) {
            var model = base.parts().of(nodes, variation, known);
            if (model.isPresent() && seen.add(told(model.get())) && attempt(nodes, model.get(), stored.get())) {
                variations.remove(variation);
                variations.add(0, variation);
                return true;
            }
        }
        return false;
    }

    /** What the conversion is told of the values at the cut. */
    private static List<Object> told(OnnxModel model) {
        return List.of(model.graph().inputs(), model.graph().initializers().keySet());
    }

    private boolean attempt(BitSet nodes, OnnxModel model, Map<String, StoredValue> stored) {
        Map<String, StoredValue> outputs = new HashMap<>(stored);
        outputs.keySet().retainAll(base.parts().outputs(nodes));
        var values = new Values(Part.fed(model, stored), outputs);
        var outcome = runner.run(model, target.needsNoValues() ? Optional.empty() : Optional.of(values));
        if (!(outcome instanceof Outcome.Fails fails) || !target.isLike(fails.failure())) {
            return false;
        }
        if (nodes.cardinality() < smallestNodes) {
            smallestNodes = nodes.cardinality();
            var part = new Part(model, complete(nodes, model, values), fails.failure());
            smallest = Optional.of(part);
            listener.accept(part);
        }
        return true;
    }

    /** All values of a part, if they can be had. Conversions are tried without, and then some may be missing. */
    private Optional<Values> complete(BitSet nodes, OnnxModel model, Values values) {
        if (!target.needsNoValues()) {
            return Optional.of(values);
        }
        var required =
                model.graph().requiredInputs().stream().map(OnnxValue::name).toList();
        var inputs = base.reference().map(r -> r.available(required)).orElse(Map.of());
        var outputs = base.reference()
                .map(r -> r.available(base.parts().outputs(nodes)))
                .orElse(Map.of());
        return inputs.size() == required.size() ? Optional.of(new Values(inputs, outputs)) : Optional.empty();
    }

    /** The values that a trial takes; nothing if one of them is missing that it cannot do without. */
    private Optional<Map<String, StoredValue>> stored(BitSet nodes) {
        var needed = base.parts().needed(nodes);
        if (target.needsNoValues()) {
            return Optional.of(base.reference().map(r -> r.available(needed)).orElse(Map.of()));
        }
        needed.addAll(base.parts().outputs(nodes));
        return base.reference()
                .map(r -> r.available(needed))
                .filter(v -> v.keySet().containsAll(needed));
    }

    /** Values of the model, for those who look into its nodes. */
    Optional<Datum> value(String name) {
        return base.reference()
                .flatMap(r -> Optional.ofNullable(r.available(List.of(name)).get(name)))
                .map(StoredValue::read);
    }
}
