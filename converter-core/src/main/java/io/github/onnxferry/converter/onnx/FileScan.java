package io.github.onnxferry.converter.onnx;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Walks over the wire format of a model before it is parsed, so that a damaged or hostile file is told apart by what is
 * wrong with it, and refused before memory is taken for it.
 *
 * <p>The walk takes no memory but a stack as deep as messages nest, and skips what tensors hold. Source of the format:
 * the protocol buffers encoding guide.
 */
final class FileScan {
    /** What one parsed message takes on the heap, with the record that is made of it. */
    private static final long BYTES_PER_MESSAGE = 320;
    /** What one text takes on the heap, beside its characters. */
    private static final long BYTES_PER_TEXT = 56;

    private static final Map<String, String> SIGNATURES = Map.of(
            "PK\3\4", "a zip archive, such as a PyTorch checkpoint or a Keras model",
            "\211HDF", "an HDF5 file, such as a Keras model",
            "\37\213", "a gzip archive",
            "version https://git-lfs", "a Git LFS pointer: fetch the file itself with 'git lfs pull'",
            "<!DOCTYPE", "a web page",
            "<html", "a web page",
            "\177ELF", "a program",
            "{", "JSON");
    private static final Map<String, String> SIGNATURES_AT_4 =
            Map.of("TFL3", "a TensorFlow Lite model", "ORTM", "a model in ONNX Runtime's own format");

    private final ByteBuffer file;
    private final String where;
    private final int maxNesting;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int position;
    private long heapBytes;
    private boolean graphSeen;
    private boolean unknownSeen;

    private record Frame(Descriptor message, int end) {}

    private FileScan(ByteBuffer file, String where, int maxNesting) {
        this.file = file;
        this.where = where;
        this.maxNesting = maxNesting;
    }

    /**
     * Checks a file.
     *
     * @param maxNesting how deep messages may lie in each other
     * @return about how many bytes of heap the parsed model takes
     * @throws FerryException TRUNCATED, NOT_A_MODEL or NESTING_TOO_DEEP
     */
    static long check(ByteBuffer file, String where, int maxNesting) {
        if (!file.hasRemaining()) {
            throw new FerryException(Code.TRUNCATED, where, "the file is empty", "fetch or export it again");
        }
        var scan = new FileScan(file, where, maxNesting);
        scan.walk();
        if (!scan.graphSeen) {
            throw scan.notAModel("it has no graph");
        }
        return scan.heapBytes;
    }

    private void walk() {
        frames.push(new Frame(ModelProto.getDescriptor(), file.limit()));
        while (!frames.isEmpty()) {
            var frame = frames.element();
            if (position == frame.end) {
                frames.pop();
                continue;
            }
            long tag = varint(frame.end);
            int number = (int) (tag >>> 3);
            if (number == 0 || tag >>> 32 != 0) {
                throw damaged();
            }
            var field = frame.message.findFieldByNumber(number);
            int wireType = (int) (tag & 7);
            if (field == null) {
                unknownSeen |= frames.size() == 1;
            } else if (!fits(field, wireType)) {
                throw damaged();
            } else if (frames.size() == 1 && number == ModelProto.GRAPH_FIELD_NUMBER) {
                graphSeen = true;
            }
            switch (wireType) {
                case 0 -> varint(frame.end);
                case 1 -> skip(8, frame.end);
                case 5 -> skip(4, frame.end);
                case 2 -> content(Optional.ofNullable(field), frame.end);
                default -> throw damaged();
            }
            if (field != null && field.isRepeated() && wireType != 2) {
                heapBytes += bytesPerNumber(field);
            }
        }
    }

    /** A field with a length: a message is entered, anything else skipped. */
    private void content(Optional<FieldDescriptor> field, int end) {
        long length = varint(end);
        if (length < 0 || length > end - position) {
            throw cut();
        }
        if (field.isEmpty()) {
            skip(length, end);
        } else if (field.get().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            heapBytes += BYTES_PER_MESSAGE;
            frames.push(new Frame(field.get().getMessageType(), position + (int) length));
            if (frames.size() > maxNesting) {
                throw new FerryException(
                        Code.NESTING_TOO_DEEP,
                        where,
                        "graphs or types lie in each other more than " + maxNesting + " messages deep",
                        "export the model without so many nested bodies");
            }
        } else {
            heapBytes += switch (field.get().getType()) {
                case BYTES -> BYTES_PER_TEXT;
                case STRING -> BYTES_PER_TEXT + length;
                case FLOAT -> length / 4 * bytesPerNumber(field.get());
                case DOUBLE -> length / 8 * bytesPerNumber(field.get());
                default -> varints((int) length) * bytesPerNumber(field.get());
            };
            skip(length, end);
        }
    }

    /** How many numbers of variable length the next bytes hold. */
    private long varints(int length) {
        long count = 0;
        for (int i = position; i < position + length; i++) {
            count += file.get(i) >= 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * What a number in a list takes: in the message, and again in the tensor or, boxed, in the attribute. Lists whose
     * length is not known before they are parsed grow by copying.
     */
    private static long bytesPerNumber(FieldDescriptor field) {
        boolean attribute = field.getContainingType().equals(AttributeProto.getDescriptor());
        return switch (field.getType()) {
            case FLOAT -> attribute ? 32 : 8;
            case DOUBLE -> 16;
            case INT32 -> 16;
            default -> attribute ? 48 : 32;
        };
    }

    private static boolean fits(FieldDescriptor field, int wireType) {
        int own = switch (field.getType()) {
            case MESSAGE, STRING, BYTES -> 2;
            case FLOAT -> 5;
            case DOUBLE -> 1;
            default -> 0;
        };
        return wireType == own || (wireType == 2 && field.isRepeated());
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw cut();
            }
            byte next = file.get(position++);
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    private void skip(long length, int end) {
        if (length > end - position) {
            throw cut();
        }
        position += (int) length;
    }

    /** Something does not end where what it lies in ends: for the whole model that means bytes are missing. */
    private FerryException cut() {
        if (frames.size() > 1) {
            return damaged();
        }
        if (unknownSeen || (!graphSeen && position < 4)) {
            return notAModel("its content is not that of an ONNX model");
        }
        return new FerryException(
                Code.TRUNCATED,
                where,
                "the file ends after " + file.limit() + " bytes, before the model does",
                "fetch or export it again");
    }

    private FerryException damaged() {
        return graphSeen && !unknownSeen
                ? new FerryException(
                        Code.NOT_A_MODEL, where, "the file is damaged at byte " + position, "fetch or export it again")
                : notAModel("its content is not that of an ONNX model");
    }

    private FerryException notAModel(String what) {
        return new FerryException(
                Code.NOT_A_MODEL,
                where,
                signature().map(kind -> "it is " + kind + ", not an ONNX model").orElse(what),
                "give a file written by an ONNX exporter");
    }

    private Optional<String> signature() {
        return SIGNATURES.entrySet().stream()
                .filter(entry -> startsWith(entry.getKey(), 0))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> SIGNATURES_AT_4.entrySet().stream()
                        .filter(entry -> startsWith(entry.getKey(), 4))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    private boolean startsWith(String signature, int offset) {
        var bytes = signature.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (offset + i >= file.limit() || file.get(offset + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
