package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files (format versions 1 to 3): little-endian numbers, bools, and fixed-width texts.
 *
 * <p>Layout: the magic {@code \x93NUMPY}, two bytes of version, the length of the header (2 bytes, from version 2 on 4),
 * the header as a Python dictionary {@code {'descr', 'fortran_order', 'shape'}} padded to a multiple of 64 bytes, then
 * the elements.
 */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    private static final Map<String, DType> DTYPES = Map.ofEntries(
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

    private NpyFile() {}

    /**
     * Reads an array.
     *
     * @throws FerryException DATA_INVALID if the file is not a {@code .npy} file of a type that ONNX has
     */
    public static Tensor read(Path file) {
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)), file.toString());
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static Tensor parse(ByteBuffer in, String where) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(in.array(), MAGIC.length))) {
            throw invalid(where, "is not a .npy file");
        }
        int version = in.get(MAGIC.length);
        in.position(MAGIC.length + 2);
        long length = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
        if (length > in.remaining()) {
            throw invalid(where, "ends inside its header");
        }
        var raw = new byte[(int) length];
        in.get(raw);
        String header = new String(raw, StandardCharsets.UTF_8);
        String descr = find(DESCR, header, where);
        boolean fortran = find(FORTRAN, header, where).equals("True");
        long[] sizes = sizes(find(SHAPE, header, where), where);
        long[] stored = fortran ? reversed(sizes) : sizes;
        var tensor = elements(descr, stored, in.slice().order(ByteOrder.LITTLE_ENDIAN), where);
        int[] axes = new int[sizes.length];
        Arrays.setAll(axes, i -> axes.length - 1 - i);
        return fortran ? tensor.transpose(axes) : tensor;
    }

    private static Tensor elements(String descr, long[] sizes, ByteBuffer data, String where) {
        if (descr.isEmpty() || (descr.charAt(0) == '>' && !descr.endsWith("1"))) {
            throw invalid(where, "has elements of the type '" + descr + "', which is not read here");
        }
        String code = descr.substring(1);
        try {
            if (code.startsWith("U") || code.startsWith("S")) {
                return texts(code, sizes, data);
            }
            var dtype = DTYPES.get(code);
            if (dtype == null) {
                throw invalid(where, "has elements of the type '" + descr + "', which ONNX does not have");
            }
            return Tensor.of(dtype, sizes, Bytes.of(data));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw invalid(where, "is not a whole array: " + e.getMessage());
        }
    }

    private static Tensor texts(String code, long[] sizes, ByteBuffer data) {
        int width = Integer.parseInt(code.substring(1));
        boolean unicode = code.startsWith("U");
        long count = Tensor.elements(sizes);
        if (data.remaining() != count * width * (unicode ? 4 : 1)) {
            throw new IllegalArgumentException(data.remaining() + " bytes do not hold " + count + " texts");
        }
        List<byte[]> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            var points = new int[width];
            int used = 0;
            for (int j = 0; j < width; j++) {
                points[j] = unicode ? data.getInt() : data.get() & 0xff;
                used = points[j] == 0 ? used : j + 1;
            }
            texts.add(new String(points, 0, used)
                    .getBytes(unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        }
        return Tensor.ofStrings(sizes, texts);
    }

    private static long[] sizes(String text, String where) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw invalid(where, "has the malformed shape (" + text + ")");
        }
    }

    private static long[] reversed(long[] sizes) {
        var reversed = new long[sizes.length];
        Arrays.setAll(reversed, i -> sizes[sizes.length - 1 - i]);
        return reversed;
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

    /**
     * Writes an array in C order. Strings become fixed-width Unicode; types that NumPy lacks (bfloat16, the small floats
     * and integers) are refused.
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        ByteBuffer data;
        String descr;
        if (tensor.dtype() == DType.STRING) {
            int width = 1;
            for (long i = 0; i < tensor.elements(); i++) {
                width = Math.max(width, (int) tensor.getString(i).codePoints().count());
            }
            descr = "<U" + width;
            data = unicode(tensor, width);
        } else {
            String code = DTYPES.entrySet().stream()
                    .filter(e -> e.getValue() == tensor.dtype())
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new FerryException(
                            Code.UNSUPPORTED_TYPE,
                            file.toString(),
                            "NumPy has no " + tensor.dtype(),
                            "write it as .pb"));
            descr = (code.endsWith("1") ? "|" : "<") + code;
            var bytes = new byte[Math.toIntExact(tensor.carrierBytes())];
            tensor.materialised().plainBytes().orElseThrow().get(0, bytes);
            data = ByteBuffer.wrap(bytes);
        }
        String shape = Arrays.stream(tensor.sizes()).mapToObj(s -> s + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int prefix = MAGIC.length + 4;
        int padded = (prefix + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - prefix;
        var out = ByteBuffer.allocate(prefix + padded + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
        out.put(header.getBytes(StandardCharsets.US_ASCII));
        while (out.position() < prefix + padded - 1) {
            out.put((byte) ' ');
        }
        out.put((byte) '\n').put(data);
        Files.write(file, out.array());
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
