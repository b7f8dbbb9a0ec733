package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files (format versions 1 to 3): little-endian numbers, bools, and fixed-width texts.
 *
 * <p>Layout: the magic {@code \x93NUMPY}, two bytes of version, the length of the header (2 bytes, from version 2 on 4),
 * the header as a Python dictionary {@code {'descr', 'fortran_order', 'shape'}} padded to a multiple of 64 bytes, then
 * the elements.
 */
public final class NpyFile {
    private static final int ALIGNMENT = 64;

    /** Elements that take more bytes than this stay in the file and are mapped. */
    private static final long HEAP_BYTES = 1 << 26;

    private NpyFile() {}

    /**
     * Reads an array.
     *
     * @throws FerryException DATA_INVALID if the file is not a {@code .npy} file of a type that ONNX has
     */
    public static Tensor read(Path file) {
        String where = file.toString();
        try (var channel = FileChannel.open(file)) {
            var header = NpyHeader.read(Channels.newInputStream(channel), where);
            long held = channel.size() - header.length();
            if (header.dataBytes(where) != held) {
                throw new FerryException(
                        Code.DATA_INVALID,
                        where,
                        "is not a whole array: " + header.shape() + " of " + header.descr() + " takes "
                                + header.dataBytes(where) + " bytes, not " + held,
                        "");
            }
            return tensor(header, bytes(channel, header.length(), held));
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, where, "cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static Bytes bytes(FileChannel channel, long offset, long count) throws IOException {
        if (count > HEAP_BYTES) {
            return Bytes.map(channel, offset, count);
        }
        var buffer = ByteBuffer.allocate((int) count);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // Reads may come in parts.
        }
        return Bytes.of(buffer.array());
    }

    /** The tensor of a header and its elements, which are as many bytes as the header declares. */
    static Tensor tensor(NpyHeader header, Bytes data) {
        long[] sizes = header.sizes();
        long[] stored = header.fortran() ? reversed(sizes) : sizes;
        var tensor = header.isText()
                ? texts(header, stored, data)
                : Tensor.of(header.dtype().orElseThrow(), stored, data);
        int[] axes = new int[sizes.length];
        Arrays.setAll(axes, i -> axes.length - 1 - i);
        return header.fortran() ? tensor.transpose(axes) : tensor;
    }

    private static Tensor texts(NpyHeader header, long[] sizes, Bytes data) {
        int width = header.textWidth();
        boolean unicode = header.isUnicode();
        long count = Tensor.elements(sizes);
        List<byte[]> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            var text = new StringBuilder();
            int used = 0;
            for (int j = 0; j < width; j++) {
                long at = i * width + j;
                int point = unicode ? data.getInt(4 * at) : data.get(at) & 0xff;
                text.appendCodePoint(Character.isValidCodePoint(point) ? point : 0xfffd);
                used = point == 0 ? used : text.length();
            }
            text.setLength(used);
            texts.add(text.toString().getBytes(unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        }
        return Tensor.ofStrings(sizes, texts);
    }

    private static long[] reversed(long[] sizes) {
        var reversed = new long[sizes.length];
        Arrays.setAll(reversed, i -> sizes[sizes.length - 1 - i]);
        return reversed;
    }

    /**
     * Writes an array in C order. Strings become fixed-width Unicode; types that NumPy lacks (bfloat16, the small floats
     * and integers) are refused.
     *
     * @throws FerryException UNSUPPORTED_TYPE if NumPy lacks the dtype
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        var bytes = encode(tensor, file.toString());
        Files.write(file, bytes);
    }

    /** Writes an array to a stream, as {@link #write(Path, Tensor)} does. */
    static void write(OutputStream out, Tensor tensor, String where) throws IOException {
        out.write(encode(tensor, where));
    }

    private static byte[] encode(Tensor tensor, String where) {
        boolean text = tensor.dtype() == DType.STRING;
        int width = text ? textWidth(tensor) : 0;
        String descr = text ? "<U" + width : descr(tensor.dtype(), where);
        var data = text ? unicode(tensor, width) : numbers(tensor);
        String shape = Arrays.stream(tensor.sizes()).mapToObj(s -> s + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int prefix = NpyHeader.MAGIC.length + 4;
        int padded = (prefix + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - prefix;
        var out = ByteBuffer.allocate(prefix + padded + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
        out.put(header.getBytes(StandardCharsets.US_ASCII));
        while (out.position() < prefix + padded - 1) {
            out.put((byte) ' ');
        }
        out.put((byte) '\n').put(data);
        return out.array();
    }

    private static String descr(DType dtype, String where) {
        String code = NpyHeader.DTYPES.entrySet().stream()
                .filter(e -> e.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        new FerryException(Code.UNSUPPORTED_TYPE, where, "NumPy has no " + dtype, "write it as .pb"));
        return (dtype.bytes() == 1 ? "|" : "<") + code;
    }

    private static ByteBuffer numbers(Tensor tensor) {
        var bytes = new byte[Math.toIntExact(tensor.carrierBytes())];
        tensor.materialised().plainBytes().orElseThrow().get(0, bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static int textWidth(Tensor tensor) {
        int width = 1;
        for (long i = 0; i < tensor.elements(); i++) {
            width = Math.max(width, (int) tensor.getString(i).codePoints().count());
        }
        return width;
    }

    private static ByteBuffer unicode(Tensor tensor, int width) {
        int count = Math.toIntExact(tensor.elements());
        var out = ByteBuffer.allocate(4 * width * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            out.position(4 * width * i);
            tensor.getString(i).codePoints().forEach(out::putInt);
        }
        return out.rewind();
    }
}
