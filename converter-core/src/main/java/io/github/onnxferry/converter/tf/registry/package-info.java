/**
 * What TensorFlow itself says of its operators and of its kernels for the CPU, as data.
 *
 * <p>Owns the two resources {@code ops.txt} and {@code kernels.txt}, their reading, and the names of element types in
 * TensorFlow. Both resources are extracted from the TensorFlow library by {@code RegistryExtractor} of the parity
 * module; their first line names its version. Knows nothing of nodes, graphs and ONNX, and loads no native library.
 *
 * <p>{@code ops.txt} has a line an operator: its name, then fields parted by tabs.
 *
 * <ul>
 *   <li>{@code in NAME:TYPE}, {@code out NAME:TYPE}: an argument. {@code TYPE} is a type ({@code int32}), the attribute
 *       that holds the type ({@code $T}), or the attribute that holds a list of types, one a tensor ({@code $Tin...}).
 *       Before it stand {@code $N*} for a list of {@code N} tensors, and {@code &} for a reference.
 *   <li>{@code attr NAME TYPE}, then {@code min NUMBER} (least value, or least length of a list), {@code in A|B}
 *       (allowed values), {@code = VALUE} (default, an {@code AttrValue} in protobuf's text format), each where given.
 *   <li>{@code stateful}; {@code deprecated NUMBER}: the version of GraphDef from which it is refused.
 * </ul>
 *
 * <p>{@code kernels.txt} has a line for each set of constraints under which an operator has a kernel: its name, then
 * {@code ATTR=A|B} for each attribute whose type it constrains and {@code ATTR:A|B} for each attribute whose string,
 * number or flag it constrains, parted by tabs. Kernels that differ in the types of one attribute share a line. Strings
 * stand in quotes. Kernels registered for any device are kernels for the CPU too; kernels with a label, which a node
 * must ask for by name, are left out.
 */
@NullMarked
package io.github.onnxferry.converter.tf.registry;

import org.jspecify.annotations.NullMarked;
