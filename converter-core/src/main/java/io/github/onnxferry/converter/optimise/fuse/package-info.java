/** Operations joined into fewer: local rules, each looking at one node and what its arguments have become. */
@NullMarked
package io.github.onnxferry.converter.optimise.fuse;

import org.jspecify.annotations.NullMarked;
