package io.github.onnxferry.parity.data;

import java.util.List;

/**
 * Records that are in memory.
 *
 * @param sets the records
 */
public record RecordList(List<DataSet> sets) implements RecordSource {
    public RecordList {
        sets = List.copyOf(sets);
    }

    @Override
    public long size() {
        return sets.size();
    }

    @Override
    public String name(long index) {
        return sets.get((int) index).name();
    }

    @Override
    public DataSet read(long index) {
        return sets.get((int) index);
    }

    @Override
    public String toString() {
        return sets.size() + " records in memory";
    }
}
