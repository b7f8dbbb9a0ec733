package io.github.onnxferry.converter.target;

import com.google.protobuf.BoolValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedUserObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.SerializedTensor;
import org.tensorflow.proto.VersionDef;

/**
 * The Python objects that a SavedModel stands for: objects with named children, under numbers that the saved graph and
 * the checkpoint share.
 */
final class ObjectTree {
    static final int ROOT = 0;

    private static final String VALUE = "VARIABLE_VALUE";

    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        final SavedObject.Builder saved;
        final Map<String, Integer> children = new LinkedHashMap<>();
        final TrackableObject.Builder tracked = TrackableObject.newBuilder();
        boolean hasValues;

        Entry(SavedObject.Builder saved) {
            this.saved = saved;
        }
    }

    /** A tree of the root alone. */
    ObjectTree() {
        add(userObject("_generic_user_object"));
    }

    /** Adds an object that nothing refers to yet; the answer is its number. */
    int add(SavedObject.Builder object) {
        entries.add(new Entry(object));
        return entries.size() - 1;
    }

    /** Adds an object below another. */
    int addChild(int parent, String name, SavedObject.Builder object) {
        int child = add(object);
        link(parent, name, child);
        return child;
    }

    /** Makes an object the child of another, besides where it is already. */
    void link(int parent, String name, int child) {
        entries.get(parent).children.put(name, child);
        entries.get(parent).saved.addChildren(reference(name, child));
    }

    /** The child of that name, or -1. */
    int child(int parent, String name) {
        return entries.get(parent).children.getOrDefault(name, -1);
    }

    /** Whether the object is a plain container of others. */
    boolean isContainer(int object) {
        return entries.get(object).saved.hasUserObject();
    }

    /** An object of a registered Python type. */
    static SavedObject.Builder userObject(String type) {
        return SavedObject.newBuilder()
                .setUserObject(SavedUserObject.newBuilder()
                        .setIdentifier(type)
                        .setVersion(VersionDef.newBuilder().setProducer(1).setMinConsumer(1)));
    }

    /** A variable whose value is in the checkpoint under the given key. */
    int addVariable(int parent, String childName, Variable variable, String key) {
        int number = addChild(
                parent,
                childName,
                SavedObject.newBuilder()
                        .setVariable(SavedVariable.newBuilder()
                                .setDtype(Wire.dataType(variable.tensor().dtype()))
                                .setShape(Wire.shape(variable.tensor().shape()))
                                .setTrainable(variable.trainable())
                                .setName(variable.name())));
        var entry = entries.get(number);
        entry.hasValues = true;
        entry.tracked.addAttributes(SerializedTensor.newBuilder()
                .setName(VALUE)
                .setFullName(variable.name())
                .setCheckpointKey(key));
        return number;
    }

    /** The key in the checkpoint of a variable that is reached from the root by the given names. */
    static String checkpointKey(List<String> names) {
        var escaped =
                names.stream().map(n -> n.replace(".", "..").replace("/", ".S")).toList();
        return String.join("/", escaped) + "/.ATTRIBUTES/" + VALUE;
    }

    /** The objects for {@code saved_model.pb}. */
    List<SavedObject> saved() {
        return entries.stream().map(e -> e.saved.build()).toList();
    }

    /** The objects for the checkpoint. */
    TrackableObjectGraph tracked() {
        var graph = TrackableObjectGraph.newBuilder();
        for (var entry : entries) {
            var tracked = entry.tracked.clone();
            entry.children.forEach((name, child) -> tracked.addChildren(reference(name, child)));
            graph.addNodes(tracked.setHasCheckpointValues(BoolValue.of(holdsValues(entry))));
        }
        return graph.build();
    }

    private boolean holdsValues(Entry entry) {
        return entry.hasValues || entry.children.values().stream().anyMatch(c -> holdsValues(entries.get(c)));
    }

    private static ObjectReference reference(String name, int object) {
        return ObjectReference.newBuilder().setLocalName(name).setNodeId(object).build();
    }
}
