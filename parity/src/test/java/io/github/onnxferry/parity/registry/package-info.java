/** The registries that the converter ships, against the TensorFlow library. */
@NullMarked
package io.github.onnxferry.parity.registry;

import org.jspecify.annotations.NullMarked;
