package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

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

    /**
     * The given families and those that {@link LoweringProvider}s add, which are found by the context class loader of the
     * thread and by the one that loaded ONNX Ferry.
     *
     * @throws FerryException PROVIDER_INVALID if a provider cannot be loaded
     */
    public static Lowerings load(List<LoweringTable> families) {
        var all = new ArrayList<>(families);
        Set<Class<?>> seen = new HashSet<>();
        for (var loader : Arrays.asList(
                Lowerings.class.getClassLoader(), Thread.currentThread().getContextClassLoader())) {
            try {
                for (var provider : ServiceLoader.load(LoweringProvider.class, loader)) {
                    if (seen.add(provider.getClass())) {
                        all.addAll(provider.tables());
                    }
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                throw new FerryException(
                        Code.PROVIDER_INVALID,
                        "the providers of lowerings",
                        "one cannot be loaded: " + e.getMessage(),
                        "correct the plugin, or leave it out",
                        e);
            }
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
