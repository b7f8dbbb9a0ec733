package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.FerryException;

/**
 * A model with its inputs in the runtime's own memory, to be run over and over. What it answers stays in the runtime and is
 * given back at once, so that a run costs what the runtime takes and nothing else.
 */
public interface PreparedRun extends AutoCloseable {
    /**
     * Runs the model once, for all of its outputs.
     *
     * @throws FerryException RUNTIME_RUN if the runtime fails
     */
    void run();

    /** Gives the memory of the inputs back. */
    @Override
    void close();
}
