@NullMarked
package io.github.onnxferry.converter.optimise.fuse;

import org.jspecify.annotations.NullMarked;
