package io.github.onnxferry.benchmarks;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.target.Weights;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Converts one model once and prints the wall time from the first line of {@code main} (so JVM start is left out, class
 * loading is not) and the peak of the heap pools.
 */
public final class ConversionTime {
    private ConversionTime() {}

    /** Arguments: the ONNX file, the folder to write, {@code constants} or {@code variables}. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        if (args.length != 3) {
            throw new IllegalArgumentException("arguments: MODEL FOLDER constants|variables");
        }
        var options = ConversionOptions.DEFAULT
                .withOverwrite(true)
                .withWeights(Weights.valueOf(args[2].toUpperCase(Locale.ROOT)));
        new Converter(options).convert(Path.of(args[0]), Path.of(args[1]), Progress.NONE);
        long millis = (System.nanoTime() - start) / 1_000_000;
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(Locale.ROOT, "%d ms, heap peak at most %.0f MiB%n", millis, heap / 1048576.0);
    }
}
