package io.github.onnxferry.converter.onnx;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.AttributeProto.AttributeType;
import io.github.onnxferry.converter.onnx.proto.FunctionProto;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TensorShapeProto;
import io.github.onnxferry.converter.onnx.proto.TypeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the records of a model into the messages of a file. The default domain is written as the empty text. */
final class OnnxEncoder {
    private OnnxEncoder() {}

    /** The message of a model with all tensors inside. */
    static ModelProto model(OnnxModel model) {
        return model(model, Set.of());
    }

    /**
     * The message of a model.
     *
     * @param elsewhere initializers of the main graph that are only named, as external data of a file that does not exist
     */
    static ModelProto model(OnnxModel model, Set<String> elsewhere) {
        var source = model.source();
        var proto = ModelProto.newBuilder()
                .setIrVersion(model.irVersion())
                .setProducerName(source.producerName())
                .setProducerVersion(source.producerVersion())
                .setDomain(source.domain())
                .setModelVersion(source.modelVersion())
                .setDocString(source.docString())
                .setGraph(graph(model.graph(), elsewhere))
                .addAllOpsetImport(opsets(model.opsets()));
        model.metadata()
                .forEach((key, value) -> proto.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        model.functions().forEach(function -> proto.addFunctions(function(function)));
        return proto.build();
    }

    private static List<OperatorSetIdProto> opsets(Map<String, Long> opsets) {
        return opsets.entrySet().stream()
                .map(opset -> OperatorSetIdProto.newBuilder()
                        .setDomain(domain(opset.getKey()))
                        .setVersion(opset.getValue())
                        .build())
                .toList();
    }

    private static String domain(String domain) {
        return domain.equals(Domain.ONNX) ? "" : domain;
    }

    private static FunctionProto function(OnnxFunction function) {
        var proto = FunctionProto.newBuilder()
                .setName(function.name())
                .setDomain(domain(function.domain()))
                .addAllInput(function.inputs())
                .addAllOutput(function.outputs())
                .addAllAttribute(function.attributes())
                .addAllOpsetImport(opsets(function.opsets()));
        if (!function.overload().isEmpty()) {
            proto.setOverload(function.overload());
        }
        function.defaults().forEach((name, value) -> proto.addAttributeProto(attribute(name, value)));
        function.nodes().forEach(node -> proto.addNode(node(node)));
        return proto.build();
    }

    private static GraphProto graph(OnnxGraph graph) {
        return graph(graph, Set.of());
    }

    private static GraphProto graph(OnnxGraph graph, Set<String> elsewhere) {
        var proto = GraphProto.newBuilder().setName(graph.name());
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        graph.initializers()
                .forEach((name, tensor) -> proto.addInitializer(
                        elsewhere.contains(name) ? named(name, tensor) : OnnxTensors.write(name, tensor)));
        graph.inputs().forEach(input -> proto.addInput(value(input.name(), input.type())));
        graph.outputs().forEach(output -> proto.addOutput(value(output.name(), output.type())));
        graph.valueTypes().forEach((name, type) -> proto.addValueInfo(value(name, type)));
        return proto.build();
    }

    private static TensorProto named(String name, Tensor tensor) {
        var proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxTypes.number(tensor.dtype()))
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("elsewhere"));
        for (long size : tensor.sizes()) {
            proto.addDims(size);
        }
        return proto.build();
    }

    private static NodeProto node(OnnxNode node) {
        var proto = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.opType())
                .setDomain(domain(node.domain()))
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        if (!node.overload().isEmpty()) {
            proto.setOverload(node.overload());
        }
        node.attributes().forEach((name, value) -> proto.addAttribute(attribute(name, value)));
        return proto.build();
    }

    private static AttributeProto attribute(String name, OnnxAttribute attribute) {
        var proto = AttributeProto.newBuilder().setName(name);
        if (attribute instanceof OnnxAttribute.IntValue value) {
            proto.setType(AttributeType.INT).setI(value.value());
        } else if (attribute instanceof OnnxAttribute.FloatValue value) {
            proto.setType(AttributeType.FLOAT).setF(value.value());
        } else if (attribute instanceof OnnxAttribute.StringValue value) {
            proto.setType(AttributeType.STRING).setS(text(value.value()));
        } else if (attribute instanceof OnnxAttribute.IntsValue value) {
            proto.setType(AttributeType.INTS).addAllInts(value.values());
        } else if (attribute instanceof OnnxAttribute.FloatsValue value) {
            proto.setType(AttributeType.FLOATS).addAllFloats(value.values());
        } else if (attribute instanceof OnnxAttribute.StringsValue value) {
            proto.setType(AttributeType.STRINGS);
            value.values().forEach(text -> proto.addStrings(text(text)));
        } else if (attribute instanceof OnnxAttribute.TensorValue value) {
            proto.setType(AttributeType.TENSOR).setT(OnnxTensors.write("", value.value()));
        } else if (attribute instanceof OnnxAttribute.TensorsValue value) {
            proto.setType(AttributeType.TENSORS);
            value.values().forEach(tensor -> proto.addTensors(OnnxTensors.write("", tensor)));
        } else if (attribute instanceof OnnxAttribute.GraphValue value) {
            proto.setType(AttributeType.GRAPH).setG(graph(value.value()));
        } else if (attribute instanceof OnnxAttribute.GraphsValue value) {
            proto.setType(AttributeType.GRAPHS);
            value.values().forEach(graph -> proto.addGraphs(graph(graph)));
        } else if (attribute instanceof OnnxAttribute.TypeValue value) {
            proto.setType(AttributeType.TYPE_PROTO).setTp(type(value.value()));
        } else if (attribute instanceof OnnxAttribute.TypesValue value) {
            proto.setType(AttributeType.TYPE_PROTOS);
            value.values().forEach(type -> proto.addTypeProtos(type(type)));
        } else if (attribute instanceof OnnxAttribute.Reference reference) {
            var type = AttributeType.forNumber(reference.type());
            proto.setRefAttrName(reference.attribute()).setType(type == null ? AttributeType.UNDEFINED : type);
        }
        return proto.build();
    }

    private static ByteString text(OnnxAttribute.Text text) {
        return ByteString.copyFrom(text.bytes());
    }

    private static ValueInfoProto value(String name, OnnxType type) {
        var proto = ValueInfoProto.newBuilder().setName(name);
        if (!(type instanceof OnnxType.Unknown)) {
            proto.setType(type(type));
        }
        return proto.build();
    }

    private static TypeProto type(OnnxType type) {
        var proto = TypeProto.newBuilder();
        if (type instanceof OnnxType.TensorType tensor) {
            proto.getTensorTypeBuilder().setElemType(OnnxTypes.number(tensor.dtype()));
            if (tensor.shape().hasRank()) {
                proto.getTensorTypeBuilder().setShape(shape(tensor.shape()));
            }
        } else if (type instanceof OnnxType.SparseTensorType tensor) {
            proto.getSparseTensorTypeBuilder().setElemType(OnnxTypes.number(tensor.dtype()));
            if (tensor.shape().hasRank()) {
                proto.getSparseTensorTypeBuilder().setShape(shape(tensor.shape()));
            }
        } else if (type instanceof OnnxType.SequenceType sequence) {
            proto.getSequenceTypeBuilder().setElemType(type(sequence.element()));
        } else if (type instanceof OnnxType.OptionalType optional) {
            proto.getOptionalTypeBuilder().setElemType(type(optional.element()));
        } else if (type instanceof OnnxType.MapType map) {
            proto.getMapTypeBuilder().setKeyType(OnnxTypes.number(map.key())).setValueType(type(map.value()));
        } else if (type instanceof OnnxType.OpaqueType opaque) {
            proto.getOpaqueTypeBuilder().setDomain(opaque.domain()).setName(opaque.name());
        }
        return proto.build();
    }

    private static TensorShapeProto shape(Shape shape) {
        var proto = TensorShapeProto.newBuilder();
        for (Dim dim : shape.dims()) {
            if (dim.isKnown()) {
                proto.addDimBuilder().setDimValue(dim.value());
            } else if (dim.toString().startsWith(TypeDecoder.ANONYMOUS)) {
                proto.addDimBuilder();
            } else {
                proto.addDimBuilder().setDimParam(dim.toString());
            }
        }
        return proto.build();
    }
}
