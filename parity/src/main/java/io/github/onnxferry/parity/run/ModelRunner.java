package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.data.Datum;
import java.util.Map;

/** A model loaded into a runtime: named values in, named values out. Not for use by several threads at a time. */
public interface ModelRunner extends AutoCloseable {
    /** What runs the model, such as {@code ONNX Runtime 1.29.0}. */
    String runtime();

    /**
     * Runs the model once.
     *
     * @param inputs by the names of the ONNX model's inputs
     * @return by the names of the ONNX model's outputs, in ONNX's dtypes; answers that the ONNX model does not have
     *     keep the name that the runtime gives them
     * @throws FerryException RUNTIME_RUN if the runtime fails, UNSUPPORTED_TYPE if its Java interface cannot take or
     *     give a value of this type
     */
    Map<String, Datum> run(Map<String, Datum> inputs);

    /**
     * Copies inputs into the runtime, to run the model on them many times. It is closed before this runner.
     *
     * @param inputs by the names of the ONNX model's inputs
     * @throws FerryException UNSUPPORTED_TYPE if the runtime's Java interface cannot take a value, CONTRACT if the inputs are
     *     not those of the model
     */
    PreparedRun prepare(Map<String, Datum> inputs);

    /** Gives the model's native memory back. */
    @Override
    void close();
}
