package io.github.onnxferry.benchmarks;

import static io.github.onnxferry.benchmarks.ModelFile.ints;
import static io.github.onnxferry.benchmarks.ModelFile.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Makes ONNX models of any size, with a free batch and seeded weights: graphs of many small nodes of many kinds, or few nodes
 * with large external weights. The same arguments give the same bytes.
 */
public final class LargeModel {
    private static final long SEED = 6;
    private static final long CHANNELS = 8;
    private static final long SIDE = 8;
    private static final long WIDTH = 2048;
    private static final long FILTERS = 512;
    private static final long IMAGE = 7;
    private static final int BIAS_EVERY = 3;

    private LargeModel() {}

    /** What the large weights of a model are. */
    public enum Kind {
        /** {@code [2048, 2048]} for MatMul, and transposed for Gemm. */
        MATMUL,
        /** {@code [512, 512, 3, 3]} for Conv. */
        CONV,
        /** Half of the bytes each. */
        MIXED
    }

    /** Arguments: the folder to make, then {@code nodes N} or {@code matmul|conv|mixed GIB}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("arguments: FOLDER nodes COUNT, or FOLDER matmul|conv|mixed GIB");
        }
        var folder = Path.of(args[0]);
        var file = args[1].equals("nodes")
                ? nodes(folder, Integer.parseInt(args[2]))
                : weights(folder, Kind.valueOf(args[1].toUpperCase(Locale.ROOT)), Double.parseDouble(args[2]));
        System.out.println(file);
    }

    /**
     * A graph of at least so many nodes, repeated blocks of convolution, batch normalisation, diamonds, splits, chains and
     * shape arithmetic, each on {@code [batch, 8, 8, 8]}.
     */
    public static Path nodes(Path folder, int count) throws IOException {
        try (var model = new ModelFile(folder, SEED)) {
            var x = model.input("x", CHANNELS, SIDE, SIDE);
            while (model.nodes() < count) {
                x = convolution(model, x);
                x = split(model, x);
                x = attention(model, x);
                x = chain(model, x);
            }
            model.output(x, CHANNELS, SIDE, SIDE);
            return model.write();
        }
    }

    /** Convolution, batch normalisation, activation, and the residual around them. */
    private static String convolution(ModelFile model, String x) throws IOException {
        var filter = model.weight(0.1f, CHANNELS, CHANNELS, 3, 3);
        var y = model.node("Conv", List.of(x, filter), ints("kernel_shape", 3, 3), ints("pads", 1, 1, 1, 1));
        y = model.node(
                "BatchNormalization",
                List.of(
                        y,
                        model.filled(0.9f, CHANNELS),
                        model.filled(0.1f, CHANNELS),
                        model.filled(0f, CHANNELS),
                        model.filled(1f, CHANNELS)));
        return model.node("Relu", List.of(model.node("Add", List.of(y, x))));
    }

    /** Two halves along the channels, each another way, joined again. */
    private static String split(ModelFile model, String x) {
        var halves = model.nodes("Split", 2, List.of(x), number("axis", 1), number("num_outputs", 2));
        var left = model.node("Sigmoid", List.of(halves.get(0)));
        var right = model.node(
                "Slice",
                List.of(
                        model.node("Tanh", List.of(halves.get(1))),
                        model.integers(false, 0),
                        model.integers(false, CHANNELS),
                        model.integers(false, 1)));
        return model.node("Concat", List.of(left, right), number("axis", 1));
    }

    /** Axes moved, merged and split again under lengths that the graph computes, with products between. */
    private static String attention(ModelFile model, String x) {
        var shape = model.node("Shape", List.of(x));
        var batch = model.node("Gather", List.of(shape, model.integers(true, 0)), number("axis", 0));
        var axis = model.integers(false, 0);
        var batches = model.node("Unsqueeze", List.of(batch, axis));
        var merged = model.node("Concat", List.of(batches, model.integers(false, CHANNELS, -1)), number("axis", 0));
        var rows = model.node("Reshape", List.of(x, merged));
        var turned = model.node("Transpose", List.of(rows), ints("perm", 0, 2, 1));
        var scores = model.node("Softmax", List.of(model.node("MatMul", List.of(rows, turned))), number("axis", -1));
        var mixed = model.node("MatMul", List.of(scores, rows));
        return model.node("Reshape", List.of(mixed, shape));
    }

    private static String chain(ModelFile model, String x) {
        var y = model.node("Mul", List.of(x, model.filled(0.5f)));
        y = model.node("Add", List.of(y, model.filled(0.25f, CHANNELS, 1, 1)));
        y = model.node("Sub", List.of(y, model.node("ReduceMean", List.of(y, model.integers(false, 1)))));
        y = model.node("Clip", List.of(y, model.filled(-4f), model.filled(4f)));
        return model.node("Cast", List.of(model.node("Cast", List.of(y), number("to", 11))), number("to", 1));
    }

    /** A model with at least so many GiB of external weights, whose activations keep their scale. */
    static Path weights(Path folder, Kind kind, double gib) throws IOException {
        long bytes = (long) (gib * (1L << 30));
        try (var model = new ModelFile(folder, SEED)) {
            if (kind != Kind.CONV) {
                long share = kind == Kind.MIXED ? bytes / 2 : bytes;
                var x = model.input("rows", WIDTH);
                for (int layer = 0; model.weightBytes() < share; layer++) {
                    x = linear(model, x, layer);
                }
                model.output(x, WIDTH);
            }
            if (kind != Kind.MATMUL) {
                var x = model.input("images", FILTERS, IMAGE, IMAGE);
                while (model.weightBytes() < bytes) {
                    x = filters(model, x);
                }
                model.output(x, FILTERS, IMAGE, IMAGE);
            }
            return model.write();
        }
    }

    private static String linear(ModelFile model, String x, int layer) throws IOException {
        var matrix = model.weight(bound(WIDTH), WIDTH, WIDTH);
        var y = layer % BIAS_EVERY == 0
                ? model.node("Gemm", List.of(x, matrix, model.weight(0.01f, WIDTH)), number("transB", 1))
                : model.node("Add", List.of(model.node("MatMul", List.of(x, matrix)), model.weight(0.01f, WIDTH)));
        return model.node("Tanh", List.of(y));
    }

    private static String filters(ModelFile model, String x) throws IOException {
        var filter = model.weight(bound(FILTERS * 9), FILTERS, FILTERS, 3, 3);
        var y = model.node(
                "Conv",
                List.of(x, filter, model.weight(0.01f, FILTERS)),
                ints("kernel_shape", 3, 3),
                ints("pads", 1, 1, 1, 1));
        return model.node("Tanh", List.of(y));
    }

    /** The bound of uniform numbers whose weighted sum over so many inputs has the variance of one input. */
    private static float bound(long inputs) {
        return (float) Math.sqrt(3.0 / inputs);
    }
}
