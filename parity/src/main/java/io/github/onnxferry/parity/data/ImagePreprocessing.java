package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How an image becomes a tensor: the element of a colour is {@code (pixel * scale - mean) / std}, with pixels from 0 to
 * 255. What is left open follows from the model's input, if that leaves no doubt; see {@link ImageInput}.
 *
 * @param size width and height in pixels
 * @param layout order of the axes
 * @param channels which colours, in which order
 * @param scale what a pixel is multiplied with
 * @param mean what is then subtracted, for each channel or once for all
 * @param std what is then divided by, for each channel or once for all
 * @param fit how an image of another aspect ratio is made to fit
 */
public record ImagePreprocessing(
        Optional<Size> size,
        Optional<Layout> layout,
        Optional<Channels> channels,
        Factor scale,
        List<Double> mean,
        List<Double> std,
        Fit fit) {
    /** A statement to start from. */
    static final String EXAMPLE = "size=224x224,layout=nchw,channels=rgb,scale=1/255,mean=0.485:0.456:0.406,"
            + "std=0.229:0.224:0.225,fit=stretch";

    private static final int LONGEST = 1 << 15;

    public ImagePreprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * Pixels of the tensor's image.
     *
     * @param width columns
     * @param height rows
     */
    public record Size(int width, int height) {
        @Override
        public String toString() {
            return width + "x" + height;
        }
    }

    /**
     * A number as it was written.
     *
     * @param value the number
     * @param text such as {@code 1/255}
     */
    public record Factor(double value, String text) {}

    /** The order of the axes; N is a batch of one image. */
    public enum Layout {
        NCHW,
        NHWC,
        CHW,
        HWC,
        NHW,
        HW
    }

    /** Colours. */
    public enum Channels {
        RGB(3),
        BGR(3),
        RGBA(4),
        /** Luma of ITU-R BT.601: {@code (19595 R + 38470 G + 7471 B + 32768) >> 16}. */
        GREY(1);

        private final int count;

        Channels(int count) {
            this.count = count;
        }

        /** How many there are. */
        public int count() {
            return count;
        }
    }

    /** How an image of another aspect ratio is made to fit. */
    public enum Fit {
        /** Each axis is resized by itself. */
        STRETCH,
        /** The largest centred part of the right aspect ratio is resized. */
        CROP,
        /** The whole image is resized to lie inside, centred; around it pixels are 0. */
        PAD
    }

    /**
     * Reads a statement: parts {@code key=value} with commas between, in any order, each at most once.
     *
     * <ul>
     *   <li>{@code size=WIDTHxHEIGHT}
     *   <li>{@code layout=nchw|nhwc|chw|hwc|nhw|hw}
     *   <li>{@code channels=rgb|bgr|rgba|grey}
     *   <li>{@code scale=NUMBER} or {@code scale=NUMBER/NUMBER}; 1 if it is left out
     *   <li>{@code mean=NUMBER:NUMBER:NUMBER} or one number; 0 if it is left out
     *   <li>{@code std=NUMBER:NUMBER:NUMBER} or one number; 1 if it is left out
     *   <li>{@code fit=stretch|crop|pad}; stretch if it is left out
     * </ul>
     *
     * @param text the statement; an empty one states nothing
     * @throws FerryException USAGE if a part is none of these
     */
    public static ImagePreprocessing parse(String text) {
        var parts = parts(text);
        var mean = Optional.ofNullable(parts.remove("mean")).map(ImagePreprocessing::numbers);
        var std = Optional.ofNullable(parts.remove("std")).map(ImagePreprocessing::numbers);
        if (std.filter(s -> s.contains(0.0)).isPresent()) {
            throw wrong("std divides by 0");
        }
        var parsed = new ImagePreprocessing(
                Optional.ofNullable(parts.remove("size")).map(ImagePreprocessing::size),
                Optional.ofNullable(parts.remove("layout")).map(v -> choice(Layout.values(), "layout", v)),
                Optional.ofNullable(parts.remove("channels")).map(v -> choice(Channels.values(), "channels", v)),
                Optional.ofNullable(parts.remove("scale"))
                        .map(ImagePreprocessing::factor)
                        .orElse(new Factor(1, "1")),
                mean.orElse(List.of(0.0)),
                std.orElse(List.of(1.0)),
                Optional.ofNullable(parts.remove("fit"))
                        .map(v -> choice(Fit.values(), "fit", v))
                        .orElse(Fit.STRETCH));
        if (!parts.isEmpty()) {
            throw wrong("there is no '" + parts.keySet().iterator().next() + "'");
        }
        return parsed;
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw wrong("'" + part + "' is not a key and a value");
            }
            String key = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (parts.put(key, part.substring(equals + 1).strip()) != null) {
                throw wrong("'" + key + "' is stated twice");
            }
        }
        return parts;
    }

    private static Size size(String text) {
        if (!text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
            throw wrong("size '" + text + "' is not a width and a height such as 224x224");
        }
        int cross = text.indexOf('x');
        var size = new Size(Integer.parseInt(text.substring(0, cross)), Integer.parseInt(text.substring(cross + 1)));
        if (size.width > LONGEST || size.height > LONGEST) {
            throw wrong("size '" + text + "' is more than " + LONGEST + " pixels long");
        }
        return size;
    }

    private static <E extends Enum<E>> E choice(E[] choices, String key, String text) {
        return Arrays.stream(choices)
                .filter(c -> name(c).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> wrong(key + " '" + text + "' is none of "
                        + Arrays.stream(choices).map(ImagePreprocessing::name).collect(Collectors.joining(", "))));
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static Factor factor(String text) {
        int slash = text.indexOf('/');
        double value = slash < 0 ? number(text) : number(text.substring(0, slash)) / number(text.substring(slash + 1));
        if (!Double.isFinite(value)) {
            throw wrong("scale '" + text + "' is not a number");
        }
        return new Factor(value, text);
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            numbers.add(number(part));
        }
        return numbers;
    }

    private static double number(String text) {
        if (!text.strip().matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
            throw wrong("'" + text + "' is not a number");
        }
        return Double.parseDouble(text.strip());
    }

    private static FerryException wrong(String what) {
        return new FerryException(Code.USAGE, "image preprocessing", what, "write it as in " + EXAMPLE);
    }

    /** The statement in full, as {@link #parse} reads it; what is open is left out. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        size.ifPresent(s -> parts.add("size=" + s));
        layout.ifPresent(l -> parts.add("layout=" + name(l)));
        channels.ifPresent(c -> parts.add("channels=" + name(c)));
        parts.add("scale=" + scale.text);
        parts.add("mean=" + text(mean));
        parts.add("std=" + text(std));
        parts.add("fit=" + name(fit));
        return String.join(",", parts);
    }

    private static String text(List<Double> numbers) {
        return numbers.stream()
                .map(n -> n == Math.rint(n) && Math.abs(n) < 1e9 ? Long.toString(n.longValue()) : n.toString())
                .collect(Collectors.joining(":"));
    }
}
