package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.proto.GraphProto;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.NodeProto;
import io.github.onnxferry.converter.onnx.proto.OperatorSetIdProto;
import io.github.onnxferry.converter.onnx.proto.TypeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Models of one operator, written by hand in both formats: {@code y = op(x)}. */
public final class TinyModels {
    private TinyModels() {}

    /** The contract of a model from {@code x} to {@code y} of one dtype. */
    public static ModelContract contract(DType dtype) {
        var type = new OnnxType.TensorType(dtype, Shape.unknown());
        return new ModelContract(List.of(new OnnxValue("x", type)), List.of(new OnnxValue("y", type)));
    }

    /** An ONNX model. */
    public static ModelProto onnx(String op, DType dtype, int opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(GraphProto.newBuilder()
                        .setName("tiny")
                        .addInput(value("x", dtype))
                        .addOutput(value("y", dtype))
                        .addNode(NodeProto.newBuilder()
                                .setOpType(op)
                                .addInput("x")
                                .addOutput("y")))
                .build();
    }

    private static ValueInfoProto value(String name, DType dtype) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(OnnxTypes.number(dtype))))
                .build();
    }

    /** Writes a SavedModel of one operator into a folder. */
    public static void savedModel(Path folder, String op, DType dtype) throws IOException {
        var type = AttrValue.newBuilder().setType(type(dtype)).build();
        var graph = GraphDef.newBuilder()
                .addNode(NodeDef.newBuilder().setName("in").setOp("Placeholder").putAttr("dtype", type))
                .addNode(NodeDef.newBuilder()
                        .setName("out")
                        .setOp(op)
                        .addInput("in")
                        .putAttr("T", type));
        var signature = SignatureDef.newBuilder()
                .setMethodName("tensorflow/serving/predict")
                .putInputs("x", info("in:0", dtype))
                .putOutputs("y", info("out:0", dtype));
        var meta = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .setGraphDef(graph)
                .putSignatureDef("serving_default", signature.build());
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("saved_model.pb"),
                SavedModel.newBuilder()
                        .setSavedModelSchemaVersion(1)
                        .addMetaGraphs(meta)
                        .build()
                        .toByteArray());
    }

    private static TensorInfo info(String tensor, DType dtype) {
        return TensorInfo.newBuilder().setName(tensor).setDtype(type(dtype)).build();
    }

    private static DataType type(DType dtype) {
        return TensorFlowDTypes.of(dtype);
    }
}
