package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** All lowerings: those of the families, and those of users. */
public final class Lowerings {
    private final Map<String, LoweringTable.Row> rows = new HashMap<>();
    private final List<LoweringTable> tables;

    private Lowerings(List<LoweringTable> tables) {
        this.tables = List.copyOf(tables);
        for (var table : tables) {
            table.rows().forEach((op, row) -> rows.put(key(table.domain(), op), row));
        }
    }

    /** The given families and those that {@link LoweringProvider}s on the class path add. */
    public static Lowerings load(List<LoweringTable> families) {
        var all = new ArrayList<>(families);
        for (var provider : ServiceLoader.load(LoweringProvider.class)) {
            all.addAll(provider.tables());
        }
        return new Lowerings(all);
    }

    /** The row of an operator. */
    public Optional<LoweringTable.Row> row(String domain, String op) {
        return Optional.ofNullable(rows.get(key(domain, op)));
    }

    /** All tables, built-in ones first. */
    public List<LoweringTable> tables() {
        return tables;
    }

    private static String key(String domain, String op) {
        return Domain.normalise(domain) + ":" + op;
    }
}
