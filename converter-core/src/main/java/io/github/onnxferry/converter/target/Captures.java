package io.github.onnxferry.converter.target;

import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.ResourceHandleProto;

/** How functions get hold of variables: as resources behind their other parameters. */
final class Captures {
    private Captures() {}

    /** The parameter through which a function gets a variable. */
    static OpDef.ArgDef argument(String name, Variable variable) {
        return OpDef.ArgDef.newBuilder()
                .setName(name)
                .setType(DataType.DT_RESOURCE)
                .addHandleData(ResourceHandleProto.DtypeAndShape.newBuilder()
                        .setDtype(Wire.dataType(variable.tensor().dtype()))
                        .setShape(Wire.shape(variable.tensor().shape())))
                .build();
    }

    /**
     * A call of a function.
     *
     * @param node name of the calling node
     * @param function name of the function
     * @param inputs references of all arguments
     * @param inputTypes their types
     * @param outputTypes types of the results
     * @param readOnly positions of resources that the function only reads, so that calls may run at the same time
     */
    static NodeDef call(
            String node,
            String function,
            List<String> inputs,
            List<DataType> inputTypes,
            List<DataType> outputTypes,
            List<Long> readOnly) {
        return NodeDef.newBuilder()
                .setName(node)
                .setOp("StatefulPartitionedCall")
                .addAllInput(inputs)
                .putAttr("f", Wire.function(function))
                .putAttr("Tin", Wire.types(inputTypes))
                .putAttr("Tout", Wire.types(outputTypes))
                .putAttr("config_proto", Wire.attr(""))
                .putAttr("_read_only_resource_inputs", Wire.longs(readOnly))
                .build();
    }
}
