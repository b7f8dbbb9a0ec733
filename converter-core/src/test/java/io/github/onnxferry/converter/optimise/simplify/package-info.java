@NullMarked
package io.github.onnxferry.converter.optimise.simplify;

import org.jspecify.annotations.NullMarked;
