package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.List;

/** Records that are folders of {@code .pb} and {@code .npy} files, one file a value: see {@link DataFolder}. */
final class FolderRecords implements RecordSource {
    private final Path root;
    private final List<String> names;
    private final OnnxGraph graph;
    private final String text;

    /**
     * Records below a folder.
     *
     * @param names names of the folders; one empty name for the folder itself
     * @param text what the records are, for people
     */
    FolderRecords(Path root, List<String> names, OnnxGraph graph, String text) {
        this.root = root;
        this.names = List.copyOf(names);
        this.graph = graph;
        this.text = text;
    }

    @Override
    public long size() {
        return names.size();
    }

    @Override
    public String name(long index) {
        String name = names.get(Math.toIntExact(index));
        return name.isEmpty() ? root.toAbsolutePath().normalize().getFileName().toString() : name;
    }

    /** {@inheritDoc} */
    @Override
    public DataSet read(long index) throws FerryException {
        var folder = root.resolve(names.get(Math.toIntExact(index)));
        var data = DataFolder.read(folder, graph);
        InputContract.check(folder.toString(), data, graph);
        return new DataSet(name(index), data.inputs(), data.outputs());
    }

    @Override
    public String toString() {
        return text;
    }
}
