package io.github.onnxferry.converter.tf.registry;

import io.github.onnxferry.converter.tensor.DType;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.proto.AttrValue;

/**
 * An attribute of an operator.
 *
 * @param name the attribute's name
 * @param type TensorFlow's name of its type: {@code type}, {@code int}, {@code float}, {@code bool}, {@code string},
 *     {@code shape}, {@code tensor}, {@code func}, or {@code list(...)} of one of these
 * @param defaultValue what holds where a node does not say; empty where each node must say
 * @param allowedTypes the types it may be, without those that {@link DType} lacks; empty where any type may be
 * @param allowedStrings the strings it may be; empty where any string may be
 * @param minimum the least value of an integer, or the least length of a list
 */
public record AttrDef(
        String name,
        String type,
        Optional<AttrValue> defaultValue,
        Optional<Set<DType>> allowedTypes,
        Optional<Set<String>> allowedStrings,
        OptionalLong minimum) {}
