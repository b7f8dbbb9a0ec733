package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How ONNX's values cross the boundary of a SavedModel, whose signatures know only tensors.
 *
 * <p>A tensor crosses under its own name, in the carrier of its dtype.
 */
final class BoundaryForm {
    private static final int E8M0_BIAS = 127;
    private static final int E8M0_NAN = 0xff;

    private final ModelContract contract;

    BoundaryForm(ModelContract contract) {
        this.contract = contract;
    }

    /**
     * The tensors to feed for one input.
     *
     * @throws FerryException UNSUPPORTED_TYPE if the value has no form as tensors
     */
    Map<String, Tensor> pack(String name, Datum value) {
        if (value instanceof Datum.Dense dense) {
            return Map.of(name, dense.tensor());
        }
        throw new FerryException(
                Code.UNSUPPORTED_TYPE,
                "input '" + name + "'",
                "is a sequence, an optional or a map, which cannot be fed to a SavedModel",
                "");
    }

    /** The values that a SavedModel's answers stand for. */
    Map<String, Datum> unpack(Map<String, Tensor> fetched) {
        Map<String, Datum> values = new LinkedHashMap<>();
        fetched.forEach((key, tensor) -> {
            var type = contract.outputType(key);
            var onnx = type.isPresent() && type.get() instanceof OnnxType.TensorType t
                    ? fromCarrier(key, tensor, t.dtype())
                    : tensor;
            values.put(key, Datum.of(onnx));
        });
        return values;
    }

    /** A tensor in the ONNX dtype that it carries; one that does not travel so is left for the comparison to name. */
    private static Tensor fromCarrier(String key, Tensor tensor, DType dtype) {
        if (tensor.dtype() == dtype || tensor.dtype() != dtype.carrier()) {
            return tensor;
        }
        return dtype == DType.FLOAT8E8M0 ? exponents(key, tensor) : tensor.as(dtype);
    }

    /** Powers of two, or NaN, as their biased exponents. */
    private static Tensor exponents(String key, Tensor tensor) {
        var bytes = new byte[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < bytes.length; i++) {
            float value = (float) tensor.getDouble(i);
            int exponent = value < Float.MIN_NORMAL ? -E8M0_BIAS : Math.getExponent(value);
            if (Float.isNaN(value)) {
                bytes[i] = (byte) E8M0_NAN;
            } else if (value == Math.scalb(1.0f, exponent)) {
                bytes[i] = (byte) (exponent + E8M0_BIAS);
            } else {
                throw new FerryException(
                        Code.CONTRACT, "output '" + key + "'", "holds " + value + ", which is no FLOAT8E8M0", "");
            }
        }
        return Tensor.of(DType.FLOAT8E8M0, tensor.sizes(), Bytes.of(bytes));
    }
}
