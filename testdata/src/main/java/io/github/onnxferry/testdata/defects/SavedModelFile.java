package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.testdata.defects.FunctionView.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel's folder: the functions that its default signature runs, and copies in which one of them is another. */
public final class SavedModelFile {
    private static final String GRAPH = "saved_model.pb";
    private static final String FINGERPRINT = "fingerprint.pb";
    private static final String SIGNATURE = "serving_default";
    private static final List<String> CALLS = List.of("PartitionedCall", "StatefulPartitionedCall");

    private final Path folder;
    private final SavedModel model;
    private final Map<String, FunctionView> views = new LinkedHashMap<>();

    private SavedModelFile(Path folder, SavedModel model) {
        this.folder = folder;
        this.model = model;
        Map<String, FunctionDef> library = new HashMap<>();
        graph().getLibrary()
                .getFunctionList()
                .forEach(f -> library.put(f.getSignature().getName(), f));
        visit(main(library), Place.MAIN, library);
    }

    /**
     * Reads a SavedModel.
     *
     * @throws UncheckedIOException if the folder holds none
     * @throws IllegalArgumentException if it serves no signature that calls a function
     */
    public static SavedModelFile read(Path folder) {
        try (var in = Files.newInputStream(folder.resolve(GRAPH))) {
            return new SavedModelFile(folder, SavedModel.parseFrom(in));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the SavedModel " + folder, e);
        }
    }

    private GraphDef graph() {
        return model.getMetaGraphs(0).getGraphDef();
    }

    /** The function that computes the model: the first one on the way from the signature that does more than to call. */
    private FunctionDef main(Map<String, FunctionDef> library) {
        var signature =
                model.getMetaGraphs(0).getSignatureDefMap().getOrDefault(SIGNATURE, SignatureDef.getDefaultInstance());
        var called = signature.getOutputsMap().values().stream()
                .map(info -> FunctionView.producerName(info.getName()))
                .flatMap(name ->
                        graph().getNodeList().stream().filter(n -> n.getName().equals(name)))
                .filter(n -> CALLS.contains(n.getOp()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(folder + " has no signature that calls a function"));
        var function = callee(called, library);
        while (function.getNodeDefCount() == 1
                && CALLS.contains(function.getNodeDef(0).getOp())) {
            function = callee(function.getNodeDef(0), library);
        }
        return function;
    }

    private static FunctionDef callee(NodeDef call, Map<String, FunctionDef> library) {
        var name = call.getAttrOrThrow("f").getFunc().getName();
        var function = library.get(name);
        if (function == null) {
            throw new IllegalArgumentException("the library lacks the function '" + name + "'");
        }
        return function;
    }

    private void visit(FunctionDef function, Place place, Map<String, FunctionDef> library) {
        var view = new FunctionView(function, place);
        if (views.putIfAbsent(view.name(), view) != null) {
            return;
        }
        for (var node : function.getNodeDefList()) {
            node.getAttrMap()
                    .forEach((attribute, value) -> functions(value)
                            .map(f -> library.get(f.getName()))
                            .filter(f -> f != null)
                            .forEach(f -> visit(f, view.callee(node, attribute), library)));
        }
    }

    private static Stream<NameAttrList> functions(AttrValue value) {
        return value.hasFunc() ? Stream.of(value.getFunc()) : value.getList().getFuncList().stream();
    }

    /** The functions that the signature runs: the main one first, then those that it calls in branches and loops. */
    List<FunctionView> functions() {
        return new ArrayList<>(views.values());
    }

    /** A function that the signature runs. */
    FunctionDef function(String name) {
        var view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException(folder + " runs no function '" + name + "'");
        }
        return view.function();
    }

    /**
     * Writes a copy that has a defect. Files beside the graph are linked where the file system can, so they must not be
     * written to; the fingerprint, which no longer fits, is left out.
     *
     * @param target the folder to make, which must not exist
     */
    public void write(Path target, Defect defect) {
        var copy = model.toBuilder();
        var library = copy.getMetaGraphsBuilder(0).getGraphDefBuilder().getLibraryBuilder();
        for (int i = 0; i < library.getFunctionCount(); i++) {
            if (library.getFunction(i)
                    .getSignature()
                    .getName()
                    .equals(defect.mutation().function())) {
                library.setFunction(i, defect.in(library.getFunction(i)));
            }
        }
        try {
            Files.createDirectory(target);
            copyOthers(target);
            try (var out = Files.newOutputStream(target.resolve(GRAPH))) {
                copy.build().writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the SavedModel " + target, e);
        }
    }

    private void copyOthers(Path target) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.skip(1).toList()) {
                var name = file.getFileName().toString();
                var copy = target.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectory(copy);
                } else if (!name.equals(GRAPH) && !name.equals(FINGERPRINT)) {
                    link(copy, file);
                }
            }
        }
    }

    private static void link(Path copy, Path file) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, copy);
        }
    }
}
