package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The lowerings of a family of operators of one domain: a row an operator. */
public final class LoweringTable {
    private final String domain;
    private final Map<String, Row> rows;

    private LoweringTable(String domain, Map<String, Row> rows) {
        this.domain = domain;
        this.rows = rows;
    }

    /**
     * How one operator is lowered.
     *
     * @param op the operator, in its newest version
     * @param lowering what to emit
     * @param parity what may be expected of the results
     * @param gaps cases that are refused
     */
    public record Row(String op, Lowering.Composite lowering, Parity parity, List<Gap> gaps) {
        /**
         * Lowers a node of the operator.
         *
         * @throws FerryException if the node is one of the gaps
         */
        public List<Operand> lower(NodeView node, TfBuilder tf) {
            for (var gap : gaps) {
                if (gap.applies().test(node)) {
                    throw node.unsupported(gap.reason());
                }
            }
            return lowering.lower(node, tf);
        }
    }

    /**
     * A case that is not covered.
     *
     * @param reason why, for people
     * @param applies whether a node is such a case
     */
    public record Gap(String reason, Predicate<NodeView> applies) {}

    /** A table of operators of a domain, to be filled. */
    public static Builder of(String domain) {
        return new Builder(Domain.normalise(domain));
    }

    /** The domain. */
    public String domain() {
        return domain;
    }

    /** All rows by operator. */
    public Map<String, Row> rows() {
        return rows;
    }

    /** The row of an operator. */
    public Optional<Row> row(String op) {
        return Optional.ofNullable(rows.get(op));
    }

    /** Collects rows; {@code parity} and {@code gap} speak of the row before them. */
    public static final class Builder {
        private final String domain;
        private final Map<String, Row> rows = new LinkedHashMap<>();
        private String current = "";

        private Builder(String domain) {
            this.domain = domain;
        }

        /** Adds an operator with one output. */
        public Builder op(String op, Lowering.Single lowering) {
            return ops(op, (node, tf) -> List.of(lowering.lower(node, tf)));
        }

        /** Adds an operator with any number of outputs. */
        public Builder ops(String op, Lowering lowering) {
            return composite(op, (node, tf) -> Operand.ofAll(lowering.lower(node, tf)));
        }

        /** Adds an operator whose inputs or outputs need not be tensors. */
        public Builder composite(String op, Lowering.Composite lowering) {
            current = op;
            if (rows.put(op, new Row(op, lowering, Parity.ROUNDING, List.of())) != null) {
                throw new IllegalArgumentException(domain + ":" + op + " has two rows");
            }
            return this;
        }

        /** Says what may be expected of the operator's results; {@link Parity#ROUNDING} if not said. */
        public Builder parity(Parity parity) {
            var row = row();
            rows.put(current, new Row(row.op(), row.lowering(), parity, row.gaps()));
            return this;
        }

        /** Refuses a case of the operator. */
        public Builder gap(String reason, Predicate<NodeView> applies) {
            var row = row();
            var gaps = new ArrayList<>(row.gaps());
            gaps.add(new Gap(reason, applies));
            rows.put(current, new Row(row.op(), row.lowering(), row.parity(), List.copyOf(gaps)));
            return this;
        }

        private Row row() {
            return Optional.ofNullable(rows.get(current))
                    .orElseThrow(() -> new IllegalStateException("no operator was added yet"));
        }

        /** The finished table. */
        public LoweringTable build() {
            return new LoweringTable(domain, java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rows)));
        }
    }
}
