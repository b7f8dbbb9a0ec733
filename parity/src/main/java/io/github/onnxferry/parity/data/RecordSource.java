package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.FerryException;

/**
 * Records, sets of inputs, by their index. Only names are held; a record is read when it is asked for, so that any number
 * of them can stream, be sampled, or be taken up again where a run broke off. The same index gives the same record each
 * time. May be read by several threads at once.
 */
public interface RecordSource {
    /** How many records there are. */
    long size();

    /**
     * What a record is called; no other record of the source has this name.
     *
     * @param index from 0 up to, not including, {@link #size}
     */
    String name(long index);

    /**
     * Reads a record.
     *
     * @param index from 0 up to, not including, {@link #size}
     * @throws FerryException DATA_INVALID if the record is not what the model takes
     */
    DataSet read(long index);

    /**
     * Whether a record is only of use if the model could run no record before it that is not one.
     *
     * @param index from 0 up to, not including, {@link #size}
     */
    default boolean isFallback(long index) {
        return false;
    }

    /** What the source is, for people, such as {@code 12 data sets in data}. */
    @Override
    String toString();
}
