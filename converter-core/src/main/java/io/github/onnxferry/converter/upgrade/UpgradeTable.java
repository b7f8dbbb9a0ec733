package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Steps between consecutive versions of operators: a row a step, with the reason why it is done that way.
 *
 * <p>A step without a row keeps the node as it is.
 */
final class UpgradeTable {
    private final Map<Step, Row> rows;

    private UpgradeTable(Map<Step, Row> rows) {
        this.rows = Collections.unmodifiableMap(rows);
    }

    /**
     * A step: to the version of an operator that a certain opset introduced.
     *
     * @param domain domain of the operator
     * @param op operator, by its name before the step
     * @param since opset version that introduced the version after the step
     */
    record Step(String domain, String op, int since) {}

    /**
     * How a step is done.
     *
     * @param adapter what does it
     * @param reason why this is right, in a line
     */
    record Row(Adapter adapter, String reason) {}

    /** An empty table of steps of a domain. */
    static Builder of(String domain) {
        return new Builder(domain);
    }

    /** The rows of several tables. */
    static UpgradeTable join(Collection<UpgradeTable> tables) {
        var rows = new HashMap<Step, Row>();
        tables.forEach(table -> table.rows.forEach((step, row) -> putOnce(rows, step, row)));
        return new UpgradeTable(rows);
    }

    /** The row of a step, if it has one. */
    Optional<Row> row(String domain, String op, int since) {
        return Optional.ofNullable(rows.get(new Step(Domain.normalise(domain), op, since)));
    }

    /** Every row by its step. */
    Map<Step, Row> rows() {
        return rows;
    }

    private static void putOnce(Map<Step, Row> rows, Step step, Row row) {
        if (rows.put(step, row) != null) {
            throw new IllegalArgumentException("two rows for " + step);
        }
    }

    /** Collects rows. */
    static final class Builder {
        private final String domain;
        private final Map<Step, Row> rows = new HashMap<>();
        private final List<String> ops = new ArrayList<>();

        private Builder(String domain) {
            this.domain = domain;
        }

        /** Names the operators of the rows that follow. */
        Builder ops(String... names) {
            ops.clear();
            ops.addAll(List.of(names));
            return this;
        }

        /** A step that an adapter does. */
        Builder to(int since, String reason, Adapter adapter) {
            ops.forEach(op -> putOnce(rows, new Step(domain, op, since), new Row(adapter, reason)));
            return this;
        }

        /** A step that changes the node alone. */
        Builder change(int since, String reason, UnaryOperator<OnnxNode> change) {
            return to(since, reason, (node, rewrite) -> rewrite.emit(change.apply(node)));
        }

        /** A step whose schemas differ, over which a node nevertheless keeps its form and its meaning. */
        Builder compatible(int since, String reason) {
            return to(since, reason, Adapter.IDENTITY);
        }

        UpgradeTable build() {
            return new UpgradeTable(rows);
        }
    }
}
