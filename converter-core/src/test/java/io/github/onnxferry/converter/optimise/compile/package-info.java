@NullMarked
package io.github.onnxferry.converter.optimise.compile;

import org.jspecify.annotations.NullMarked;
