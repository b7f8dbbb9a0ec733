package io.github.onnxferry.converter.target;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.Struct.DictValue;
import org.tensorflow.proto.Struct.ListValue;
import org.tensorflow.proto.Struct.NamedTupleValue;
import org.tensorflow.proto.Struct.NoneValue;
import org.tensorflow.proto.Struct.PairValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TensorSpecProto;
import org.tensorflow.proto.Struct.TupleValue;
import org.tensorflow.proto.TensorShapeProto;

/** Nested values of Python, and descriptions of Python functions, as a SavedModel's object graph has them. */
final class Structures {
    static final StructuredValue NONE = StructuredValue.newBuilder()
            .setNoneValue(NoneValue.getDefaultInstance())
            .build();

    private Structures() {}

    static StructuredValue text(String value) {
        return StructuredValue.newBuilder().setStringValue(value).build();
    }

    static StructuredValue list(List<StructuredValue> values) {
        return StructuredValue.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(values))
                .build();
    }

    static StructuredValue tuple(List<StructuredValue> values) {
        return StructuredValue.newBuilder()
                .setTupleValue(TupleValue.newBuilder().addAllValues(values))
                .build();
    }

    static StructuredValue dict(Map<String, StructuredValue> fields) {
        return StructuredValue.newBuilder()
                .setDictValue(DictValue.newBuilder().putAllFields(fields))
                .build();
    }

    /** A tensor argument or result. */
    static StructuredValue tensor(String name, DataType type, TensorShapeProto shape) {
        return StructuredValue.newBuilder()
                .setTensorSpecValue(TensorSpecProto.newBuilder()
                        .setName(name)
                        .setDtype(type)
                        .setShape(shape))
                .build();
    }

    /** The arguments of a call: positional ones, and those by keyword. */
    static StructuredValue arguments(List<StructuredValue> positional, Map<String, StructuredValue> byKeyword) {
        return tuple(List.of(tuple(positional), dict(byKeyword)));
    }

    /**
     * A description of a Python function.
     *
     * @param args names of its positional parameters
     * @param optional how many of the last of them may be left out, {@code None} then
     * @param keywordOnly names of its other parameters
     */
    static FunctionSpec functionSpec(List<String> args, int optional, List<String> keywordOnly) {
        var defaults = optional == 0 ? NONE : tuple(Collections.nCopies(optional, NONE));
        var tuple = NamedTupleValue.newBuilder()
                .setName("FullArgSpec")
                .addValues(pair("args", list(args.stream().map(Structures::text).toList())))
                .addValues(pair("varargs", NONE))
                .addValues(pair("varkw", NONE))
                .addValues(pair("defaults", defaults))
                .addValues(pair(
                        "kwonlyargs",
                        list(keywordOnly.stream().map(Structures::text).toList())))
                .addValues(pair("kwonlydefaults", NONE))
                .addValues(pair("annotations", dict(Map.of())));
        return FunctionSpec.newBuilder()
                .setFullargspec(StructuredValue.newBuilder().setNamedTupleValue(tuple))
                .setInputSignature(NONE)
                .build();
    }

    private static PairValue pair(String key, StructuredValue value) {
        return PairValue.newBuilder().setKey(key).setValue(value).build();
    }
}
