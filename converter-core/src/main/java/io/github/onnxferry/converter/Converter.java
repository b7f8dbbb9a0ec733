package io.github.onnxferry.converter;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.lower.Lowerings;
import io.github.onnxferry.converter.lower.ModelLowering;
import io.github.onnxferry.converter.lower.ops.StandardFamilies;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.check.ModelCheck;
import io.github.onnxferry.converter.optimise.Optimiser;
import io.github.onnxferry.converter.optimise.compile.Compilation;
import io.github.onnxferry.converter.optimise.layout.TransposeTally;
import io.github.onnxferry.converter.target.SavedModelWriter;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.upgrade.Upgrader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Converts ONNX models into SavedModels: reads, checks, upgrades, lowers and writes. Every refusal is a {@link
 * FerryException} with all problems found; nothing is written then.
 */
public final class Converter {
    private final Lowerings lowerings = Lowerings.load(StandardFamilies.TABLES);
    private final ConversionOptions options;

    /** A converter with the given options. */
    public Converter(ConversionOptions options) {
        this.options = options;
    }

    /** The lowerings that this converter uses, those of users included. */
    public Lowerings lowerings() {
        return lowerings;
    }

    /**
     * Reads a model and checks its structure. Operators that have a lowering count as known.
     *
     * @throws FerryException with every problem of the file
     */
    public OnnxModel read(Path model) {
        return ModelCheck.of(
                        OnnxReader.read(model),
                        (domain, op) -> lowerings.row(domain, op).isPresent())
                .orThrow();
    }

    /**
     * The TensorFlow program of a model of any opset, in memory.
     *
     * @throws FerryException with every node that is refused
     */
    public TfModel lower(OnnxModel model) {
        return optimised(asIs(model));
    }

    private TfModel asIs(OnnxModel model) {
        var values = model.graph().nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(o -> !o.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new ModelLowering(lowerings).lower(Upgrader.standard().upgrade(model), values);
    }

    private TfModel optimised(TfModel lowered) {
        return Optimiser.of(options.optimisation(), options.weights() == Weights.VARIABLES)
                .optimise(lowered);
    }

    /**
     * Converts a model file into a SavedModel folder.
     *
     * @param model the ONNX file; its external data lie in its folder
     * @param folder the SavedModel folder to write
     * @param progress hears how far the work has come: of {@code read}, {@code lower}, {@code optimise} that they begin, of
     *     {@link SavedModelWriter#STAGE} the bytes
     * @return what was done
     * @throws FerryException if the model is refused or the folder cannot be written; nothing is written then
     */
    public ConversionReport convert(Path model, Path folder, Progress progress) {
        keepInput(model, folder);
        progress.at("read", 0, -1);
        var read = read(model);
        progress.at("lower", 0, -1);
        var lowered = asIs(read);
        progress.at("optimise", 0, -1);
        var optimised = optimised(lowered);
        var compilation = Compilation.of(optimised, options.compile());
        new SavedModelWriter(new SavedModelWriter.Options(
                        options.weights(), options.overwrite(), Version.current(), compilation.xla()))
                .write(optimised, folder, progress);
        return new ConversionReport(TransposeTally.of(lowered), TransposeTally.of(optimised), compilation);
    }

    /** Refuses to replace what holds the model: the input is never changed. */
    private static void keepInput(Path model, Path folder) {
        try {
            if (Files.exists(folder)
                    && Files.exists(model)
                    && model.toRealPath().startsWith(folder.toRealPath())) {
                throw new FerryException(
                        Code.OUTPUT_EXISTS,
                        folder.toString(),
                        "is the model itself, or holds it",
                        "choose another output folder");
            }
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    folder.toString(),
                    "cannot be looked at",
                    "choose another output folder",
                    e);
        }
    }
}
