package io.github.onnxferry.converter.onnx;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.github.onnxferry.converter.onnx.proto.ModelProto;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where the tensors of a model say that their elements lie, wherever in the model they are. */
final class DataLocations {
    private final Set<String> locations = new TreeSet<>();

    private DataLocations() {}

    /** The locations of all external data as the model states them, in the order of their names. */
    static Set<String> of(ModelProto model) {
        var found = new DataLocations();
        found.walk(model);
        return found.locations;
    }

    /** Goes as deep as messages lie in each other, which the parser has bounded. */
    private void walk(Message message) {
        if (message instanceof TensorProto tensor) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                tensor.getExternalDataList().stream()
                        .filter(entry -> entry.getKey().equals("location"))
                        .map(StringStringEntryProto::getValue)
                        .forEach(locations::add);
            }
            return;
        }
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == JavaType.MESSAGE) {
                (field.isRepeated() ? (List<?>) value : List.of(value)).forEach(part -> walk((Message) part));
            }
        });
    }
}
