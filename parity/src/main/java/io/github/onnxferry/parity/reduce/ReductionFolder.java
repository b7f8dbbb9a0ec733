package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.target.AtomicFolder;
import io.github.onnxferry.parity.data.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What to attach to a bug report: {@code model.onnx}, {@code test_data_set_0} with inputs and the reference's outputs, and
 * {@code README.md} that says what fails and how to see it.
 */
public final class ReductionFolder {
    private final Path folder;
    private final boolean overwrite;
    private final List<Path> plugins;

    /**
     * A folder that is not there yet, or may be replaced.
     *
     * @param keep what must not be replaced: the model, its data
     * @param plugins jars that the command to see the failure needs
     * @throws FerryException OUTPUT_EXISTS if the folder has content and must not be replaced, or holds what is to be kept
     */
    public ReductionFolder(Path folder, boolean overwrite, List<Path> keep, List<Path> plugins) {
        this.folder = folder;
        this.overwrite = overwrite;
        this.plugins = List.copyOf(plugins);
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            for (var kept : keep) {
                if (Files.exists(kept) && kept.toRealPath().startsWith(folder.toRealPath())) {
                    throw exists("is or holds what the reduction reads");
                }
            }
            if (!overwrite && !isEmpty()) {
                throw exists("exists and is not an empty folder");
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

    private boolean isEmpty() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private FerryException exists(String what) {
        return new FerryException(
                Code.OUTPUT_EXISTS, folder.toString(), what, "choose another output folder, or allow overwriting");
    }

    /**
     * Writes the folder; it appears whole or not at all.
     *
     * @throws FerryException OUTPUT_NOT_WRITABLE if that cannot be, OUTPUT_EXISTS if content appeared meanwhile
     */
    public void write(Reduction reduction) {
        AtomicFolder.write(folder, overwrite, place -> {
            OnnxWriter.write(reduction.model(), place.resolve("model.onnx"));
            if (reduction.data().isPresent()) {
                DataFolder.write(
                        place.resolve(TrialRunner.DATA_SET),
                        reduction.model().graph(),
                        reduction.data().get());
            }
            Files.writeString(place.resolve("README.md"), readme(reduction));
        });
    }

    private String readme(Reduction reduction) {
        var text = new StringBuilder("# A model that fails\n\n");
        text.append(sentence(reduction)).append(".\n\n```\n");
        reduction.failure().problems().stream()
                .limit(20)
                .forEach(p -> text.append(p.line()).append('\n'));
        if (!reduction.failure().said().isEmpty()) {
            text.append("\nThe process said last:\n");
            reduction
                    .failure()
                    .said()
                    .lines()
                    .forEach(l -> text.append(Printable.of(l)).append('\n'));
        }
        text.append("```\n\nTo see it, in this folder:\n\n```\n")
                .append(command(reduction))
                .append("\n```\n\n");
        text.append("## The model\n\n```\n");
        ModelSummary.lines(reduction.model())
                .forEach(line -> text.append(Printable.of(line)).append('\n'));
        reduction.model().graph().nodes().stream()
                .limit(50)
                .forEach(n -> text.append("node       ")
                        .append(Printable.of(n.where() + " " + n.inputs() + " -> " + n.outputs()))
                        .append('\n'));
        text.append("```\n\n").append(data(reduction));
        text.append("\n## How it was reduced\n\n").append(history(reduction));
        text.append("\n## Versions\n\n");
        reduction
                .versions()
                .forEach((what, version) -> text.append("- ")
                        .append(what)
                        .append(": ")
                        .append(Printable.of(version))
                        .append('\n'));
        return text.toString();
    }

    private static String sentence(Reduction reduction) {
        return switch (reduction.failure().kind()) {
            case CONVERSION ->
                reduction.failure().first().code() == Code.DEFECT
                        ? "The conversion of `model.onnx` ends with a defect of ONNX Ferry"
                        : "ONNX Ferry does not convert `model.onnx`";
            case RUN ->
                "`model.onnx` converts, and TensorFlow does not "
                        + reduction.failure().stage() + " the result";
            case MISMATCH -> "`model.onnx` converts, and TensorFlow computes something else than ONNX Runtime";
            case CRASH -> "The process that tries to " + reduction.failure().stage() + " `model.onnx` dies";
            case HANG -> "The attempt to " + reduction.failure().stage() + " `model.onnx` does not end";
        };
    }

    private String command(Reduction reduction) {
        var command = new StringBuilder("ferry convert model.onnx -o out");
        if (!reduction.failure().needsNoValues()) {
            command.append(" --check --data .");
        }
        plugins.forEach(p -> command.append(" --plugin ").append(Printable.of(String.valueOf(p.getFileName()))));
        return command.toString();
    }

    private static String data(Reduction reduction) {
        return reduction.data().isPresent()
                ? "`" + TrialRunner.DATA_SET + "` holds its inputs and what ONNX Runtime computes from them.\n"
                : "No inputs are needed to see it.\n";
    }

    private static String history(Reduction reduction) {
        var source = Path.of(reduction.source()).getFileName();
        return String.format(
                Locale.ROOT,
                "- source: `%s`, %d nodes\n- left: %d %s\n- trials: %d in %.0f s\n- %s\n",
                Printable.of(String.valueOf(source)).replace('`', '\''),
                reduction.nodesBefore(),
                reduction.nodesAfter(),
                reduction.nodesAfter() == 1 ? "node" : "nodes",
                reduction.trials(),
                reduction.seconds(),
                reduction.complete()
                        ? "no node can be left out without losing the failure"
                        : "the time was over before the search was; a longer --time-limit may leave fewer nodes");
    }

    /** Names of the operators that are left, for a line on a terminal. */
    public static String operators(Reduction reduction) {
        return reduction.model().graph().nodes().stream().map(n -> n.opType()).collect(Collectors.joining(", "));
    }
}
