package io.github.onnxferry.converter.onnx;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.onnx.proto.AttributeProto;
import io.github.onnxferry.converter.onnx.proto.AttributeProto.AttributeType;
import io.github.onnxferry.converter.onnx.proto.FunctionProto;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.SparseTensorProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Turns the messages of a file into the records of a model, and gathers all that is wrong with them on the way. */
final class OnnxDecoder {
    /** More problems than this help nobody. */
    private static final int MAX_PROBLEMS = 1000;

    private static final String EXPORT_AGAIN = "export the model again";

    private final ExternalData external;
    private final OnnxReader.Options options;
    private final List<Problem> problems = new ArrayList<>();
    private long denseBytes;

    private OnnxDecoder(ExternalData external, OnnxReader.Options options) {
        this.external = external;
        this.options = options;
    }

    /**
     * The model of a message.
     *
     * @throws FerryException with all problems of its tensors, types, attributes and names
     */
    static OnnxModel model(ModelProto proto, ExternalData external, OnnxReader.Options options) {
        var decoder = new OnnxDecoder(external, options);
        var model = decoder.model(proto);
        if (!decoder.problems.isEmpty()) {
            throw new FerryException(decoder.problems);
        }
        return model;
    }

    private OnnxModel model(ModelProto proto) {
        var source = new OnnxModel.Source(
                proto.getProducerName(),
                proto.getProducerVersion(),
                proto.getDomain(),
                proto.getModelVersion(),
                proto.getDocString());
        var metadata = new LinkedHashMap<String, String>();
        for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        return new OnnxModel(
                proto.getIrVersion(),
                opsets(proto.getOpsetImportList(), "the model"),
                graph(proto.getGraph()),
                proto.getFunctionsList().stream().map(this::function).toList(),
                metadata,
                source);
    }

    private Map<String, Long> opsets(List<OperatorSetIdProto> imports, String where) {
        var opsets = new LinkedHashMap<String, Long>();
        for (OperatorSetIdProto opset : imports) {
            var earlier = opsets.put(Domain.normalise(opset.getDomain()), opset.getVersion());
            if (earlier != null && earlier != opset.getVersion()) {
                problem(
                        Code.DUPLICATE_NAME,
                        where,
                        "domain " + Domain.normalise(opset.getDomain()) + " has two opset versions, " + earlier
                                + " and " + opset.getVersion());
            }
        }
        return opsets;
    }

    private OnnxFunction function(FunctionProto proto) {
        var domain = Domain.normalise(proto.getDomain());
        var where = "function " + domain + ":" + proto.getName();
        return new OnnxFunction(
                domain,
                proto.getName(),
                proto.getOverload(),
                proto.getInputList(),
                proto.getOutputList(),
                proto.getAttributeList(),
                attributes(proto.getAttributeProtoList(), where),
                proto.getNodeList().stream().map(this::node).toList(),
                opsets(proto.getOpsetImportList(), where));
    }

    private OnnxGraph graph(GraphProto proto) {
        var initializers = new LinkedHashMap<String, Tensor>();
        for (TensorProto tensor : proto.getInitializerList()) {
            var where = "initializer '" + tensor.getName() + "'";
            initializer(initializers, tensor.getName(), tensor(tensor, where), where);
        }
        for (SparseTensorProto tensor : proto.getSparseInitializerList()) {
            var where = "sparse initializer '" + tensor.getValues().getName() + "'";
            initializer(initializers, tensor.getValues().getName(), sparse(tensor, where), where);
        }
        var hints = new LinkedHashMap<String, OnnxType>();
        for (ValueInfoProto hint : proto.getValueInfoList()) {
            attempt(() -> TypeDecoder.type(hint)).ifPresent(type -> hints.put(hint.getName(), type));
        }
        return new OnnxGraph(
                proto.getName(),
                proto.getNodeList().stream().map(this::node).toList(),
                proto.getInputList().stream().map(this::value).toList(),
                proto.getOutputList().stream().map(this::value).toList(),
                initializers,
                hints);
    }

    private void initializer(Map<String, Tensor> all, String name, Optional<Tensor> tensor, String where) {
        if (tensor.isPresent() && all.put(name, tensor.get()) != null) {
            problem(Code.DUPLICATE_NAME, where, "another initializer of the graph has the same name");
        }
    }

    private OnnxValue value(ValueInfoProto proto) {
        return new OnnxValue(
                proto.getName(), attempt(() -> TypeDecoder.type(proto)).orElseGet(OnnxType.Unknown::new));
    }

    private OnnxNode node(NodeProto proto) {
        var domain = Domain.normalise(proto.getDomain());
        var bare = new OnnxNode(
                proto.getName(),
                domain,
                proto.getOpType(),
                proto.getOverload(),
                proto.getInputList(),
                proto.getOutputList(),
                Map.of());
        var attributes = attributes(proto.getAttributeList(), bare.where());
        if (domain.equals(Domain.ONNX) && proto.getOpType().equals("Constant")) {
            denseConstant(attributes);
        }
        return bare.withAttributes(attributes);
    }

    /** A sparse constant is dense by now, and is called so. */
    private static void denseConstant(Map<String, OnnxAttribute> attributes) {
        var dense = attributes.remove("sparse_value");
        if (dense != null) {
            attributes.put("value", dense);
        }
    }

    private Map<String, OnnxAttribute> attributes(List<AttributeProto> protos, String owner) {
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        for (AttributeProto proto : protos) {
            var where = owner + ", attribute '" + proto.getName() + "'";
            attribute(proto, where).ifPresent(attribute -> {
                if (attributes.put(proto.getName(), attribute) != null) {
                    problem(Code.DUPLICATE_NAME, where, "it occurs twice");
                }
            });
        }
        return attributes;
    }

    private Optional<OnnxAttribute> attribute(AttributeProto proto, String where) {
        if (!proto.getRefAttrName().isEmpty()) {
            return Optional.of(new OnnxAttribute.Reference(
                    proto.getRefAttrName(), proto.getType().getNumber()));
        }
        return switch (kind(proto, where)) {
            case INT -> Optional.of(new OnnxAttribute.IntValue(proto.getI()));
            case FLOAT -> Optional.of(new OnnxAttribute.FloatValue(proto.getF()));
            case STRING -> Optional.of(new OnnxAttribute.StringValue(text(proto.getS())));
            case INTS -> Optional.of(new OnnxAttribute.IntsValue(proto.getIntsList()));
            case FLOATS -> Optional.of(new OnnxAttribute.FloatsValue(proto.getFloatsList()));
            case STRINGS ->
                Optional.of(new OnnxAttribute.StringsValue(
                        proto.getStringsList().stream().map(OnnxDecoder::text).toList()));
            case TENSOR ->
                present(proto.hasT(), where)
                        .flatMap(yes -> tensor(proto.getT(), where))
                        .map(OnnxAttribute.TensorValue::new);
            case SPARSE_TENSOR ->
                present(proto.hasSparseTensor(), where)
                        .flatMap(yes -> sparse(proto.getSparseTensor(), where))
                        .map(OnnxAttribute.TensorValue::new);
            case GRAPH -> present(proto.hasG(), where).map(yes -> new OnnxAttribute.GraphValue(graph(proto.getG())));
            case TYPE_PROTO ->
                present(proto.hasTp(), where)
                        .flatMap(yes -> attempt(() -> TypeDecoder.type(proto.getTp(), proto.getName())))
                        .map(OnnxAttribute.TypeValue::new);
            case TENSORS ->
                Optional.of(new OnnxAttribute.TensorsValue(proto.getTensorsList().stream()
                        .flatMap(tensor -> tensor(tensor, where).stream())
                        .toList()));
            case SPARSE_TENSORS ->
                Optional.of(new OnnxAttribute.TensorsValue(proto.getSparseTensorsList().stream()
                        .flatMap(tensor -> sparse(tensor, where).stream())
                        .toList()));
            case GRAPHS ->
                Optional.of(new OnnxAttribute.GraphsValue(
                        proto.getGraphsList().stream().map(this::graph).toList()));
            case TYPE_PROTOS ->
                Optional.of(new OnnxAttribute.TypesValue(proto.getTypeProtosList().stream()
                        .flatMap(type -> attempt(() -> TypeDecoder.type(type, proto.getName())).stream())
                        .toList()));
            case UNDEFINED -> {
                problem(Code.ATTRIBUTE_TYPE, where, "it has neither a type nor a value");
                yield Optional.empty();
            }
        };
    }

    private Optional<Boolean> present(boolean present, String where) {
        if (!present) {
            problem(Code.ATTRIBUTE_VALUE, where, "its value is missing");
        }
        return present ? Optional.of(true) : Optional.empty();
    }

    /** What an attribute holds: as it says, or, in files of the first IR versions, by the field that is filled. */
    private AttributeType kind(AttributeProto proto, String where) {
        var filled = filled(proto);
        if (filled.isEmpty() || filled.contains(proto.getType())) {
            return proto.getType();
        }
        if (proto.getType() != AttributeType.UNDEFINED) {
            problem(Code.ATTRIBUTE_TYPE, where, "it says " + proto.getType() + " and holds " + filled);
        }
        return filled.iterator().next();
    }

    private static Set<AttributeType> filled(AttributeProto proto) {
        var filled = EnumSet.noneOf(AttributeType.class);
        addIf(proto.hasF(), AttributeType.FLOAT, filled);
        addIf(proto.hasI(), AttributeType.INT, filled);
        addIf(proto.hasS(), AttributeType.STRING, filled);
        addIf(proto.hasT(), AttributeType.TENSOR, filled);
        addIf(proto.hasG(), AttributeType.GRAPH, filled);
        addIf(proto.hasSparseTensor(), AttributeType.SPARSE_TENSOR, filled);
        addIf(proto.hasTp(), AttributeType.TYPE_PROTO, filled);
        addIf(proto.getFloatsCount() > 0, AttributeType.FLOATS, filled);
        addIf(proto.getIntsCount() > 0, AttributeType.INTS, filled);
        addIf(proto.getStringsCount() > 0, AttributeType.STRINGS, filled);
        addIf(proto.getTensorsCount() > 0, AttributeType.TENSORS, filled);
        addIf(proto.getGraphsCount() > 0, AttributeType.GRAPHS, filled);
        addIf(proto.getSparseTensorsCount() > 0, AttributeType.SPARSE_TENSORS, filled);
        addIf(proto.getTypeProtosCount() > 0, AttributeType.TYPE_PROTOS, filled);
        return filled;
    }

    private static void addIf(boolean condition, AttributeType type, Set<AttributeType> types) {
        if (condition) {
            types.add(type);
        }
    }

    private static Text text(ByteString bytes) {
        return Text.of(bytes.toByteArray());
    }

    private Optional<Tensor> tensor(TensorProto proto, String where) {
        return attempt(() -> decode(proto, where));
    }

    private Tensor decode(TensorProto proto, String where) {
        return OnnxTensors.isExternal(proto) ? external.read(proto, where) : OnnxTensors.read(proto, where);
    }

    private Optional<Tensor> sparse(SparseTensorProto proto, String where) {
        return attempt(() -> {
            long bytes = SparseTensors.denseBytes(proto, where);
            if (bytes > options.maxDenseBytes() - denseBytes) {
                throw new FerryException(
                        Code.TOO_LARGE,
                        where,
                        "its " + bytes + " dense bytes are more than the " + (options.maxDenseBytes() - denseBytes)
                                + " that sparse tensors may still take",
                        "allow more, or store it dense");
            }
            denseBytes += bytes;
            return SparseTensors.dense(
                    proto, where, decode(proto.getValues(), where), decode(proto.getIndices(), where));
        });
    }

    /** The result of a step, or nothing and its problems noted. */
    private <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (FerryException e) {
            problems.addAll(e.problems());
            stopIfTooMany();
            return Optional.empty();
        }
    }

    private void problem(Code code, String where, String what) {
        problems.add(new Problem(code, where, what, EXPORT_AGAIN));
        stopIfTooMany();
    }

    private void stopIfTooMany() {
        if (problems.size() >= MAX_PROBLEMS) {
            throw new FerryException(problems);
        }
    }
}
