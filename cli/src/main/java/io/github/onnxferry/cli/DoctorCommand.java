package io.github.onnxferry.cli;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.bench.Machine;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Looks at what the machine has of what commands need. */
final class DoctorCommand implements Command {
    private static final long MIB = 1 << 20;
    private static final long SMALL_DISK = 1024 * MIB;
    private static final long GPU_SECONDS = 10;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public String summary() {
        return "Looks at what this machine has of what commands need.";
    }

    @Override
    public List<String> examples() {
        return List.of("doctor");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        new Arguments(name(), line).paths();
        var table = new TextTable("what", "state", "");
        table.add("ONNX Ferry", "good", Version.current());
        table.add(
                "Java",
                "good",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", heap up to "
                        + Runtime.getRuntime().maxMemory() / MIB + " MiB");
        var machine = Machine.present();
        table.add(
                "machine",
                "good",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", " + machine.cores()
                        + " cores, "
                        + (machine.name().isEmpty() ? "processor unknown" : machine.name()));
        boolean onnx = runtime("ONNX Runtime", OnnxRuntimeRunner::version, table);
        boolean tensorflow = runtime("TensorFlow", TensorFlowRunner::version, table);
        gpu(table);
        boolean temporary = disk("temporary files", Path.of(System.getProperty("java.io.tmpdir", ".")), table);
        boolean here = disk("this folder", Path.of(""), table);
        table.lines().forEach(terminal::line);
        boolean good = onnx && tensorflow && temporary && here;
        terminal.line("");
        terminal.line(good ? "all commands can run" : "some commands cannot run here, see above");
        return good ? 0 : Code.NATIVE_MISSING.kind().exitCode();
    }

    private static boolean runtime(String name, Supplier<String> version, TextTable table) {
        try {
            table.add(name, "good", version.get());
            return true;
        } catch (FerryException e) {
            table.add(name, "lacks", e.problems().get(0).what() + "; needed by check, bench and reduce");
            return false;
        }
    }

    /** What NVIDIA's driver says; nothing is lacking where there is none, as only {@code --device gpu} needs it. */
    private static void gpu(TextTable table) {
        try {
            var process = new ProcessBuilder(
                            "nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(GPU_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                table.add("GPU", "unclear", "the driver does not answer");
                return;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String first = said.lines().findFirst().orElse("the driver names none");
            table.add("GPU", process.exitValue() == 0 ? "good" : "none", first);
        } catch (IOException e) {
            table.add("GPU", "none", "no NVIDIA driver; needed by --device gpu alone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            table.add("GPU", "unclear", "asking the driver was interrupted");
        }
    }

    private static boolean disk(String name, Path place, TextTable table) {
        var whole = place.toAbsolutePath();
        try {
            long free = Files.getFileStore(whole).getUsableSpace();
            boolean writable = Files.isWritable(whole);
            String state = !writable ? "lacks" : free < SMALL_DISK ? "small" : "good";
            table.add(
                    name,
                    state,
                    String.format(
                            Locale.ROOT, "%s, %d MiB free%s", whole, free / MIB, writable ? "" : ", not writable"));
            return writable;
        } catch (IOException e) {
            table.add(name, "lacks", whole + " cannot be looked at: " + e);
            return false;
        }
    }
}
