package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tensor.Tensor;

/**
 * A weight that is kept in the checkpoint.
 *
 * @param name unique name, legal in TensorFlow
 * @param path its name in the source model; dots and slashes separate the modules that hold it
 * @param tensor its initial value
 * @param trainable whether training may change it
 */
record Variable(String name, String path, Tensor tensor, boolean trainable) {}
