package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;

/** Computes the only output of a node of one or two operands in a cheaper way. */
interface Rule {
    /** The operations of nodes that are looked at. */
    Set<String> operations();

    /**
     * The output, if the rule applies.
     *
     * @param index the operand that is used by this node only, so that what makes it may be changed; the rule is tried with each
     */
    Optional<Value> apply(Site site, int index);
}
