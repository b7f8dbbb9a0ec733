package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the header of a {@code .npy} file declares. None of it is true before {@link #dataBytes} has been compared with
 * what the file holds.
 *
 * @param descr NumPy's name of the element type, such as {@code <f4}
 * @param fortran whether the first axis is the innermost one
 * @param shape lengths of the axes
 * @param length bytes that the header takes, from the start of the file
 */
record NpyHeader(String descr, boolean fortran, List<Long> shape, int length) {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Element types by NumPy's names without the byte order. */
    static final Map<String, DType> DTYPES = Map.ofEntries(
            Map.entry("b1", DType.BOOL),
            Map.entry("u1", DType.UINT8),
            Map.entry("i1", DType.INT8),
            Map.entry("u2", DType.UINT16),
            Map.entry("i2", DType.INT16),
            Map.entry("u4", DType.UINT32),
            Map.entry("i4", DType.INT32),
            Map.entry("u8", DType.UINT64),
            Map.entry("i8", DType.INT64),
            Map.entry("f2", DType.FLOAT16),
            Map.entry("f4", DType.FLOAT),
            Map.entry("f8", DType.DOUBLE),
            Map.entry("c8", DType.COMPLEX64),
            Map.entry("c16", DType.COMPLEX128));

    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_RANK = 64;
    private static final int MAX_TEXT = 1 << 20;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern TEXT = Pattern.compile("[US]\\d{1,7}");

    NpyHeader {
        shape = List.copyOf(shape);
    }

    /**
     * Reads a header; the stream stands at the first element afterwards.
     *
     * @throws FerryException DATA_INVALID if there is none, or its element type or shape is not one that ONNX has
     * @throws IOException if the stream cannot be read
     */
    static NpyHeader read(InputStream in, String where) throws IOException {
        var start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw invalid(where, "is not a .npy file");
        }
        int width = start[MAGIC.length] == 1 ? 2 : 4;
        var prefix = in.readNBytes(width);
        if (prefix.length < width) {
            throw invalid(where, "ends inside its header");
        }
        var number = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        long length = width == 2 ? number.getShort() & 0xffff : number.getInt() & 0xffffffffL;
        if (length > MAX_HEADER) {
            throw invalid(where, "declares a header of " + length + " bytes");
        }
        var raw = in.readNBytes((int) length);
        if (raw.length < length) {
            throw invalid(where, "ends inside its header");
        }
        String text = new String(raw, StandardCharsets.UTF_8);
        var header = new NpyHeader(
                find(DESCR, text, where),
                find(FORTRAN, text, where).equals("True"),
                shape(find(SHAPE, text, where), where),
                start.length + width + raw.length);
        header.check(where);
        return header;
    }

    private void check(String where) {
        if (descr.isEmpty() || (descr.charAt(0) == '>' && !descr.endsWith("1"))) {
            throw invalid(where, "has elements of the type '" + descr + "', which is not read here");
        }
        if (dtype().isEmpty()) {
            throw invalid(where, "has elements of the type '" + descr + "', which ONNX does not have");
        }
        if (isText() && (textWidth() == 0 || textWidth() > MAX_TEXT)) {
            throw invalid(where, "has texts of " + textWidth() + " characters");
        }
        if (shape.size() > MAX_RANK || shape.stream().anyMatch(s -> s < 0)) {
            throw invalid(where, "has the shape " + shape);
        }
    }

    /** The element type; nothing if ONNX does not have it. */
    Optional<DType> dtype() {
        return isText() ? Optional.of(DType.STRING) : Optional.ofNullable(DTYPES.get(descr.substring(1)));
    }

    /** Whether elements are texts of a fixed width. */
    boolean isText() {
        return TEXT.matcher(descr.substring(1)).matches();
    }

    /** Whether texts are stored as UTF-32; otherwise a byte is a character of Latin-1. */
    boolean isUnicode() {
        return descr.charAt(1) == 'U';
    }

    /** Characters of a text. */
    int textWidth() {
        return Integer.parseInt(descr.substring(2));
    }

    /** Lengths of the axes. */
    long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Bytes that the elements take.
     *
     * @throws FerryException DATA_INVALID if no file can hold so many
     */
    long dataBytes(String where) {
        long bytes = isText()
                ? (isUnicode() ? 4L : 1L) * textWidth()
                : dtype().orElseThrow().bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw new FerryException(Code.DATA_INVALID, where, "declares the impossible shape " + shape, "", e);
        }
    }

    private static List<Long> shape(String text, String where) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(Long::parseLong)
                    .toList();
        } catch (NumberFormatException e) {
            throw new FerryException(Code.DATA_INVALID, where, "has the malformed shape (" + text + ")", "", e);
        }
    }

    private static String find(Pattern pattern, String header, String where) {
        var matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw invalid(where, "has a malformed header");
        }
        return matcher.group(1);
    }

    private static FerryException invalid(String where, String what) {
        return new FerryException(Code.DATA_INVALID, where, what, "");
    }
}
