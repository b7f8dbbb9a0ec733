package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The value of an attribute. */
public sealed interface OnnxAttribute {
    /** A 64-bit integer. */
    record IntValue(long value) implements OnnxAttribute {}

    /** A 32-bit float. */
    record FloatValue(float value) implements OnnxAttribute {}

    /** A byte string; nearly always UTF-8 text. */
    record StringValue(Text value) implements OnnxAttribute {
        /** A text. */
        public static StringValue of(String text) {
            return new StringValue(Text.of(text));
        }
    }

    /** A list of integers. */
    record IntsValue(List<Long> values) implements OnnxAttribute {
        public IntsValue {
            values = List.copyOf(values);
        }
    }

    /** A list of floats. */
    record FloatsValue(List<Float> values) implements OnnxAttribute {
        public FloatsValue {
            values = List.copyOf(values);
        }
    }

    /** A list of byte strings. */
    record StringsValue(List<Text> values) implements OnnxAttribute {
        public StringsValue {
            values = List.copyOf(values);
        }
    }

    /** A tensor; a sparse one is dense here. */
    record TensorValue(Tensor value) implements OnnxAttribute {}

    /** A list of tensors. */
    record TensorsValue(List<Tensor> values) implements OnnxAttribute {
        public TensorsValue {
            values = List.copyOf(values);
        }
    }

    /** A body. */
    record GraphValue(OnnxGraph value) implements OnnxAttribute {}

    /** A list of bodies. */
    record GraphsValue(List<OnnxGraph> values) implements OnnxAttribute {
        public GraphsValue {
            values = List.copyOf(values);
        }
    }

    /** A type. */
    record TypeValue(OnnxType value) implements OnnxAttribute {}

    /** A list of types. */
    record TypesValue(List<OnnxType> values) implements OnnxAttribute {
        public TypesValue {
            values = List.copyOf(values);
        }
    }

    /** Inside a function body: the attribute of the function with this name. */
    record Reference(String attribute, int type) implements OnnxAttribute {}

    /** A byte string with value equality. */
    final class Text {
        private final byte[] bytes;

        private Text(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The UTF-8 bytes of a text. */
        public static Text of(String text) {
            return new Text(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Bytes, copied. */
        public static Text of(byte[] bytes) {
            return new Text(bytes.clone());
        }

        /** The bytes, copied. */
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && java.util.Arrays.equals(bytes, text.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        /** The text decoded as UTF-8. */
        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
