package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/** Shapes of the values inside of a model, as the converter infers them: in terms of the free dimensions of the inputs. */
final class InferredShapes {
    private InferredShapes() {}

    /** Shapes by the name of the value; none if the model does not convert, which a check tells in its own words. */
    static Map<String, Shape> of(OnnxModel model) {
        Map<String, Shape> shapes = new HashMap<>();
        try {
            new Converter(ConversionOptions.DEFAULT)
                    .lower(model)
                    .values()
                    .forEach((name, value) -> shapes.put(name, value.shape()));
        } catch (FerryException e) {
            // Inputs of models that do not convert are drawn from what their files state.
            return Map.of();
        }
        return shapes;
    }
}
