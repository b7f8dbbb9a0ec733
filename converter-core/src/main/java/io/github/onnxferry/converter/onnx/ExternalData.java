package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tensors whose elements lie in other files of the model's folder. A file is opened and mapped when the first tensor
 * asks for it; maps outlive this object.
 *
 * <p>Source: ONNX's "External Data". Locations are relative and stay inside the folder, links included.
 */
final class ExternalData implements AutoCloseable {
    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\].*|[A-Za-z]:.*", Pattern.DOTALL);
    private static final String KEEP_TOGETHER = "keep the model and its data files in one folder";
    private static final long WINDOW = 1 << 30;

    private final Path folder;
    private final Map<String, DataFile> files = new HashMap<>();

    /** The external data of a model in the given folder. */
    ExternalData(Path folder) {
        this.folder = folder;
    }

    /**
     * The tensor of a message with external data.
     *
     * @throws FerryException EXTERNAL_DATA_MISSING, _OUTSIDE, _INVALID or _TOO_SHORT for its file; TENSOR_TYPE,
     *     TENSOR_SHAPE or TENSOR_SIZE if its type, lengths and data do not fit each other
     */
    Tensor read(TensorProto proto, String where) {
        var form = TensorForm.of(proto, where);
        if (form.dtype() == DType.STRING) {
            throw new FerryException(
                    Code.TENSOR_TYPE, where, "strings cannot be external data", "store them in string_data");
        }
        var keys = new HashMap<String, String>();
        for (StringStringEntryProto entry : proto.getExternalDataList()) {
            keys.put(entry.getKey(), entry.getValue());
        }
        var location = keys.getOrDefault("location", "");
        if (location.isEmpty()) {
            throw invalid(where, "its external data has no location");
        }
        long offset = number(keys.getOrDefault("offset", "0"), "offset", where);
        if (keys.containsKey("length")) {
            form.expect(form.bytes(), number(keys.getOrDefault("length", ""), "length", where), "bytes");
        }
        var file = files.get(location);
        if (file == null) {
            file = open(location, where);
            files.put(location, file);
        }
        if (offset > file.size || form.bytes() > file.size - offset) {
            throw new FerryException(
                    Code.EXTERNAL_DATA_TOO_SHORT,
                    where,
                    "its " + form.bytes() + " bytes at " + offset + " are beyond the end of '" + location
                            + "', which has " + file.size,
                    "fetch or export the data file again");
        }
        try {
            return Tensor.of(form.dtype(), form.sizes(), file.region(offset, form.bytes()));
        } catch (IOException e) {
            throw unreadable(where, location, e);
        }
    }

    /**
     * The regular file at a location, after links.
     *
     * @throws FerryException EXTERNAL_DATA_MISSING, _OUTSIDE or _INVALID
     */
    Path file(String location, String where) {
        try {
            var real = inside(location, where);
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                throw invalid(where, "its data file '" + location + "' is not a regular file");
            }
            return real;
        } catch (InvalidPathException e) {
            throw invalid(where, "its location '" + location + "' is not a path");
        } catch (IOException e) {
            throw unreadable(where, location, e);
        }
    }

    private DataFile open(String location, String where) {
        try {
            return new DataFile(
                    FileChannel.open(file(location, where), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw unreadable(where, location, e);
        }
    }

    /** The real path of a location: after links, and inside the folder. */
    private Path inside(String location, String where) throws IOException {
        boolean up = Arrays.asList(location.split("[/\\\\]")).contains("..");
        if (up || ABSOLUTE.matcher(location).matches()) {
            throw outside(location, where);
        }
        var path = folder.resolve(location);
        if (!Files.exists(path)) {
            throw new FerryException(
                    Code.EXTERNAL_DATA_MISSING, where, "its data file '" + location + "' is missing", KEEP_TOGETHER);
        }
        var real = path.toRealPath();
        if (!real.startsWith(folder.toRealPath())) {
            throw outside(location, where);
        }
        return real;
    }

    private static FerryException outside(String location, String where) {
        return new FerryException(
                Code.EXTERNAL_DATA_OUTSIDE,
                where,
                "its data file '" + location + "' is outside the model's folder",
                KEEP_TOGETHER);
    }

    private static FerryException invalid(String where, String what) {
        return new FerryException(Code.EXTERNAL_DATA_INVALID, where, what, "export the model again");
    }

    private static FerryException unreadable(String where, String location, IOException cause) {
        return new FerryException(
                Code.UNREADABLE,
                where,
                "its data file '" + location + "' cannot be read",
                "check that you may read it",
                cause);
    }

    private static long number(String text, String key, String where) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw invalid(where, "the " + key + " '" + text + "' of its external data is not a count of bytes");
    }

    /** Closes the files; what is mapped of them stays readable. */
    @Override
    public void close() {
        for (var file : files.values()) {
            file.close();
        }
    }

    /** One open data file, mapped a window at a time so that many tensors share few maps. */
    private static final class DataFile {
        private final FileChannel channel;
        private final long size;
        private final Map<Long, ByteBuffer> windows = new HashMap<>();

        DataFile(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        Bytes region(long offset, long length) throws IOException {
            long window = offset / WINDOW * WINDOW;
            if (offset - window + length > WINDOW) {
                return Bytes.map(channel, offset, length);
            }
            var mapped = windows.get(window);
            if (mapped == null) {
                mapped = channel.map(FileChannel.MapMode.READ_ONLY, window, Math.min(WINDOW, size - window));
                windows.put(window, mapped);
            }
            return Bytes.of(mapped.slice((int) (offset - window), (int) length));
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("closing a file that was only read", e);
            }
        }
    }
}
