package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** Computes the only output of a node in a cheaper way. */
interface Rule {
    /** The operations of nodes that are looked at. */
    Set<String> operations();

    /** The output, if the rule applies. */
    Optional<Value> apply(Site site);
}
