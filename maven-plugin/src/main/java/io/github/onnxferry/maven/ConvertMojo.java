package io.github.onnxferry.maven;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.compile.CompileChoice;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.maven.incremental.ContentHash;
import io.github.onnxferry.maven.incremental.Inputs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;

/** Converts ONNX models into TensorFlow SavedModels, those that have changed. */
@Mojo(name = "convert", defaultPhase = LifecyclePhase.PROCESS_RESOURCES, threadSafe = true)
public final class ConvertMojo extends SavedModelMojo {
    /**
     * Where weights go: {@code constants} into the graph, {@code variables} into a checkpoint, {@code auto} all into the graph up
     * to 32 MiB and above that the smallest.
     */
    @Parameter(property = "onnxferry.weights", defaultValue = "auto")
    private String weights = "auto";

    /** 0: operations as they are; 1: fewest transposes, nothing twice; 2: layers joined as well. */
    @Parameter(property = "onnxferry.optimise", defaultValue = "1")
    private int optimise = 1;

    /**
     * Whether TensorFlow compiles the model with XLA: {@code none}, {@code xla}, or {@code auto}, for kinds of models that it makes
     * faster.
     */
    @Parameter(property = "onnxferry.compile", defaultValue = "none")
    private String compile = "none";

    /** Whether a folder that is there already is replaced. */
    @Parameter(property = "onnxferry.overwrite", defaultValue = "true")
    private boolean overwrite = true;

    /** The classifier of the zip that {@code attach} makes. */
    @Parameter(property = "onnxferry.classifier", defaultValue = "savedmodel")
    private String classifier = "savedmodel";

    /** Whether this goal does nothing. */
    @Parameter(property = "onnxferry.convert.skip", defaultValue = "false")
    private boolean skipConvert;

    private final MavenProjectHelper projects;

    /** For Maven, which sets the parameters. */
    @Inject
    public ConvertMojo(MavenProjectHelper projects) {
        this.projects = projects;
    }

    @Override
    String skipProperty() {
        return "onnxferry.convert.skip";
    }

    @Override
    boolean isSkipped() {
        return skipConvert;
    }

    @Override
    void run(List<NamedModel> selected) throws MojoFailureException {
        var converter = new Converter(options());
        each(selected, model -> convert(model, converter));
        if (attaches()) {
            attach(selected);
        }
    }

    private ConversionOptions options() {
        var levels = OptimisationLevel.values();
        if (optimise < 0 || optimise >= levels.length) {
            throw usage("optimise", "0, 1 or 2", String.valueOf(optimise));
        }
        return new ConversionOptions(
                named("weights", weights, Weights.values()),
                overwrite,
                levels[optimise],
                named("compile", compile, CompileChoice.values()));
    }

    private static <E extends Enum<E>> E named(String parameter, String given, E[] values) {
        return Arrays.stream(values)
                .filter(value -> word(value).equals(given))
                .findFirst()
                .orElseThrow(() -> usage(
                        parameter,
                        Arrays.stream(values).map(ConvertMojo::word).collect(Collectors.joining(" or ")),
                        given));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static FerryException usage(String parameter, String expected, String given) {
        return new FerryException(
                Code.USAGE, "parameter '" + parameter + "'", "takes " + expected + ", not '" + given + "'", "");
    }

    private void convert(NamedModel model, Converter converter) {
        var folder = savedModel(model);
        var record = record(fileName(model));
        var inputs = toolInputs()
                .option("weights", weights)
                .option("optimise", String.valueOf(optimise))
                .option("compile", compile);
        OnnxReader.files(model.file()).forEach(file -> inputs.content(shown(file), file));
        if (!hasToRun(model.name(), record, inputs, List.of(folder))) {
            return;
        }
        record.remove();
        var report = converter.convert(model.file(), folder, Progress.NONE);
        record.write(inputs, List.of(folder));
        getLog().info(model.name() + ": wrote " + shown(folder));
        getLog().info(model.name() + ": transposes " + report.text());
        if (!compile.equals(word(CompileChoice.NONE))) {
            getLog().info(model.name() + ": compiled with XLA: "
                    + (report.compilation().xla() ? "yes" : "no") + ", "
                    + report.compilation().reason());
        }
    }

    private void attach(List<NamedModel> selected) {
        var zip = Path.of(project().getBuild().getDirectory())
                .resolve(project().getBuild().getFinalName() + "-" + classifier + ".zip");
        var folders = selected.stream().map(this::savedModel).toList();
        var inputs = new Inputs()
                .option("list of models", folders.stream().map(this::shown).collect(Collectors.joining(", ")))
                .hash(
                        "one of the SavedModels",
                        ContentHash.of(folders.stream().map(ContentHash::of).toList()));
        var record = record(classifier);
        if (hasToRun(zip.getFileName().toString(), record, inputs, List.of(zip))) {
            FolderZip.write(zip, outputFolder(), folders);
            record.write(inputs, List.of(zip));
        }
        projects.attachArtifact(project(), "zip", classifier, zip.toFile());
    }
}
