package io.github.onnxferry.parity.check;

import io.github.onnxferry.parity.result.RecordResult;
import java.util.Optional;

/** Knows which records of a check are finished. */
interface Finished extends AutoCloseable {
    /** Knows nothing. */
    Finished FORGOTTEN = new Finished() {
        @Override
        public boolean contains(long index) {
            return false;
        }

        @Override
        public void add(long index, Optional<RecordResult> result) {}

        @Override
        public void close() {}
    };

    /** Whether a record is finished. */
    boolean contains(long index);

    /** Notes a finished record; without a result if there was no reference for it. */
    void add(long index, Optional<RecordResult> result);

    @Override
    void close();
}
