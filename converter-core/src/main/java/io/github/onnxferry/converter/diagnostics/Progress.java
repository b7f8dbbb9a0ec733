package io.github.onnxferry.converter.diagnostics;

/**
 * Listens to how far a long piece of work has come. It is called in the thread that works; what it throws ends the work, and
 * nothing half-written is left then.
 *
 * @see Cancellation
 */
@FunctionalInterface
public interface Progress {
    /** A listener that hears nothing. */
    Progress NONE = (stage, done, total) -> {};

    /**
     * Work went on.
     *
     * @param stage what is being done, such as {@code write weights}
     * @param done units done so far
     * @param total units in all, or -1 if not known
     */
    void at(String stage, long done, long total);
}
