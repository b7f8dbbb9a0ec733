package io.github.onnxferry.parity.run;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Inputs in TensorFlow's memory and the arguments of the C interface, made once for many runs. */
final class TensorFlowCall implements PreparedRun {
    private final String where;
    private final TF_Session session;
    private final TF_Output inputs;
    private final List<TF_Tensor> fed;
    private final PointerPointer<Pointer> values;
    private final TF_Output outputs;
    private final PointerPointer<TF_Tensor> fetched;
    private final int fetches;
    private final TF_Status status = TF_NewStatus();

    /**
     * A call.
     *
     * @param inputs where the fed tensors go, in order
     * @param fed is deleted with this call
     * @param outputs what is fetched
     * @param fetches how many those are
     */
    TensorFlowCall(
            String where, TF_Session session, TF_Output inputs, List<TF_Tensor> fed, TF_Output outputs, int fetches) {
        this.where = where;
        this.session = session;
        this.inputs = inputs;
        this.fed = List.copyOf(fed);
        this.values = new PointerPointer<>(fed.toArray(Pointer[]::new));
        this.outputs = outputs;
        this.fetched = new PointerPointer<>(Math.max(1, fetches));
        this.fetches = fetches;
    }

    @Override
    public void run() {
        TF_SessionRun(
                session,
                (TF_Buffer) null,
                inputs,
                values,
                fed.size(),
                outputs,
                fetched,
                fetches,
                (PointerPointer<TF_Operation>) null,
                0,
                (TF_Buffer) null,
                status);
        if (TF_GetCode(status) != 0) {
            throw new FerryException(
                    Code.RUNTIME_RUN, where, "TensorFlow: " + TF_Message(status).getString(), "");
        }
        for (int i = 0; i < fetches; i++) {
            TF_DeleteTensor(fetched.get(TF_Tensor.class, i));
        }
    }

    @Override
    public void close() {
        fed.forEach(TensorFlowTensors::delete);
        values.close();
        inputs.close();
        outputs.close();
        fetched.close();
        TF_DeleteStatus(status);
    }
}
