package io.github.onnxferry.testdata.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.parity.check.CheckOptions;
import io.github.onnxferry.parity.check.ParityCheck;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.parity.data.RecordList;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import io.github.onnxferry.testdata.SuiteFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded defects in conversions of real models: the check with default settings finds them, and the comparison of layers names
 * the layer that has the defect. {@code -Donnxferry.defects=N} makes N defects a model.
 */
class DefectSuiteTest {
    private static final int DEFECTS = Integer.getInteger("onnxferry.defects", 16);
    private static final long SEED = Long.getLong("onnxferry.defects.seed", 11);

    /** Each so many-th defect that is found is looked for layer by layer, too. */
    private static final int LOCATED = Integer.getInteger("onnxferry.defects.located", 4);

    private static final List<String> MODELS = List.of(
            "bert_tiny",
            "conformer_stft",
            "dlrm",
            "einsum_mix",
            "gat_graph",
            "gpt2_cache",
            "llm_int4",
            "lraspp",
            "lstm_gru_text",
            "mobilenetv3_small",
            "ort_extended",
            "ppocr_cls",
            "resnet18_bn",
            "shufflenet_v2",
            "skl_knn_double",
            "squeezenet",
            "t5_tiny",
            "tcn_audio",
            "unet",
            "video3d",
            "vit_tiny");

    @TempDir
    Path scratch;

    private final List<JudgedMutant> mutants = new ArrayList<>();
    private final List<String> misplaced = new ArrayList<>();
    private int located;

    @Test
    void defectsAreFoundAndLocated() throws IOException {
        var models = SuiteFolders.models();
        assumeTrue(models.isPresent(), "the folder of further models is not here");
        for (String name : MODELS) {
            judge(models.orElseThrow().resolve(name));
        }
        var table = new MutantTable(mutants);
        var text = table.text() + "\n\nLocated first: " + (located - misplaced.size()) + " of " + located + "\n  "
                + String.join("\n  ", misplaced);
        System.out.println(text);
        Files.writeString(Path.of("target", "defects.txt"), text);

        assertThat(mutants).hasSizeGreaterThanOrEqualTo(DEFECTS * MODELS.size() * 9 / 10);
        assertThat(table.share()).as("share of live defects that are found").isGreaterThanOrEqualTo(0.99);
        assertThat((located - misplaced.size()) / (double) Math.max(1, located))
                .as("share of defects whose layer is named first")
                .isGreaterThanOrEqualTo(0.95);
    }

    private void judge(Path folder) throws IOException {
        var place = Files.createDirectory(scratch.resolve(folder.getFileName().toString()));
        var run = new MutantRun(folder, place);
        var onnx = folder.resolve("model.onnx");
        var options = CheckOptions.DEFAULT.withThreads(1);
        try (var check = new ParityCheck(onnx, options);
                var layers = new ParityCheck(onnx, options.withLayers())) {
            var records = inMemory(new GeneratedRecords(check.model(), 0, GeneratedRecords.SEEDS, Map.of(), false));
            assertThat(check.run(run.savedModel(), records, Progress.NONE).problems())
                    .as(folder + " without a defect")
                    .isEmpty();
            var last = new ArrayList<CheckResult>();
            CheckUnderTest underTest = (model, mutant) -> {
                last.clear();
                var result = check.run(mutant, records, Progress.NONE);
                if (!result.passed() && mutants.size() % LOCATED == 0 && result.records() > 0) {
                    last.add(layers.run(mutant, records, Progress.NONE));
                }
                return result.passed();
            };
            run.judge(SEED, DEFECTS, underTest, mutant -> {
                mutants.add(mutant);
                last.stream().findFirst().ifPresent(result -> locate(mutant, result));
            });
        }
    }

    private static RecordSource inMemory(RecordSource records) {
        List<DataSet> sets = new ArrayList<>();
        for (long i = 0; i < records.size(); i++) {
            if (!records.isFallback(i)) {
                sets.add(records.read(i));
            }
        }
        return new RecordList(sets);
    }

    private void locate(JudgedMutant mutant, CheckResult result) {
        var layers = result.layers().map(l -> l.ranked()).orElse(List.of());
        located++;
        Optional<LayerResult> first = layers.stream().findFirst();
        if (first.isEmpty() || !first.get().differs() || !isOwner(first.get(), mutant.mutation())) {
            misplaced.add(mutant + "; named first: "
                    + first.map(l -> l.node() + " " + l.isolated()).orElse("nothing"));
        }
    }

    /**
     * Whether the defect is in a TensorFlow node that was lowered from the ONNX node of a layer, or in the function of its body.
     */
    private static boolean isOwner(LayerResult layer, Mutation mutation) {
        var quoted = layer.node().replaceFirst("^node (of )?'", "").replaceFirst("' \\(.*\\)$", "");
        return (mutation.owner() + "/").startsWith(Names.node(quoted) + "/")
                || mutation.owner().startsWith(Names.node(quoted) + "_")
                || mutation.function().startsWith(Names.node(quoted).replaceAll("[^A-Za-z0-9]", "_") + "_");
    }
}
