package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.NoiseFloor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the reference answered to records that are in memory anyway, so that several artefacts of one model are checked without
 * asking again. Holds no more than a bounded number of bytes.
 */
final class KnownAnswers {
    private static final long MOST_BYTES = 64L << 20;

    private final Map<DataSet, Map<String, Datum>> answers = new IdentityHashMap<>();
    private final Map<DataSet, Map<String, NoiseFloor>> noise = new IdentityHashMap<>();
    private long bytes;

    Optional<Map<String, Datum>> answers(DataSet data) {
        return Optional.ofNullable(answers.get(data));
    }

    Optional<Map<String, NoiseFloor>> noise(DataSet data) {
        return Optional.ofNullable(noise.get(data));
    }

    void keep(DataSet data, Map<String, Datum> answered) {
        long size = bytes(data.inputs()) + bytes(answered);
        if (bytes + size <= MOST_BYTES) {
            bytes += size;
            answers.put(data, answered);
        }
    }

    void keepNoise(DataSet data, Map<String, NoiseFloor> floors) {
        if (answers.containsKey(data)) {
            noise.put(data, floors);
        }
    }

    private static long bytes(Map<String, Datum> values) {
        return Flattened.of(values).values().stream()
                .mapToLong(KnownAnswers::bytes)
                .sum();
    }

    private static long bytes(Tensor tensor) {
        return tensor.dtype() == DType.STRING ? 64 * tensor.elements() : tensor.carrierBytes();
    }
}
