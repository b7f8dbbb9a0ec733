package io.github.onnxferry.converter.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads model files. The file and the files it refers to are mapped, and weights stay there: what is on the heap is the
 * structure. A file is taken to be a stranger's: whatever is in it, the outcome is a model or a coded refusal.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * How much a file may ask for.
     *
     * @param maxNesting how deep messages may lie in each other; a graph in a graph takes three
     * @param maxDenseBytes what all sparse tensors of a model may take once they are dense
     */
    public record Options(int maxNesting, long maxDenseBytes) {
        /** Bodies nested 30 deep, and 256 MiB of dense elements. */
        public static final Options DEFAULT = new Options(100, 256L << 20);
    }

    /** As {@link #read(Path, Options)} with {@link Options#DEFAULT}. */
    public static OnnxModel read(Path file) {
        return read(file, Options.DEFAULT);
    }

    /**
     * Reads a model and maps the external data it refers to, which must lie in the model's folder. What the model means
     * is not checked: {@link ModelCheck} does that.
     *
     * @throws FerryException NOT_FOUND, UNREADABLE, TRUNCATED, NOT_A_MODEL, NESTING_TOO_DEEP or TOO_LARGE for the file;
     *     otherwise all that is wrong with tensors, types and attributes: TENSOR_*, EXTERNAL_DATA_*, INVALID_TYPE,
     *     ATTRIBUTE_TYPE, ATTRIBUTE_VALUE, DUPLICATE_NAME
     */
    public static OnnxModel read(Path file, Options options) {
        String where = where(file);
        try (var external = external(file)) {
            return OnnxDecoder.model(parse(map(file, where), where, options), external, options);
        } catch (OutOfMemoryError e) {
            // The estimate of the scan is only that. What was read so far is free again here.
            throw tooLarge(where, "its structure takes more memory than Java has", Optional.of(e));
        }
    }

    /**
     * The files that a model is made of: its own, and those that hold its external data, which are inside of its folder.
     *
     * @throws FerryException NOT_FOUND, UNREADABLE, TRUNCATED, NOT_A_MODEL, NESTING_TOO_DEEP or TOO_LARGE for the file,
     *     EXTERNAL_DATA_MISSING, _OUTSIDE or _INVALID for those of its data
     */
    public static List<Path> files(Path file) {
        String where = where(file);
        var files = new ArrayList<>(List.of(file));
        try (var external = external(file)) {
            DataLocations.of(parse(map(file, where), where, Options.DEFAULT))
                    .forEach(location -> files.add(external.file(location, where)));
        }
        return List.copyOf(files);
    }

    private static String where(Path file) {
        return "model '" + file + "'";
    }

    private static ExternalData external(Path file) {
        var folder = file.toAbsolutePath().normalize().getParent();
        return new ExternalData(folder == null ? file.toAbsolutePath() : folder);
    }

    private static ByteBuffer map(Path file, String where) {
        try {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (!Files.isRegularFile(file)) {
                throw unreadable(where, Files.isDirectory(file) ? "it is a folder" : "it is not a regular file");
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                if (channel.size() > Integer.MAX_VALUE) {
                    throw new FerryException(
                            Code.TOO_LARGE,
                            where,
                            "it has " + channel.size() + " bytes, and an ONNX file has less than 2 GiB",
                            "export it with its weights as external data");
                }
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
        } catch (NoSuchFileException e) {
            throw new FerryException(Code.NOT_FOUND, where, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw (FerryException)
                    unreadable(where, "it cannot be read (" + e.getClass().getSimpleName() + ")")
                            .initCause(e);
        }
    }

    private static FerryException unreadable(String where, String what) {
        return new FerryException(Code.UNREADABLE, where, what, "give the path of a model file that you may read");
    }

    private static FerryException tooLarge(String where, String what, Optional<Throwable> cause) {
        var refusal = new FerryException(
                Code.TOO_LARGE,
                where,
                what,
                "store large tensors as raw or external data, or give Java more memory with -Xmx");
        cause.ifPresent(refusal::initCause);
        return refusal;
    }

    /** Parses a model whose bytes stay in the buffer. */
    private static ModelProto parse(ByteBuffer bytes, String where, Options options) {
        long heap = FileScan.check(bytes, where, options.maxNesting());
        long available = Runtime.getRuntime().maxMemory() / 4 * 3;
        if (heap > available) {
            throw tooLarge(
                    where,
                    "its structure may take " + (heap >> 20) + " MiB of memory, and Java has " + (available >> 20),
                    Optional.empty());
        }
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        input.setRecursionLimit(options.maxNesting());
        input.setSizeLimit(Integer.MAX_VALUE);
        try {
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new FerryException(Code.NOT_A_MODEL, where, "the file is damaged", "fetch or export it again", e);
        } catch (IOException e) {
            throw new FerryException(
                    Code.UNREADABLE, where, "the file cannot be read", "check the disk that holds it", e);
        }
    }
}
