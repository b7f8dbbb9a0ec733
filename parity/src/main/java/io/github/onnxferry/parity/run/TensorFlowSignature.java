package io.github.onnxferry.parity.run;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The signature that a SavedModel serves by default.
 *
 * @param inputs by their keys
 * @param outputs by their keys
 */
record TensorFlowSignature(Map<String, Endpoint> inputs, Map<String, Endpoint> outputs) {
    private static final String KEY = "serving_default";

    /** Field numbers of a map entry in the wire format. */
    private static final int ENTRY_KEY = 1;

    private static final int ENTRY_VALUE = 2;

    /**
     * One tensor of the graph.
     *
     * @param tensor where it is
     * @param dtype its element type
     * @param shape its lengths, -1 where one is free; nothing if its rank is free
     */
    record Endpoint(GraphTensor tensor, DataType dtype, Optional<List<Long>> shape) {
        static Endpoint of(TensorInfo info) {
            return new Endpoint(GraphTensor.parse(info.getName()), info.getDtype(), shape(info.getTensorShape()));
        }

        private static Optional<List<Long>> shape(TensorShapeProto shape) {
            return shape.getUnknownRank()
                    ? Optional.empty()
                    : Optional.of(
                            shape.getDimList().stream().map(d -> d.getSize()).toList());
        }
    }

    /**
     * Finds the signature in a serialised {@code MetaGraphDef}, skipping the graph, whose constants may be large.
     *
     * @throws FerryException CONTRACT if the model does not serve {@code serving_default}
     */
    static TensorFlowSignature find(ByteBuffer metaGraph, String where) throws IOException {
        var in = CodedInputStream.newInstance(metaGraph);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER) {
                var entry = in.readBytes().newCodedInput();
                String key = "";
                var value = SignatureDef.getDefaultInstance();
                for (int inner = entry.readTag(); inner != 0; inner = entry.readTag()) {
                    switch (WireFormat.getTagFieldNumber(inner)) {
                        case ENTRY_KEY -> key = entry.readString();
                        case ENTRY_VALUE -> value = SignatureDef.parseFrom(entry.readBytes());
                        default -> entry.skipField(inner);
                    }
                }
                if (key.equals(KEY)) {
                    return new TensorFlowSignature(endpoints(value.getInputsMap()), endpoints(value.getOutputsMap()));
                }
            } else {
                in.skipField(tag);
            }
        }
        throw new FerryException(
                Code.CONTRACT, where, "has no signature '" + KEY + "'", "check the folder of a converted model");
    }

    private static Map<String, Endpoint> endpoints(Map<String, TensorInfo> infos) {
        var endpoints = new TreeMap<String, Endpoint>();
        infos.forEach((key, info) -> endpoints.put(key, Endpoint.of(info)));
        return Collections.unmodifiableMap(endpoints);
    }
}
