package io.github.onnxferry.converter.lower;

import java.util.List;

/**
 * Lowerings of a user's own operators, found with {@link java.util.ServiceLoader}. Rows of a provider take precedence
 * over built-in ones.
 */
public interface LoweringProvider {
    /** The tables, at most one row an operator. */
    List<LoweringTable> tables();
}
