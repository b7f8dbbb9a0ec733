package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.ImagePreprocessing.Channels;
import io.github.onnxferry.parity.data.ImagePreprocessing.Layout;
import io.github.onnxferry.parity.data.ImagePreprocessing.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The one input of a model that takes an image, and the preprocessing for it with nothing left open.
 *
 * <p>What is not stated follows from the input's shape: the layout from the place of the only axis of length 1, 3 or 4
 * that can be channels; the channels from its length (1 grey, 3 rgb, 4 rgba); the size from known lengths. A batch has to
 * be able to be 1. Integer inputs get the nearest value of their range, ties to even.
 */
final class ImageInput {
    private final String name;
    private final DType dtype;
    private final Layout layout;
    private final Channels channels;
    private final Size size;
    private final ImagePreprocessing stated;

    private ImageInput(
            String name, DType dtype, Layout layout, Channels channels, Size size, ImagePreprocessing stated) {
        this.name = name;
        this.dtype = dtype;
        this.layout = layout;
        this.channels = channels;
        this.size = size;
        this.stated = stated;
    }

    /**
     * Settles a preprocessing for a model.
     *
     * @throws FerryException USAGE if the model does not take just one image, if something is left open that its shape
     *     does not say, or if a statement and the shape do not fit
     */
    static ImageInput of(ImagePreprocessing stated, OnnxGraph graph) {
        var inputs = graph.requiredInputs();
        if (inputs.size() != 1) {
            throw refused("the model", "takes " + inputs.size() + " inputs, and an image is one", "give .npz files");
        }
        var input = inputs.get(0);
        String where = "input '" + input.name() + "'";
        if (!(input.type() instanceof OnnxType.TensorType type)
                || !type.shape().hasRank()
                || !(type.dtype().isFloat() || type.dtype().isInteger())) {
            throw refused(where, "is not a tensor of numbers of known rank", "give .npz files");
        }
        var dims = type.shape().dims();
        var layout = stated.layout().orElseGet(() -> layout(dims, where));
        if (layout.name().length() != dims.size()) {
            throw refused(
                    where, "has " + dims.size() + " axes, and the layout " + text(layout), "state another layout");
        }
        checkLength(dims, layout, 'N', 1, where);
        var channels = stated.channels().orElseGet(() -> channels(dims, layout, where));
        if (layout.name().indexOf('C') < 0 && channels.count() != 1) {
            throw refused(where, "has no axis for channels", "state channels=grey");
        }
        checkLength(dims, layout, 'C', channels.count(), where);
        var size = stated.size().orElseGet(() -> size(dims, layout, where));
        checkLength(dims, layout, 'W', size.width(), where);
        checkLength(dims, layout, 'H', size.height(), where);
        checkCount(stated.mean(), "mean", channels);
        checkCount(stated.std(), "std", channels);
        Memory.allow(where, 8L * size.width() * size.height() * channels.count());
        return new ImageInput(input.name(), type.dtype(), layout, channels, size, stated);
    }

    private static Layout layout(List<Dim> dims, String where) {
        int rank = dims.size();
        boolean first = rank >= 3 && canBeChannels(dims.get(rank - 3));
        boolean last = rank >= 3 && canBeChannels(dims.get(rank - 1));
        if (rank == 2) {
            return Layout.HW;
        }
        if (first == last || rank > 4) {
            throw refused(where, "has the shape " + dims + ", which does not say where channels are", "state layout=");
        }
        return rank == 4 ? (first ? Layout.NCHW : Layout.NHWC) : (first ? Layout.CHW : Layout.HWC);
    }

    private static boolean canBeChannels(Dim dim) {
        return dim.is(1) || dim.is(3) || dim.is(4);
    }

    private static Channels channels(List<Dim> dims, Layout layout, String where) {
        var dim = dim(dims, layout, 'C').orElse(Dim.of(1));
        if (dim.is(1)) {
            return Channels.GREY;
        }
        if (dim.is(3)) {
            return Channels.RGB;
        }
        if (dim.is(4)) {
            return Channels.RGBA;
        }
        throw refused(where, "has " + dim + " channels, which does not say what they are", "state channels=");
    }

    private static Size size(List<Dim> dims, Layout layout, String where) {
        var width = dim(dims, layout, 'W').orElseThrow();
        var height = dim(dims, layout, 'H').orElseThrow();
        if (!width.isKnown() || !height.isKnown() || width.value() < 1 || height.value() < 1) {
            throw refused(where, "has the free size " + width + "x" + height, "state size=WIDTHxHEIGHT");
        }
        return new Size(Math.toIntExact(width.value()), Math.toIntExact(height.value()));
    }

    private static Optional<Dim> dim(List<Dim> dims, Layout layout, char axis) {
        int place = layout.name().indexOf(axis);
        return place < 0 ? Optional.empty() : Optional.of(dims.get(place));
    }

    private static void checkLength(List<Dim> dims, Layout layout, char axis, long length, String where) {
        dim(dims, layout, axis).filter(d -> d.isKnown() && !d.is(length)).ifPresent(d -> {
            throw refused(
                    where,
                    "has " + d + " along " + axis + " of " + text(layout) + ", and an image has " + length,
                    "state a preprocessing that fits the shape " + dims);
        });
    }

    private static void checkCount(List<Double> numbers, String key, Channels channels) {
        if (numbers.size() != 1 && numbers.size() != channels.count()) {
            throw refused(
                    key,
                    numbers.size() + " numbers do not fit " + channels.count() + " channels",
                    "state one, or one for each channel");
        }
    }

    private static String text(Layout layout) {
        return layout.name().toLowerCase(Locale.ROOT);
    }

    private static FerryException refused(String where, String what, String todo) {
        return new FerryException(Code.USAGE, "image preprocessing: " + where, what, todo);
    }

    /**
     * Reads an image as a record.
     *
     * @throws FerryException DATA_INVALID if the file is not a whole PNG or JPEG, or is too large
     */
    DataSet read(Path file) {
        var pixels = ImageResize.to(size, stated.fit(), ImageFile.read(file, channels));
        int count = channels.count();
        var values = new double[pixels.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i % count;
            double value =
                    (pixels[i] * stated.scale().value() - at(stated.mean(), channel)) / at(stated.std(), channel);
            values[i] = dtype.isInteger() ? rounded(value) : value;
        }
        var tensor = Tensor.ofDoubles(DType.DOUBLE, new long[] {size.height(), size.width(), count}, values);
        if (layout.name().contains("CHW")) {
            tensor = tensor.transpose(2, 0, 1);
        }
        return new DataSet(
                file.getFileName().toString(),
                Map.of(name, Datum.of(tensor.reshape(sizes()).cast(dtype))),
                Map.of());
    }

    private static double at(List<Double> numbers, int channel) {
        return numbers.get(numbers.size() == 1 ? 0 : channel);
    }

    private double rounded(double value) {
        int bits = Math.min(dtype.bits(), 53);
        double low = dtype.isUnsigned() ? 0 : -Math.scalb(1.0, bits - 1);
        double high = Math.scalb(1.0, dtype.isUnsigned() ? bits : bits - 1) - 1;
        return Math.max(low, Math.min(high, Math.rint(value)));
    }

    private long[] sizes() {
        return layout.name()
                .chars()
                .mapToLong(axis -> switch (axis) {
                    case 'C' -> channels.count();
                    case 'H' -> size.height();
                    case 'W' -> size.width();
                    default -> 1;
                })
                .toArray();
    }

    /** The preprocessing with nothing left open, as {@link ImagePreprocessing#parse} reads it. */
    @Override
    public String toString() {
        return new ImagePreprocessing(
                        Optional.of(size),
                        Optional.of(layout),
                        Optional.of(channels),
                        stated.scale(),
                        stated.mean(),
                        stated.std(),
                        stated.fit())
                .toString();
    }
}
