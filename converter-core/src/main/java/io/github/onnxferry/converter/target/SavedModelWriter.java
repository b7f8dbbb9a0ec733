package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FarmFingerprint;
import io.github.onnxferry.converter.tf.TfModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.VersionDef;

/**
 * Writes a model as TensorFlow's SavedModel. Weights stream from where they lie to the disk; the folder appears whole or
 * not at all; the same model gives the same bytes.
 */
public final class SavedModelWriter {
    /** What progress calls the writing; its units are bytes. */
    public static final String STAGE = "write SavedModel";

    private final Options options;

    /** A writer. */
    public SavedModelWriter(Options options) {
        this.options = options;
    }

    /**
     * How to write.
     *
     * @param weights where weights are kept
     * @param overwrite whether an existing folder is replaced
     * @param toolVersion the version of ONNX Ferry that the SavedModel names as its maker
     * @param xla whether TensorFlow is to compile the model with XLA
     */
    public record Options(Weights weights, boolean overwrite, String toolVersion, boolean xla) {
        /** How to write what TensorFlow runs operation by operation. */
        public Options(Weights weights, boolean overwrite, String toolVersion) {
            this(weights, overwrite, toolVersion, false);
        }

        /** Weights where they fit best, nothing overwritten. */
        public static Options defaults(String toolVersion) {
            return new Options(Weights.AUTO, false, toolVersion);
        }
    }

    /**
     * Writes a model.
     *
     * @param dir the folder to be made; its parents are made as needed
     * @param progress hears how many bytes are written
     * @throws FerryException {@link Code#OUTPUT_EXISTS}, {@link Code#OUTPUT_NOT_WRITABLE}, or
     *     {@link Code#TOO_LARGE_FOR_CONSTANTS} if what must be in the graph takes more than 2 GiB
     */
    public void write(TfModel model, Path dir, Progress progress) {
        var layout = new SavedModelLayout(model, WeightPlan.of(model, options.weights()), options.xla());
        var graph = layout.savedModel();
        if (graph.size() > Integer.MAX_VALUE) {
            throw tooLarge(model, graph.size());
        }
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < layout.variables().size(); i++) {
            tensors.put(
                    layout.checkpointKeys().get(i), layout.variables().get(i).tensor());
        }
        var record = ConversionRecord.of(model, layout.variables(), options.toolVersion(), options.xla());
        long total = graph.size()
                + tensors.values().stream().mapToLong(Tensor::carrierBytes).sum();
        AtomicFolder.write(dir, options.overwrite(), folder -> {
            var written = new long[1];
            LongConsumer listener = bytes -> progress.at(STAGE, Math.min(written[0] += bytes, total), total);
            var index = writeBundle(folder, tensors, layout.checkpointGraph(), listener);
            writeGraph(folder.resolve("saved_model.pb"), graph, listener);
            FileSink.write(folder.resolve("fingerprint.pb"), fingerprint(folder.resolve("saved_model.pb"), index));
            var extra = Files.createDirectory(folder.resolve("assets.extra"));
            FileSink.write(extra.resolve(ConversionRecord.FILE), record);
        });
    }

    private static byte[] writeBundle(
            Path folder, Map<String, Tensor> tensors, byte[] objectGraph, LongConsumer listener) throws IOException {
        var variables = Files.createDirectory(folder.resolve(TensorBundle.PREFIX));
        return TensorBundle.write(variables, tensors, objectGraph, listener);
    }

    private static void writeGraph(Path file, Rope graph, LongConsumer listener) throws IOException {
        try (var sink = FileSink.create(file, listener)) {
            graph.writeTo(sink);
        }
    }

    private static byte[] fingerprint(Path savedModel, byte[] index) throws IOException {
        try (var channel = FileChannel.open(savedModel, StandardOpenOption.READ)) {
            var map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return FingerprintDef.newBuilder()
                    .setSavedModelChecksum(FarmFingerprint.of(map))
                    .setCheckpointHash(FarmFingerprint.of(ByteBuffer.wrap(index)))
                    .setVersion(VersionDef.newBuilder().setProducer(1))
                    .build()
                    .toByteArray();
        }
    }

    private FerryException tooLarge(TfModel model, long bytes) {
        boolean asVariables = options.weights() != Weights.CONSTANTS;
        return new FerryException(
                Code.TOO_LARGE_FOR_CONSTANTS,
                "model '" + model.name() + "'",
                "needs a graph of " + bytes + " bytes, and a SavedModel's graph holds at most " + Integer.MAX_VALUE,
                asVariables
                        ? "constants inside of loops and branches cannot become variables: make them smaller"
                        : "keep the weights as variables");
    }
}
