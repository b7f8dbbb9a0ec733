package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One record whose values are files in any place. */
final class ValueRecord implements RecordSource {
    private final Map<String, Path> files;
    private final OnnxGraph graph;

    /** A record of a file an input. */
    ValueRecord(Map<String, Path> files, OnnxGraph graph) {
        this.files = new LinkedHashMap<>(files);
        this.graph = graph;
    }

    @Override
    public long size() {
        return 1;
    }

    @Override
    public String name(long index) {
        return "values";
    }

    @Override
    public DataSet read(long index) {
        Map<String, Datum> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> {
            var file = files.get(input.name());
            if (file != null) {
                inputs.put(input.name(), DatumFile.read(file, input.type()));
            }
        });
        var data = new DataSet(name(index), inputs, Map.of());
        InputContract.check(toString(), data, graph);
        return data;
    }

    @Override
    public String toString() {
        return files.values().stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
