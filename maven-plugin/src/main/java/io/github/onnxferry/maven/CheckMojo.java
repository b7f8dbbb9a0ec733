package io.github.onnxferry.maven;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.maven.incremental.Inputs;
import io.github.onnxferry.maven.parity.CheckFindings;
import io.github.onnxferry.maven.parity.FerryProcess;
import io.github.onnxferry.maven.parity.Limit;
import io.github.onnxferry.maven.parity.LimitReport;
import io.github.onnxferry.maven.parity.LimitTest;
import io.github.onnxferry.maven.parity.ParityClassPath;
import io.github.onnxferry.maven.parity.Platform;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/**
 * Runs the ONNX models in ONNX Runtime and the SavedModels that {@code convert} wrote in TensorFlow, and compares. Both runtimes,
 * with their native libraries, are resolved when this goal runs, and run in a process of their own.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends SavedModelMojo {
    private static final String GPU = "gpu";

    /** Data instead of random inputs: folders of test_data_set_N, .npz files, images, or a .npy a name. */
    @Parameter(property = "onnxferry.data")
    private List<File> data = List.of();

    /** How images become tensors, such as {@code size=224x224,layout=nchw,scale=1/255}. */
    @Parameter(property = "onnxferry.preprocess")
    private @Nullable String preprocess;

    /** How many records of the data are checked, drawn by {@code seed}; all if not said. */
    @Parameter(property = "onnxferry.sample")
    private @Nullable Long sample;

    /** A file where finished records are noted, to go on from there after a break. */
    @Parameter(property = "onnxferry.resume")
    private @Nullable File resume;

    /** Seed of random inputs; 0 if not said. */
    @Parameter(property = "onnxferry.seed")
    private @Nullable Long seed;

    /** How many seeds, from {@code seed} on; 3 if not said. */
    @Parameter(property = "onnxferry.seeds")
    private @Nullable Integer seeds;

    /** Lengths of free dimensions for random inputs, such as {@code batch=2,seq=7}. */
    @Parameter(property = "onnxferry.dims")
    private @Nullable String dims;

    /** Whether random inputs have NaN, infinities, denormals and extremes of integers, too. */
    @Parameter(property = "onnxferry.special", defaultValue = "false")
    private boolean special;

    /** Keys of the signature by names of the ONNX model, for SavedModels of other tools. */
    @Parameter
    private Map<String, String> names = Map.of();

    /** Where both runtimes compute: {@code cpu} or {@code gpu}. */
    @Parameter(property = "onnxferry.device", defaultValue = "cpu")
    private String device = "cpu";

    /** Where ONNX Runtime computes; as {@code device} if not said. */
    @Parameter(property = "onnxferry.onnxDevice")
    private @Nullable String onnxDevice;

    /** Where TensorFlow computes; as {@code device} if not said. */
    @Parameter(property = "onnxferry.tensorflowDevice")
    private @Nullable String tensorflowDevice;

    /** Threads of either runtime; all processors if not said. */
    @Parameter(property = "onnxferry.threads")
    private @Nullable Integer threads;

    /** Allows this share of each reference element, instead of what is measured. */
    @Parameter(property = "onnxferry.rtol")
    private @Nullable Double rtol;

    /** Allows this distance, instead of what is measured. */
    @Parameter(property = "onnxferry.atol")
    private @Nullable Double atol;

    /** Tolerances by output, as JSON. */
    @Parameter(property = "onnxferry.tolerance")
    private @Nullable File tolerance;

    /** Whether the values inside of the models are compared, and the layers ranked. */
    @Parameter(property = "onnxferry.perLayer", defaultValue = "false")
    private boolean perLayer;

    /** Whether TensorFlow's gradients are compared with finite differences of the ONNX model. */
    @Parameter(property = "onnxferry.gradients", defaultValue = "false")
    private boolean gradients;

    /** A folder of accepted metrics, {@code NAME.json} a model; what is not there is made from a check that passes. */
    @Parameter(property = "onnxferry.baselineDirectory")
    private @Nullable File baselineDirectory;

    /** Whether the metrics of this check are written over those that were accepted. */
    @Parameter(property = "onnxferry.accept", defaultValue = "false")
    private boolean accept;

    /** Whether the build fails where parity does not hold or a limit is not kept; otherwise it warns. */
    @Parameter(property = "onnxferry.failOnMismatch", defaultValue = "true")
    private boolean failOnMismatch = true;

    /** The largest distance of an output's element from its reference, within the tolerance as well. */
    @Parameter(property = "onnxferry.maxAbs")
    private @Nullable Double maxAbs;

    /** The largest distance over the size of the reference element, within the tolerance as well. */
    @Parameter(property = "onnxferry.maxRel")
    private @Nullable Double maxRel;

    /** The largest distance in units in the last place, within the tolerance as well. */
    @Parameter(property = "onnxferry.maxUlp")
    private @Nullable Double maxUlp;

    /** The smallest cosine of the angle between an output and its reference. */
    @Parameter(property = "onnxferry.minCosine")
    private @Nullable Double minCosine;

    /** The smallest signal to quantisation noise ratio. */
    @Parameter(property = "onnxferry.minSqnrDecibels")
    private @Nullable Double minSqnrDecibels;

    /** The smallest share of rows whose largest element is at the same place. */
    @Parameter(property = "onnxferry.minTopFirst")
    private @Nullable Double minTopFirst;

    /** Where reports go: HTML, Markdown, JSON and SARIF. */
    @Parameter(property = "onnxferry.reportDirectory", defaultValue = "${project.build.directory}/onnxferry-reports")
    private File reportDirectory;

    /** Where JUnit XML goes. */
    @Parameter(property = "onnxferry.junitDirectory", defaultValue = "${project.build.directory}/surefire-reports")
    private File junitDirectory;

    /** The platform whose native libraries are used, such as {@code linux-x86_64}; that of this machine if not said. */
    @Parameter(property = "onnxferry.platform")
    private @Nullable String platform;

    /** Options for the Java process of the check, such as {@code -Xmx8g}. */
    @Parameter(property = "onnxferry.jvmArguments")
    private List<String> jvmArguments = List.of();

    /** Whether this goal does nothing. */
    @Parameter(property = "onnxferry.check.skip", defaultValue = "false")
    private boolean skipCheck;

    @Parameter(defaultValue = "${repositorySystemSession}", readonly = true, required = true)
    private RepositorySystemSession session;

    @Parameter(defaultValue = "${project.remotePluginRepositories}", readonly = true, required = true)
    private List<RemoteRepository> repositories = List.of();

    private final RepositorySystem system;
    private @Nullable FerryProcess process;

    /** For Maven, which sets the parameters. */
    @Inject
    public CheckMojo(RepositorySystem system) {
        this.system = system;
    }

    @Override
    String skipProperty() {
        return "onnxferry.check.skip";
    }

    @Override
    boolean isSkipped() {
        return skipCheck;
    }

    @Override
    void run(List<NamedModel> selected) throws MojoFailureException {
        each(selected, this::check);
    }

    private void check(NamedModel model) {
        var savedModel = savedModel(model);
        if (!Files.isDirectory(savedModel)) {
            throw new FerryException(
                    Code.USAGE,
                    shown(savedModel),
                    "there is no SavedModel",
                    "run the goal convert first, with the same outputDirectory, servingVersion and attach");
        }
        var reports = CheckReports.of(reportDirectory.toPath(), junitDirectory.toPath(), fileName(model));
        var record = record(fileName(model));
        var options = options(model, toolInputs());
        var results = reports.files(!limits().isEmpty());
        if (!hasToRun(model.name(), record, inputs(model, savedModel), results)) {
            return;
        }
        record.remove();
        reports.prepare();
        var arguments = new ArrayList<>(List.of("check", model.file().toString(), savedModel.toString()));
        arguments.addAll(options.arguments());
        arguments.addAll(reportOptions(reports).arguments());
        var ended = process().run(arguments);
        if (!Files.exists(reports.json())) {
            throw new FerryException(
                    Code.RUNTIME_RUN, "the process of the check", without(ended), "run with -X for all it said");
        }
        if (judge(model, reports)) {
            // Accepted metrics may be new, and are part of the inputs.
            record.write(inputs(model, savedModel), results);
        }
    }

    private Inputs inputs(NamedModel model, Path savedModel) {
        var inputs = toolInputs();
        OnnxReader.files(model.file()).forEach(file -> inputs.content(shown(file), file));
        inputs.content("the SavedModel", savedModel);
        options(model, inputs);
        limits().forEach(limit -> inputs.option(limit.metric(), String.valueOf(limit.bound())));
        return inputs;
    }

    private CheckOptionList options(NamedModel model, Inputs inputs) {
        var options = new CheckOptionList(base(), inputs);
        data.forEach(place -> options.content("data", place.toPath()));
        names.forEach((name, key) -> options.value("map", name + "=" + key));
        return options.value("preprocess", preprocess)
                .value("sample", sample)
                .value("resume", resume == null ? null : base().resolve(resume.toPath()))
                .value("seed", seed)
                .value("seeds", seeds)
                .value("dims", dims)
                .flag("special", special)
                .value("device", device)
                .value("onnx-device", onnxDevice)
                .value("tensorflow-device", tensorflowDevice)
                .value("threads", threads)
                .value("rtol", rtol)
                .value("atol", atol)
                .content("tolerance", tolerance == null ? null : tolerance.toPath())
                .flag("per-layer", perLayer)
                .flag("gradients", gradients)
                .content(
                        "baseline",
                        baselineDirectory == null
                                ? null
                                : baselineDirectory.toPath().resolve(model.name() + ".json"))
                .flag("accept", accept)
                .result("save", workFolder().resolve("failures").resolve(fileName(model)));
    }

    private CheckOptionList reportOptions(CheckReports reports) {
        return new CheckOptionList(base(), new Inputs())
                .result("json", reports.json())
                .result("html", reports.html())
                .result("markdown", reports.markdown())
                .result("sarif", reports.sarif())
                .result("junit", reports.junit());
    }

    private List<Limit> limits() {
        List<Limit> limits = new ArrayList<>();
        limit("maxAbs", maxAbs, limits);
        limit("maxRel", maxRel, limits);
        limit("maxUlp", maxUlp, limits);
        limit("minCosine", minCosine, limits);
        limit("minSqnrDecibels", minSqnrDecibels, limits);
        limit("minTopFirst", minTopFirst, limits);
        return limits;
    }

    private static void limit(String metric, @Nullable Double bound, List<Limit> limits) {
        if (bound != null) {
            limits.add(new Limit(metric, bound));
        }
    }

    /** Resolved with the first model that has to be checked. */
    private FerryProcess process() {
        var present = process;
        if (present == null) {
            boolean onnxGpu = GPU.equals(Optional.ofNullable(onnxDevice).orElse(device));
            boolean tensorflowGpu =
                    GPU.equals(Optional.ofNullable(tensorflowDevice).orElse(device));
            var needs = new ParityClassPath.Needs(
                    Optional.ofNullable(platform).orElseGet(Platform::here), onnxGpu, tensorflowGpu);
            var root = new DefaultArtifact(plugin().getGroupId(), "onnxferry-cli", "jar", Version.current());
            var classPath = new ParityClassPath(system, session, repositories).of(root, needs);
            present = new FerryProcess(
                    classPath, jvmArguments, base(), reportDirectory.toPath(), onnxGpu || tensorflowGpu, getLog());
            process = present;
        }
        return present;
    }

    private static String without(FerryProcess.Ended ended) {
        var lines = ended.problems().isEmpty() ? ended.said() : ended.problems();
        return "it ended with exit code " + ended.exitCode() + " and no findings"
                + (lines.isEmpty() ? "" : ": " + String.join(System.lineSeparator(), lines));
    }

    /** Whether all is well; a refusal or warnings if not. */
    private boolean judge(NamedModel model, CheckReports reports) {
        var findings = CheckFindings.read(reports.json()).get(0);
        List<String> wrong = new ArrayList<>(findings.passed() ? List.of() : findings.differences());
        if (!limits().isEmpty()) {
            var tests = findings.tests(limits());
            LimitReport.write(reports.limits(), model.name(), tests);
            tests.stream().map(LimitTest::line).flatMap(Optional::stream).forEach(wrong::add);
        }
        if (wrong.isEmpty()) {
            getLog().info(model.name() + ": parity holds on " + findings.records() + " records; see "
                    + shown(reports.html()));
            return true;
        }
        String text = String.join(System.lineSeparator(), wrong);
        if (failOnMismatch) {
            throw new FerryException(Code.MISMATCH, model.name(), text, "see " + reports.html());
        }
        getLog().warn(model.name() + ": " + text);
        return false;
    }
}
