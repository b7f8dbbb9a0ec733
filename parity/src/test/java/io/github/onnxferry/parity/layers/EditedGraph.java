package io.github.onnxferry.parity.layers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Plants defects in SavedModels on disk. */
final class EditedGraph {
    private EditedGraph() {}

    /** Changes the one operation of a kind whose name begins so, in whichever function it is. */
    static void edit(Path savedModel, String name, String op, Consumer<NodeDef.Builder> change) throws IOException {
        var file = savedModel.resolve("saved_model.pb");
        var model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
        var library = model.getMetaGraphsBuilder(0).getGraphDefBuilder().getLibraryBuilder();
        int changed = 0;
        for (var function : library.getFunctionBuilderList()) {
            for (var node : function.getNodeDefBuilderList()) {
                if (node.getName().startsWith(name) && node.getOp().equals(op)) {
                    change.accept(node);
                    changed++;
                }
            }
        }
        if (changed != 1) {
            throw new IllegalArgumentException(changed + " operations " + op + " are called " + name);
        }
        Files.write(file, model.build().toByteArray());
    }
}
