@NullMarked
package io.github.onnxferry.converter.optimise.layout;

import org.jspecify.annotations.NullMarked;
