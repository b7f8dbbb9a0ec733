package io.github.onnxferry.parity.bench;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.parity.check.Shapes;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.TemporaryFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All contenders, taking turns: never two at a time, and each in every round, so that whatever else the machine does hits all
 * alike. Who begins changes from round to round.
 */
final class Rounds implements AutoCloseable {
    /** How many rounds there are, if time allows. */
    static final int MOST = 10;

    /** How many there are in any case. */
    private static final int FEWEST = 3;

    /** Turns that pass before any run counts. */
    private static final int WARM_UP = 2;

    private final TemporaryFolder scratch;
    private final BenchOptions options;
    private final List<ContenderProcess> contenders;

    Rounds(TemporaryFolder scratch, BenchOptions options) {
        this.scratch = scratch;
        this.options = options;
        this.contenders = Arrays.stream(Contender.values())
                .map(c -> new ContenderProcess(c, scratch.path()))
                .toList();
    }

    /** Loads the model everywhere, one after the other. */
    void open(Path model, Path savedModel, Path contract) {
        contenders.forEach(c -> c.open(model, savedModel, contract, options));
    }

    /**
     * Hands inputs over everywhere.
     *
     * @return the first record that ONNX Runtime can run
     * @throws FerryException if it can run none, or TensorFlow cannot run that one
     */
    DataSet prepare(RecordSource records) {
        var reference = contenders.get(Contender.ONNX_RUNTIME.ordinal());
        Optional<FerryException> refusal = Optional.empty();
        for (long i = 0; i < records.size(); i++) {
            var data = records.read(i);
            var inputs = StoredValue.write(scratch.folder("record-" + i), data.inputs());
            try {
                reference.prepare(inputs);
            } catch (FerryException e) {
                if (e.problems().get(0).code() != Code.RUNTIME_RUN) {
                    throw e;
                }
                // Lengths that a model cannot take are found out by running it; the first refusal says most.
                refusal = refusal.or(() -> Optional.of(e));
                continue;
            }
            contenders.stream().filter(c -> c != reference).forEach(c -> c.prepare(inputs));
            return data;
        }
        throw refusal.orElseGet(() ->
                new FerryException(Code.DATA_INVALID, records.toString(), "there is no record", "give one or more"));
    }

    /** What inputs are, by name. */
    static Map<String, String> types(DataSet data) {
        Map<String, String> types = new LinkedHashMap<>();
        data.inputs().forEach((name, value) -> types.put(name, Shapes.text(value)));
        return types;
    }

    /** Takes turns until the rounds or the time are over. */
    List<Measurement> run(Progress progress) {
        var turn = options.time().dividedBy(MOST);
        for (int i = 0; i < WARM_UP; i++) {
            contenders.forEach(c -> c.warmUp(turn));
        }
        long end = System.nanoTime()
                + options.time().multipliedBy(contenders.size()).toNanos();
        for (int round = 0; round < FEWEST || (round < MOST && System.nanoTime() < end); round++) {
            progress.at("measure", round, MOST);
            for (int i = 0; i < contenders.size(); i++) {
                contenders.get((round + i) % contenders.size()).turn(turn);
            }
        }
        progress.at("measure", MOST, MOST);
        return contenders.stream().map(ContenderProcess::measurement).toList();
    }

    @Override
    public void close() {
        contenders.forEach(ContenderProcess::close);
    }
}
