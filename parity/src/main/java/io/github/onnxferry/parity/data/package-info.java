/**
 * What models are fed with and what they answer: values, their files, records in any number, and seeded
 * random inputs in valid ranges.
 *
 * <p>Knows the model's graph. Knows no runtime and no tolerance.
 */
@NullMarked
package io.github.onnxferry.parity.data;

import org.jspecify.annotations.NullMarked;
