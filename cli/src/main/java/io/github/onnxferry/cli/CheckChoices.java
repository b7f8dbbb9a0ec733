package io.github.onnxferry.cli;

import java.util.List;

/** The options of a check of one model, which {@code check} and {@code convert --check} share. */
final class CheckChoices {
    static final Choice DATA = Choice.of(
            "data",
            "PLACE",
            "data instead of random inputs: a folder of test_data_set_N, .npz, images, or a .npy a name; may be given"
                    + " several times");
    static final Choice PREPROCESS =
            Choice.of("preprocess", "STEPS", "how images become tensors, such as size=224x224,layout=nchw,scale=1/255");
    static final Choice SAMPLE = Choice.of("sample", "N", "check N records of the data, drawn by --seed");
    static final Choice RESUME =
            Choice.of("resume", "FILE", "note finished records in FILE, and go on from there after a break");
    static final Choice SEED = Choice.of("seed", "N", "seed of random inputs; 0 if not said");
    static final Choice SEEDS = Choice.of("seeds", "N", "how many seeds, from --seed on; 3 if not said");
    static final Choice DIMS =
            Choice.of("dims", "NAME=N,...", "lengths of free dimensions for random inputs, such as batch=2,seq=7");
    static final Choice SPECIAL =
            Choice.of("special", "", "random inputs with NaN, infinities, denormals and extremes of integers, too");
    static final Choice MAP = Choice.of(
            "map", "ONNX=TF", "key of the signature for a name of the ONNX model; may be given several times");
    static final Choice DEVICE = Choice.of("device", "cpu|gpu", "where both runtimes compute; cpu if not said");
    static final Choice ONNX_DEVICE = Choice.of("onnx-device", "cpu|gpu", "where ONNX Runtime computes");
    static final Choice TENSORFLOW_DEVICE = Choice.of("tensorflow-device", "cpu|gpu", "where TensorFlow computes");
    static final Choice THREADS = Choice.of("threads", "N", "threads of either runtime; all processors if not said");
    static final Choice RTOL = Choice.of("rtol", "R", "allow R of each reference element, instead of what is measured");
    static final Choice ATOL = Choice.of("atol", "A", "allow a distance of A, instead of what is measured");
    static final Choice TOLERANCE = Choice.of("tolerance", "FILE", "tolerances by output, as JSON");
    static final Choice PER_LAYER = Choice.of("per-layer", "", "compare the values inside, and rank the layers");
    static final Choice GRADIENTS =
            Choice.of("gradients", "", "compare TensorFlow's gradients with finite differences of the ONNX model");
    static final Choice BASELINE = Choice.of(
            "baseline",
            "FILE",
            "say what became worse than the metrics in FILE; made from this check if there is none");
    static final Choice ACCEPT = Choice.of("accept", "", "write the metrics of this check to the --baseline");
    static final Choice SAVE = Choice.of(
            "save", "FOLDER", "where inputs that fail are saved; ferry-failures/NAME if not said, none with --save ''");
    static final Choice HTML = Choice.of("html", "FILE", "write a report for people");
    static final Choice MARKDOWN = Choice.of("markdown", "FILE", "write a report for a pull request");
    static final Choice JSON = Choice.of("json", "FILE", "write a report for programs");
    static final Choice JUNIT = Choice.of("junit", "FILE", "write a report as JUnit XML");
    static final Choice SARIF = Choice.of("sarif", "FILE", "write a report as SARIF");

    /** Where reports go. */
    static final List<Choice> REPORTS = List.of(HTML, MARKDOWN, JSON, JUNIT, SARIF);

    /** What names a file or a folder of one model. */
    static final List<Choice> OF_ONE_MODEL = List.of(BASELINE, ACCEPT, RESUME, SAVE);

    /** All but those for reports. */
    static final List<Choice> OF_A_MODEL = List.of(
            DATA,
            PREPROCESS,
            SAMPLE,
            RESUME,
            SEED,
            SEEDS,
            DIMS,
            SPECIAL,
            MAP,
            DEVICE,
            ONNX_DEVICE,
            TENSORFLOW_DEVICE,
            THREADS,
            RTOL,
            ATOL,
            TOLERANCE,
            PER_LAYER,
            GRADIENTS,
            BASELINE,
            ACCEPT,
            SAVE);

    private CheckChoices() {}
}
