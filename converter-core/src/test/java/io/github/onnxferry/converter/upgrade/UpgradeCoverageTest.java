package io.github.onnxferry.converter.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.schema.FormalParameter;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.upgrade.UpgradeTable.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No step between two versions of an operator whose schemas differ is without a row, and no row is without a step. */
class UpgradeCoverageTest {
    private final SchemaFacts facts = SchemaFacts.standard();

    private record Change(Step step, List<String> what) {}

    @Test
    void everyChangeOfASchemaHasAnAdapterOrIsSaidToBeCompatible() {
        assertThat(changes().stream()
                        .filter(change -> !Upgrades.TABLE.rows().containsKey(change.step))
                        .map(change -> change.step.domain() + " " + change.step.op() + " to " + change.step.since()
                                + ": " + String.join("; ", change.what)))
                .isEmpty();
    }

    @Test
    void everyRowIsAStepOfAnOperator() {
        Set<Step> steps = new HashSet<>();
        for (String domain : facts.domains()) {
            for (String op : facts.ops(domain)) {
                facts.versions(domain, op).stream()
                        .skip(1)
                        .forEach(schema -> steps.add(new Step(domain, op, schema.since())));
            }
        }
        assertThat(Upgrades.TABLE.rows().keySet()).isSubsetOf(steps);
    }

    @Test
    void everyRowGivesAReason() {
        assertThat(Upgrades.TABLE.rows().values()).allMatch(row -> !row.reason().isBlank());
    }

    private List<Change> changes() {
        var changes = new ArrayList<Change>();
        for (String domain : facts.domains()) {
            for (String op : facts.ops(domain)) {
                List<OpSchema> versions = facts.versions(domain, op);
                for (int i = 1; i < versions.size(); i++) {
                    OpSchema next = versions.get(i);
                    List<String> what = differences(versions.get(i - 1), next);
                    if (!what.isEmpty()) {
                        changes.add(new Change(new Step(domain, op, next.since()), what));
                    }
                }
            }
        }
        return changes;
    }

    private static List<String> differences(OpSchema old, OpSchema next) {
        var what = new ArrayList<String>();
        if (!old.attributes().equals(next.attributes())) {
            what.add("attributes " + old.attributes().keySet() + " -> "
                    + next.attributes().keySet());
        }
        if (!forms(old.inputs()).equals(forms(next.inputs()))) {
            what.add("inputs " + forms(old.inputs()) + " -> " + forms(next.inputs()));
        }
        if (!forms(old.outputs()).equals(forms(next.outputs()))) {
            what.add("outputs " + forms(old.outputs()) + " -> " + forms(next.outputs()));
        }
        if (old.deprecated() != next.deprecated()) {
            what.add("deprecated " + old.deprecated() + " -> " + next.deprecated());
        }
        for (int i = 0; i < Math.min(old.inputs().size(), next.inputs().size()); i++) {
            var lost = new HashSet<>(old.allowedTypes(old.inputs().get(i)));
            lost.removeAll(next.allowedTypes(next.inputs().get(i)));
            if (!lost.isEmpty()) {
                what.add("input " + old.inputs().get(i).name() + " loses " + lost);
            }
        }
        for (int i = 0; i < Math.min(old.outputs().size(), next.outputs().size()); i++) {
            var lost = new HashSet<>(old.allowedTypes(old.outputs().get(i)));
            lost.removeAll(next.allowedTypes(next.outputs().get(i)));
            if (!lost.isEmpty()) {
                what.add("output " + old.outputs().get(i).name() + " loses " + lost);
            }
        }
        return what;
    }

    /** Formal parameters without the names of their type constraints, which carry no meaning. */
    private static List<String> forms(List<FormalParameter> parameters) {
        return parameters.stream()
                .map(p -> p.name() + ":" + p.arity() + ":" + p.minArity() + ":" + p.homogeneous())
                .toList();
    }
}
