package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;

/** The functions of a model under construction, and the names that they share. */
public final class FunctionLibrary {
    private static final String UNKNOWN = "?";

    private final Names names = new Names();
    private final List<TfFunction> functions = new ArrayList<>();
    private final String dims;
    private int unknownDims;

    /** An empty library. */
    public FunctionLibrary() {
        this("");
    }

    /** An empty library that names lengths that are not known apart from those of others, by a prefix. */
    public FunctionLibrary(String dims) {
        this.dims = dims;
    }

    /** A name for a new function. */
    public String uniqueName(String wanted) {
        return names.unique(Names.node(wanted).replaceAll("[^A-Za-z0-9_]", "_"));
    }

    /** Adds a finished function. */
    public TfFunction add(TfFunction function) {
        functions.add(function);
        return function;
    }

    /** A function by its name. */
    public Optional<TfFunction> find(String name) {
        return functions.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** The functions that a function calls, directly or not, callees before callers. */
    public List<TfFunction> reachableFrom(TfFunction main) {
        var reached = new LinkedHashSet<String>();
        var open = new ArrayList<>(List.of(main));
        while (!open.isEmpty()) {
            for (TfNode node : open.remove(open.size() - 1).nodes()) {
                for (AttrValue attr : node.attrs().values()) {
                    if (attr.hasFunc() && reached.add(attr.getFunc().getName())) {
                        find(attr.getFunc().getName()).ifPresent(open::add);
                    }
                }
            }
        }
        return functions.stream().filter(f -> reached.contains(f.name())).toList();
    }

    /** Whether a symbol of a length, which may be named by an expression, has a length in it of which nothing is known. */
    public static boolean isUnknown(String symbol) {
        return symbol.contains(UNKNOWN);
    }

    Dim unknownDim() {
        return Dim.symbol(UNKNOWN + dims + unknownDims++);
    }
}
