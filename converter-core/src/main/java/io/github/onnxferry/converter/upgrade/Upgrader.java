package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;

/**
 * Brings models to the newest opset versions that the schema facts cover, and inlines their functions.
 *
 * <p>Names, order and types of a graph's inputs and outputs stay, and so do the names of all its values. Nodes of
 * domains without schemas stay as they are.
 */
public final class Upgrader {
    private final SchemaFacts facts;
    private final UpgradeTable table;

    private Upgrader(SchemaFacts facts, UpgradeTable table) {
        this.facts = facts;
        this.table = table;
    }

    /** The upgrader with the steps that come with ONNX Ferry. */
    public static Upgrader standard() {
        return new Upgrader(SchemaFacts.standard(), Upgrades.TABLE);
    }

    /** Whether an operator is deprecated and nodes of it become those of other operators. */
    public boolean replaces(String domain, String op) {
        return facts.versions(domain, op).stream()
                .reduce((older, newer) -> newer)
                .filter(OpSchema::deprecated)
                .flatMap(newest -> table.row(domain, op, newest.since()))
                .isPresent();
    }

    /**
     * The model in its newest form, without model-local functions.
     *
     * @throws FerryException everything that stands against it: NO_UPGRADE for nodes without an equal in the newest
     *     opset, FUNCTION_INVALID, TOO_LARGE or NESTING_TOO_DEEP for functions, OPSET_MISSING for domains that are not
     *     imported
     */
    public OnnxModel upgrade(OnnxModel model) {
        return new ModelUpgrade(facts, table, model).result();
    }
}
