package io.github.onnxferry.parity.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxTensors;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.proto.MapProto;
import io.github.onnxferry.converter.onnx.proto.OptionalProto;
import io.github.onnxferry.converter.onnx.proto.SequenceProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One value in a file: {@code .npy}, or {@code .pb} holding the ONNX message of the value's type (TensorProto,
 * SequenceProto, OptionalProto or MapProto, which a file does not tell apart by itself).
 */
public final class DatumFile {
    /** A file with more bytes than this is mapped. */
    private static final long HEAP_BYTES = 1 << 26;

    private DatumFile() {}

    /**
     * Reads a value.
     *
     * @param type what the model says the value is
     * @throws FerryException DATA_INVALID if the file does not hold such a value
     */
    public static Datum read(Path file, OnnxType type) {
        String where = file.toString();
        try {
            if (where.endsWith(".npy")) {
                return Datum.of(NpyFile.read(file));
            }
            var bytes = bytes(file);
            if (type instanceof OnnxType.SequenceType) {
                return sequence(parse(SequenceProto.parser(), bytes), where);
            }
            if (type instanceof OnnxType.OptionalType o) {
                return optional(bytes, o, where);
            }
            if (type instanceof OnnxType.MapType) {
                return mapping(parse(MapProto.parser(), bytes), where);
            }
            return Datum.of(OnnxTensors.read(parse(TensorProto.parser(), bytes)));
        } catch (InvalidProtocolBufferException e) {
            throw new FerryException(Code.DATA_INVALID, where, "does not hold the ONNX message of its value", "", e);
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, where, "cannot be read: " + e.getMessage(), "", e);
        } catch (FerryException e) {
            var problem = e.problems().get(0);
            throw problem.code().kind() == Code.Kind.MODEL
                    ? new FerryException(Code.DATA_INVALID, where, problem.where() + ": " + problem.what(), "", e)
                    : e;
        }
    }

    /** The bytes of a file; those of a large one stay in it, as do the raw elements that are read from them. */
    private static ByteString bytes(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new FerryException(
                        Code.DATA_INVALID, file.toString(), "is longer than a message may be, 2 GiB", "give a .npy");
            }
            return size > HEAP_BYTES
                    ? UnsafeByteOperations.unsafeWrap(channel.map(FileChannel.MapMode.READ_ONLY, 0, size))
                    : ByteString.readFrom(Channels.newInputStream(channel));
        }
    }

    /** Writes a value as its ONNX message. */
    public static void write(Path file, String name, Datum value) throws IOException {
        Files.write(file, message(name, value).toByteArray());
    }

    private static <T> T parse(Parser<T> parser, ByteString bytes) throws InvalidProtocolBufferException {
        CodedInputStream in = bytes.newCodedInput();
        in.enableAliasing(true);
        return parser.parseFrom(in);
    }

    /** ONNX's own suite stores a present optional as the bare value as well as in an OptionalProto. */
    private static Datum optional(ByteString bytes, OnnxType.OptionalType type, String where)
            throws InvalidProtocolBufferException {
        try {
            var proto = parse(OptionalProto.parser(), bytes);
            if (proto.getUnknownFields().asMap().isEmpty()) {
                return optional(proto, where);
            }
        } catch (InvalidProtocolBufferException e) {
            // The bytes are no OptionalProto: they hold the value itself, read below.
        }
        Datum value = type.element() instanceof OnnxType.SequenceType
                ? sequence(parse(SequenceProto.parser(), bytes), where)
                : Datum.of(OnnxTensors.read(parse(TensorProto.parser(), bytes)));
        return new Datum.Maybe(Optional.of(value));
    }

    private static Datum optional(OptionalProto proto, String where) {
        Optional<Datum> value = Optional.empty();
        if (proto.hasTensorValue()) {
            value = Optional.of(Datum.of(OnnxTensors.read(proto.getTensorValue())));
        } else if (proto.hasSequenceValue()) {
            value = Optional.of(sequence(proto.getSequenceValue(), where));
        } else if (proto.hasMapValue()) {
            value = Optional.of(mapping(proto.getMapValue(), where));
        } else if (proto.hasOptionalValue()) {
            value = Optional.of(optional(proto.getOptionalValue(), where));
        } else if (proto.hasSparseTensorValue()) {
            throw sparse(where);
        }
        return new Datum.Maybe(value);
    }

    private static Datum.Sequence sequence(SequenceProto proto, String where) {
        List<Datum> items = new ArrayList<>();
        proto.getTensorValuesList().forEach(t -> items.add(Datum.of(OnnxTensors.read(t))));
        proto.getSequenceValuesList().forEach(s -> items.add(sequence(s, where)));
        proto.getMapValuesList().forEach(m -> items.add(mapping(m, where)));
        proto.getOptionalValuesList().forEach(o -> items.add(optional(o, where)));
        if (proto.getSparseTensorValuesCount() > 0) {
            throw sparse(where);
        }
        return new Datum.Sequence(items);
    }

    private static Datum mapping(MapProto proto, String where) {
        List<byte[]> strings = new ArrayList<>();
        proto.getStringKeysList().forEach(k -> strings.add(k.toByteArray()));
        var keys = proto.getKeyType() == TensorProto.DataType.STRING_VALUE
                ? Tensor.ofStrings(new long[] {strings.size()}, strings)
                : Tensor.vector(
                        proto.getKeysList().stream().mapToLong(Long::longValue).toArray());
        var values = sequence(proto.getValues(), where).items();
        if (keys.elements() != values.size()) {
            throw new FerryException(
                    Code.DATA_INVALID, where, keys.elements() + " keys do not fit " + values.size() + " values", "");
        }
        return new Datum.Mapping(keys, values);
    }

    private static FerryException sparse(String where) {
        return new FerryException(Code.UNSUPPORTED_TYPE, where, "holds a sparse tensor", "store it as a dense one");
    }

    private static MessageLite message(String name, Datum value) {
        if (value instanceof Datum.Sequence s) {
            return sequence(name, s.items());
        }
        if (value instanceof Datum.Maybe m) {
            return optional(name, m);
        }
        if (value instanceof Datum.Mapping m) {
            return mapping(name, m);
        }
        return OnnxTensors.write(name, ((Datum.Dense) value).tensor());
    }

    private static SequenceProto sequence(String name, List<Datum> items) {
        var proto = SequenceProto.newBuilder().setName(name).setElemType(SequenceProto.DataType.TENSOR_VALUE);
        for (var item : items) {
            if (item instanceof Datum.Dense d) {
                proto.addTensorValues(OnnxTensors.write("", d.tensor()));
            } else if (item instanceof Datum.Sequence s) {
                proto.setElemType(SequenceProto.DataType.SEQUENCE_VALUE).addSequenceValues(sequence("", s.items()));
            } else if (item instanceof Datum.Maybe m) {
                proto.setElemType(SequenceProto.DataType.OPTIONAL_VALUE).addOptionalValues(optional("", m));
            } else if (item instanceof Datum.Mapping m) {
                proto.setElemType(SequenceProto.DataType.MAP_VALUE).addMapValues(mapping("", m));
            }
        }
        return proto.build();
    }

    private static OptionalProto optional(String name, Datum.Maybe maybe) {
        var proto = OptionalProto.newBuilder().setName(name);
        maybe.value().ifPresent(value -> {
            if (value instanceof Datum.Dense d) {
                proto.setElemType(OptionalProto.DataType.TENSOR_VALUE)
                        .setTensorValue(OnnxTensors.write("", d.tensor()));
            } else if (value instanceof Datum.Sequence s) {
                proto.setElemType(OptionalProto.DataType.SEQUENCE_VALUE).setSequenceValue(sequence("", s.items()));
            } else if (value instanceof Datum.Maybe m) {
                proto.setElemType(OptionalProto.DataType.OPTIONAL_VALUE).setOptionalValue(optional("", m));
            } else if (value instanceof Datum.Mapping m) {
                proto.setElemType(OptionalProto.DataType.MAP_VALUE).setMapValue(mapping("", m));
            }
        });
        return proto.build();
    }

    private static MapProto mapping(String name, Datum.Mapping mapping) {
        var proto = MapProto.newBuilder()
                .setName(name)
                .setKeyType(OnnxTypes.number(mapping.keys().dtype()))
                .setValues(sequence("", mapping.values()));
        if (mapping.keys().dtype() == DType.STRING) {
            mapping.keys().byteStrings().forEach(k -> proto.addStringKeys(ByteString.copyFrom(k)));
        } else {
            for (long key : mapping.keys().longs()) {
                proto.addKeys(key);
            }
        }
        return proto.build();
    }
}
