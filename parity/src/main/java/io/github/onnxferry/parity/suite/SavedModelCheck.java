package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.data.DimSizes;
import io.github.onnxferry.parity.data.RandomInputs;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares one converted model with its source: ONNX Runtime or shipped outputs against TensorFlow. */
public final class SavedModelCheck {
    private final Path onnx;
    private final OnnxModel model;
    private final Path savedModel;
    private final int threads;

    /**
     * A check.
     *
     * @param threads threads that one operation may use
     * @throws FerryException if the ONNX model cannot be read
     */
    public SavedModelCheck(Path onnx, Path savedModel, int threads) {
        this.onnx = onnx;
        this.model = OnnxReader.read(onnx);
        this.savedModel = savedModel;
        this.threads = threads;
    }

    /**
     * Checks with the data sets of a folder. Outputs that a set does not ship come from ONNX Runtime.
     *
     * @throws FerryException if data is invalid, or a runtime does not load or run the model
     */
    public CaseResult withData(Path folder) {
        return check(DataFolder.sets(folder).stream()
                .map(set -> DataFolder.read(set, model.graph()))
                .toList());
    }

    /**
     * Checks with random inputs of two sizes, judged by ONNX Runtime. Sizes that ONNX Runtime cannot run with, such as
     * odd ones where a model halves its pictures, are left out unless no others are left.
     *
     * @param seed the same seed draws the same inputs
     * @param dims lengths of free dimensions by their names
     * @throws FerryException if a runtime does not load or run the model
     */
    public CaseResult withRandomInputs(long seed, Map<String, Long> dims) {
        List<DataSet> sets = new ArrayList<>();
        List<Problem> refusals = new ArrayList<>();
        for (var style : DimSizes.Style.values()) {
            if (style == DimSizes.Style.ROUND && !sets.isEmpty()) {
                break;
            }
            try {
                var inputs =
                        new RandomInputs(model, dims, style).draw(style.name().toLowerCase(Locale.ROOT), seed);
                sets.add(withOutputs(inputs));
            } catch (FerryException e) {
                if (e.problems().get(0).code() != Code.RUNTIME_RUN) {
                    throw e;
                }
                refusals.addAll(e.problems());
            }
        }
        if (sets.isEmpty()) {
            var first = refusals.get(0);
            throw new FerryException(
                    first.code(), first.where(), first.what(), "state lengths that fit with --dims, or give --data");
        }
        return check(sets);
    }

    private CaseResult check(List<DataSet> sets) {
        long start = System.nanoTime();
        var judgement = new Judgement(model, Optional.empty(), Optional.empty());
        var known = sets.stream().map(this::withOutputs).toList();
        try (var candidate = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), threads)) {
            known.forEach(data -> judgement.add(data, candidate.run(data.inputs())));
        }
        return judgement.result(onnx.toString(), CaseVariant.AS_SHIPPED, 0, (System.nanoTime() - start) / 1e9);
    }

    private DataSet withOutputs(DataSet data) {
        var names = model.graph().outputs().stream().map(o -> o.name()).toList();
        if (data.outputs().keySet().containsAll(names)) {
            return data;
        }
        try (var reference = OnnxRuntimeRunner.open(onnx, threads)) {
            Map<String, Datum> outputs = new LinkedHashMap<>(reference.run(data.inputs()));
            outputs.putAll(data.outputs());
            return new DataSet(data.name(), data.inputs(), outputs);
        }
    }
}
