package io.github.onnxferry.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.upgrade.Upgrader;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs models before and after their upgrade, both in ONNX Runtime. */
final class UpgradeRuns {
    /**
     * The opset under which upgraded models run: ONNX Runtime 1.29 has every kernel of it. What these tests use has the
     * same form in the newest opset.
     */
    private static final long RUN_AS = 21;

    private UpgradeRuns() {}

    /** Fails unless a model of opset 7 or newer gives the same before and after its upgrade, in every variant. */
    static void keepsItsResults(TestModel old) {
        for (Variant variant : Variant.values()) {
            agree(old.build(variant), old, variant);
        }
    }

    /** Fails unless the upgrade of a model too old to run gives what another, newer model gives. */
    static void gives(TestModel old, TestModel expected) {
        for (Variant variant : Variant.values()) {
            agree(expected.build(variant), old, variant);
        }
    }

    private static void agree(OnnxModel reference, TestModel old, Variant variant) {
        Map<String, Datum> feeds = new LinkedHashMap<>();
        if (variant != Variant.CONSTANT) {
            old.feeds().forEach((name, value) -> feeds.put(name, new Datum.Dense(value)));
        }
        OnnxModel upgraded = runnable(Upgrader.standard().upgrade(old.build(variant)));
        assertThat(Comparison.of(run(reference, feeds), run(upgraded, feeds), ToleranceRule.elementwise(1e-5, 1e-6))
                        .problems())
                .as("%s, upgraded to %s", variant, upgraded.graph().nodes())
                .isEmpty();
    }

    private static OnnxModel runnable(OnnxModel model) {
        var opsets = new LinkedHashMap<>(model.opsets());
        opsets.put(Domain.ONNX, RUN_AS);
        return new OnnxModel(10, opsets, model.graph(), model.functions(), model.metadata(), model.source());
    }

    private static Map<String, Datum> run(OnnxModel model, Map<String, Datum> feeds) {
        try {
            Path file = Files.createTempFile("onnxferry-upgrade", ".onnx");
            try {
                Files.delete(file);
                OnnxWriter.write(model, file);
                try (var runner = OnnxRuntimeRunner.open(file, 1)) {
                    return runner.run(feeds);
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder fails", e);
        }
    }
}
