package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import java.util.List;
import java.util.function.Supplier;

/** Loads the runtimes' native code, once it is needed, and says so plainly where a machine lacks it. */
final class NativeLibraries {
    /** JavaCPP's own limit on the memory of the process, which counts the runtimes' weights against Java's heap. */
    private static final String PROCESS_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    private NativeLibraries() {}

    /**
     * Runs the first call into a native library.
     *
     * @throws FerryException NATIVE_MISSING if the library does not load
     */
    static <T> T load(String library, Supplier<T> firstCall) {
        if (System.getProperty(PROCESS_LIMIT) == null) {
            System.setProperty(PROCESS_LIMIT, "0");
        }
        try {
            return firstCall.get();
        } catch (LinkageError e) {
            var refusal = new FerryException(List.of(Problem.runtimeMissing(library, e)));
            refusal.initCause(e);
            throw refusal;
        }
    }
}
