package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions of a model under construction, and the names that they share. */
public final class FunctionLibrary {
    private final Names names = new Names();
    private final List<TfFunction> functions = new ArrayList<>();
    private int unknownDims;

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

    /** All functions, callees before callers. */
    public List<TfFunction> functions() {
        return List.copyOf(functions);
    }

    Dim unknownDim() {
        return Dim.symbol("?" + unknownDims++);
    }
}
