package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators whose parameters, other than axes to work along, move from attributes to inputs. */
final class ParameterToInputs {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Clip")
            .to(
                    11,
                    "bounds become optional scalars; no bound where the attribute is the largest float",
                    ParameterToInputs::clip)
            .ops("DFT")
            .to(20, "the axis becomes an input, whose default is another than the attribute's", ParameterToInputs::dft)
            .ops("Pad")
            .change(2, "paddings are called pads; their order stays", ParameterToInputs::padsRenamed)
            .to(11, "pads and value become inputs; the value takes the type of the data", ParameterToInputs::pad)
            .ops("Reshape")
            .to(5, "the shape becomes an input; 0 copies and -1 infers, in both forms", ParameterToInputs::reshape)
            .ops("Slice")
            .to(
                    10,
                    "starts, ends and axes become inputs; ends past the axis clamp, in both forms",
                    ParameterToInputs::slice)
            .ops("Split")
            .to(
                    2,
                    "an absent axis is 0; lengths that are an input go to the input form of 13",
                    ParameterToInputs::split1)
            .to(13, "lengths become an input; absent means equal parts, in both forms", ParameterToInputs::split)
            .to(18, "without lengths the number of outputs must be stated", ParameterToInputs::splitEqually)
            .ops("Tile")
            .to(6, "one axis with its count becomes a vector of counts", ParameterToInputs::tile)
            .ops("TopK")
            .to(10, "k becomes an input of shape [1]", ParameterToInputs::topK)
            .build();

    private ParameterToInputs() {}

    private static void clip(OnnxNode node, Rewrite rewrite) {
        String x = node.inputs().get(0);
        Optional<Float> min = Attributes.real(node, "min").filter(value -> value > -Float.MAX_VALUE);
        Optional<Float> max = Attributes.real(node, "max").filter(value -> value < Float.MAX_VALUE);
        var inputs = new ArrayList<>(List.of(x));
        if (min.isPresent() || max.isPresent()) {
            inputs.add(min.map(value -> scalarLike(rewrite, "min", value, x)).orElse(""));
        }
        max.ifPresent(value -> inputs.add(scalarLike(rewrite, "max", value, x)));
        rewrite.emit(node.without("min", "max").withInputs(inputs));
    }

    /** A scalar with the element type of a value. */
    private static String scalarLike(Rewrite rewrite, String what, float number, String like) {
        Optional<DType> dtype = rewrite.dtype(like);
        return dtype.isPresent()
                ? rewrite.constant(what, Tensor.scalar(dtype.get(), number))
                : rewrite.castLike(rewrite.constant(what, Tensor.ofFloats(new long[0], number)), like);
    }

    private static void dft(OnnxNode node, Rewrite rewrite) {
        long axis = Attributes.integer(node, "axis").orElse(1L);
        String length = node.inputs().size() > 1 ? node.inputs().get(1) : "";
        String scalar = rewrite.constant("axis", Tensor.scalar(DType.INT64, axis));
        rewrite.emit(node.without("axis").withInputs(List.of(node.inputs().get(0), length, scalar)));
    }

    private static OnnxNode padsRenamed(OnnxNode node) {
        return node.attribute("paddings")
                .map(pads -> node.without("paddings").with("pads", pads))
                .orElse(node);
    }

    private static void pad(OnnxNode node, Rewrite rewrite) {
        String data = node.inputs().get(0);
        List<Long> pads = Attributes.required(node, "pads", Attributes.integers(node, "pads"));
        var inputs = new ArrayList<>(List.of(data, rewrite.constant("pads", Attributes.vector(pads))));
        Attributes.real(node, "value")
                .filter(value -> value != 0)
                .ifPresent(value -> inputs.add(scalarLike(rewrite, "value", value, data)));
        rewrite.emit(node.without("pads", "value").withInputs(inputs));
    }

    private static void reshape(OnnxNode node, Rewrite rewrite) {
        List<Long> shape = Attributes.required(node, "shape", Attributes.integers(node, "shape"));
        var inputs = List.of(node.inputs().get(0), rewrite.constant("shape", Attributes.vector(shape)));
        rewrite.emit(node.without("shape", "consumed_inputs").withInputs(inputs));
    }

    private static void slice(OnnxNode node, Rewrite rewrite) {
        List<Long> starts = Attributes.required(node, "starts", Attributes.integers(node, "starts"));
        List<Long> ends = Attributes.required(node, "ends", Attributes.integers(node, "ends"));
        var inputs = new ArrayList<>(List.of(
                node.inputs().get(0),
                rewrite.constant("starts", Attributes.vector(starts)),
                rewrite.constant("ends", Attributes.vector(ends))));
        Attributes.integers(node, "axes")
                .ifPresent(axes -> inputs.add(rewrite.constant("axes", Attributes.vector(axes))));
        rewrite.emit(node.without("starts", "ends", "axes").withInputs(inputs));
    }

    private static void split1(OnnxNode node, Rewrite rewrite) {
        OnnxNode withAxis =
                node.with("axis", new IntValue(Attributes.integer(node, "axis").orElse(0L)));
        if (node.inputs().size() < 2 || node.inputs().get(1).isEmpty()) {
            rewrite.emit(withAxis.withInputs(node.inputs().subList(0, 1)));
            return;
        }
        String lengths =
                rewrite.op("Cast", node.inputs().get(1)).with("to", 7).at(13).value("lengths");
        rewrite.emit(withAxis.without("split").withInputs(List.of(node.inputs().get(0), lengths)), 13);
    }

    private static void split(OnnxNode node, Rewrite rewrite) {
        var inputs = new ArrayList<>(node.inputs());
        Attributes.integers(node, "split")
                .filter(lengths -> !lengths.isEmpty())
                .ifPresent(lengths -> inputs.add(rewrite.constant("lengths", Attributes.vector(lengths))));
        rewrite.emit(node.without("split").withInputs(inputs));
    }

    private static void splitEqually(OnnxNode node, Rewrite rewrite) {
        boolean lengths = node.inputs().size() > 1 && !node.inputs().get(1).isEmpty();
        rewrite.emit(
                lengths
                        ? node
                        : node.with("num_outputs", new IntValue(node.outputs().size())));
    }

    /** {@code repeats[i] = tiles} where i is the axis, else 1; both inputs are float scalars. */
    private static void tile(OnnxNode node, Rewrite rewrite) {
        String x = node.inputs().get(0);
        String count =
                rewrite.op("Cast", node.inputs().get(1)).with("to", 7).at(13).value("count");
        String axis =
                rewrite.op("Cast", node.inputs().get(2)).with("to", 7).at(13).value("axis");
        String rank = rewrite.rankVector(x);
        String vector = rewrite.constant("vector", Tensor.vector(-1));
        String one = rewrite.op("Reshape", axis, vector).at(13).value("axes");
        String repeated = rewrite.op("Reshape", count, vector).at(13).value("counts");
        String repeats = rewrite.op("ScatterElements", rewrite.ones(rank), one, repeated)
                .at(13)
                .value("repeats");
        rewrite.emit(node.withInputs(List.of(x, repeats)));
    }

    private static void topK(OnnxNode node, Rewrite rewrite) {
        long k = Attributes.required(node, "k", Attributes.integer(node, "k"));
        rewrite.emit(
                node.without("k").withInputs(List.of(node.inputs().get(0), rewrite.constant("k", Tensor.vector(k)))));
    }
}
