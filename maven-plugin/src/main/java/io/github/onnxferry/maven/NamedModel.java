package io.github.onnxferry.maven;

import java.nio.file.Path;

/**
 * A model of a build.
 *
 * @param name what it is called in paths and messages
 * @param file the ONNX file
 */
record NamedModel(String name, Path file) {}
