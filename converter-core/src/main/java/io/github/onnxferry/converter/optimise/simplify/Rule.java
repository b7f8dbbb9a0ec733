package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** Makes the only output of a node more cheaply. */
interface Rule {
    /** The operations of nodes that are looked at. */
    Set<String> operations();

    /** The output, of the same dtype, shape and elements, if the rule applies. */
    Optional<Value> apply(Site site);
}
