package io.github.onnxferry.parity.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Records that are files of a folder, one file a record. */
final class FileRecords implements RecordSource {
    private final Path folder;
    private final List<String> names;
    private final Function<Path, DataSet> reader;
    private final String text;

    /**
     * Records.
     *
     * @param names names of the files
     * @param reader reads one of them
     * @param text what the records are, for people
     */
    FileRecords(Path folder, List<String> names, Function<Path, DataSet> reader, String text) {
        this.folder = folder;
        this.names = List.copyOf(names);
        this.reader = reader;
        this.text = text;
    }

    @Override
    public long size() {
        return names.size();
    }

    @Override
    public String name(long index) {
        return names.get(Math.toIntExact(index));
    }

    @Override
    public DataSet read(long index) {
        return reader.apply(folder.resolve(name(index)));
    }

    @Override
    public String toString() {
        return text;
    }
}
