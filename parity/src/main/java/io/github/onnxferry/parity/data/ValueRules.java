package io.github.onnxferry.parity.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What each operator asks of the values of its inputs: a rule an operator, kept by family. */
final class ValueRules {
    /** Operators by name, of all domains; a name means the same wherever two domains have it. */
    private static final List<Consumer<ValueRules>> FAMILIES = List.of(
            IndexRules::add,
            MaskRules::add,
            MathRules::add,
            NeuralRules::add,
            QuantizeRules::add,
            AxisRules::add,
            ShapeRules::add,
            SliceRules::add,
            ImageRules::add,
            SignalRules::add,
            SequenceRules::add,
            DecoderRules::add,
            LabelRules::add);

    private static final Map<String, Rule> ALL = all();

    private final Map<String, Rule> rules = new HashMap<>();

    private ValueRules() {}

    /** Says through a node's methods what it asks of its inputs. */
    @FunctionalInterface
    interface Rule {
        void apply(BoundNode node);
    }

    private static Map<String, Rule> all() {
        var table = new ValueRules();
        FAMILIES.forEach(f -> f.accept(table));
        return Collections.unmodifiableMap(table.rules);
    }

    /** The rule of an operator; one that asks nothing if it takes any values. */
    static Rule of(String op) {
        return ALL.getOrDefault(op, node -> {});
    }

    /** Adds a rule for some operators, none of which has one yet. */
    void add(Rule rule, String... ops) {
        for (String op : ops) {
            if (rules.put(op, rule) != null) {
                throw new IllegalStateException("there are two rules for " + op);
            }
        }
    }
}
