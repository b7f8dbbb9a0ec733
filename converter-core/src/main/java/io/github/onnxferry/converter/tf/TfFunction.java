package io.github.onnxferry.converter.tf;

import java.util.List;

/**
 * A TensorFlow function.
 *
 * @param name name, unique in the model
 * @param parameters what callers pass, in order; the outputs of nodes of op {@link TfNode#PARAMETER}
 * @param nodes all nodes but parameters, in topological order
 * @param results what it returns, in order
 */
public record TfFunction(String name, List<Value> parameters, List<TfNode> nodes, List<Result> results) {
    public TfFunction {
        parameters = List.copyOf(parameters);
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
    }

    /**
     * A named result.
     *
     * @param name legal argument name, unique in the function
     * @param value what is returned
     */
    public record Result(String name, Value value) {}
}
