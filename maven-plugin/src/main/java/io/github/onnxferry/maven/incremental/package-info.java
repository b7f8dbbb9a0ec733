/** Tells whether work has to be done again, by the content of what it was made from. Knows no goal. */
@NullMarked
package io.github.onnxferry.maven.incremental;

import org.jspecify.annotations.NullMarked;
