package io.github.onnxferry.parity.data;

import java.util.List;
import java.util.stream.Collectors;

/** The records of several sources, one source after the other. */
final class JoinedRecords implements RecordSource {
    private final List<RecordSource> sources;

    JoinedRecords(List<RecordSource> sources) {
        this.sources = List.copyOf(sources);
    }

    private record Place(int source, long index) {}

    private Place place(long index) {
        long rest = index;
        for (int i = 0; i < sources.size(); i++) {
            if (rest < sources.get(i).size()) {
                return new Place(i, rest);
            }
            rest -= sources.get(i).size();
        }
        throw new IndexOutOfBoundsException("there is no record " + index + " of " + size());
    }

    @Override
    public long size() {
        return sources.stream().mapToLong(RecordSource::size).sum();
    }

    /** The name that the source gives, with the number of the source, from 1 up, since two may use the same names. */
    @Override
    public String name(long index) {
        var place = place(index);
        return (place.source() + 1) + "/" + sources.get(place.source()).name(place.index());
    }

    @Override
    public DataSet read(long index) {
        var place = place(index);
        var data = sources.get(place.source()).read(place.index());
        return new DataSet(name(index), data.inputs(), data.outputs());
    }

    @Override
    public String toString() {
        return sources.stream().map(RecordSource::toString).collect(Collectors.joining(" and "));
    }
}
