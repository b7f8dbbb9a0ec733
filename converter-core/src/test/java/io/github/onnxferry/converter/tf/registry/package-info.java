/** Single facts of the registries of TensorFlow's operators and kernels. */
@NullMarked
package io.github.onnxferry.converter.tf.registry;

import org.jspecify.annotations.NullMarked;
