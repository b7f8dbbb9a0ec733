package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

class RopeTest {
    private static byte[] bytes(Rope rope) throws IOException {
        var out = new ByteArrayOutputStream();
        rope.writeTo(Channels.newChannel(out));
        return out.toByteArray();
    }

    @Test
    void nestedTensorsParseAsTheMessageTheyStandFor() throws IOException {
        var tensor = Tensor.ofFloats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6).transpose(1, 0);
        var content = new Rope.Builder()
                .fields(TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).build())
                .field(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, tensor)
                .build();
        var value =
                new Rope.Builder().field(AttrValue.TENSOR_FIELD_NUMBER, content).build();
        var rope = new Rope.Builder()
                .fields(NodeDef.newBuilder().setName("c").build())
                .field(NodeDef.ATTR_FIELD_NUMBER, Rope.mapEntry("value", value))
                .fields(NodeDef.newBuilder().setOp("Const").build())
                .build();

        var written = bytes(rope);
        assertThat(rope.size()).isEqualTo(written.length);
        var node = NodeDef.parseFrom(written);
        assertThat(node.getName()).isEqualTo("c");
        assertThat(node.getOp()).isEqualTo("Const");
        var proto = node.getAttrOrThrow("value").getTensor();
        var floats = proto.getTensorContent()
                .asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        assertThat(floats.get(1)).isEqualTo(4f);
        assertThat(floats.remaining()).isEqualTo(6);
    }

    @Test
    void mapEntriesAreInTheOrderOfTheirKeys() throws IOException {
        var forward = NodeDef.newBuilder().putAttr("a", Wire.attr("1")).putAttr("b", Wire.attr("2"));
        var backward = NodeDef.newBuilder().putAttr("b", Wire.attr("2")).putAttr("a", Wire.attr("1"));
        assertThat(bytes(Rope.of(backward.build()))).isEqualTo(bytes(Rope.of(forward.build())));
    }
}
