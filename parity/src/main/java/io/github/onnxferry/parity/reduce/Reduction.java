package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.data.DataSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The smallest part of a model that was found to fail like the whole.
 *
 * @param source the whole model, as it was named
 * @param model the part
 * @param data its inputs, with the outputs of ONNX Runtime; nothing if they are not known and converting it is all that it
 *     takes
 * @param failure how the part fails
 * @param nodesBefore nodes of the whole, those of bodies and functions included
 * @param nodesAfter nodes of the part, counted likewise
 * @param trials how many parts were tried
 * @param complete whether the search came to its end, so that no node can be left out; the time was over otherwise
 * @param versions what was running
 * @param seconds how long it took
 */
public record Reduction(
        String source,
        OnnxModel model,
        Optional<DataSet> data,
        Failure failure,
        int nodesBefore,
        int nodesAfter,
        int trials,
        boolean complete,
        Map<String, String> versions,
        double seconds) {
    public Reduction {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
}
