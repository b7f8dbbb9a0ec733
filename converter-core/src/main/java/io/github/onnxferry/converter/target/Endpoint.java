package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tf.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A function that hands its inputs on to the model in another order, under which callers find the model: TensorFlow
 * takes the elements of a dictionary in the order of their keys, the model has an order of its own.
 *
 * @param name name of the function
 * @param inputs the inputs of the model, in the order in which this function takes them
 */
record Endpoint(String name, List<Contract.Input> inputs) {
    private static final String CALL = "StatefulPartitionedCall";

    Endpoint {
        inputs = List.copyOf(inputs);
    }

    /**
     * The function; it takes the variables behind its inputs.
     *
     * @param callAttrs further attributes of the node that calls the model
     */
    FunctionDef toFunctionDef(Contract contract, List<Variable> variables, Map<String, AttrValue> callAttrs) {
        var function = FunctionDef.newBuilder();
        var signature = function.getSignatureBuilder().setName(name).setIsStateful(true);
        var names = new Names();
        names.unique(CALL);
        var byPosition = new String[inputs.size()];
        var inputTypes = new ArrayList<DataType>();
        for (var input : inputs) {
            var argument = names.unique(Names.argument(input.port().key()));
            signature.addInputArg(OpDef.ArgDef.newBuilder().setName(argument).setType(input.type()));
            byPosition[input.position()] = argument;
        }
        contract.inputs().forEach(i -> inputTypes.add(i.type()));
        var arguments = new ArrayList<>(List.of(byPosition));
        for (Variable variable : variables) {
            var argument = names.unique(Names.argument(variable.name()));
            signature.addInputArg(Captures.argument(argument, variable));
            arguments.add(argument);
            inputTypes.add(DataType.DT_RESOURCE);
        }
        var outputTypes = new ArrayList<DataType>();
        for (var output : contract.sortedOutputs()) {
            var argument = names.unique(Names.argument(output.port().key()));
            signature.addOutputArg(OpDef.ArgDef.newBuilder().setName(argument).setType(output.type()));
            function.putRet(argument, CALL + ":output:" + outputTypes.size());
            outputTypes.add(output.type());
        }
        function.addNodeDef(Captures.call(
                        CALL,
                        contract.mainName(),
                        arguments,
                        inputTypes,
                        outputTypes,
                        MainGraph.positions(inputs.size(), variables.size()))
                .toBuilder()
                .putAllAttr(callAttrs));
        var shapes = new ArrayList<>(inputs.stream().map(i -> i.shape()).toList());
        variables.forEach(v -> shapes.add(TensorShapeProto.getDefaultInstance()));
        function.putAttr("_input_shapes", Wire.shapes(shapes));
        return function.build();
    }
}
