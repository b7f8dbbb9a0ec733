@NullMarked
package io.github.onnxferry.converter.optimise;

import org.jspecify.annotations.NullMarked;
