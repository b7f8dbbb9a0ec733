package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.AppliedTolerance;
import io.github.onnxferry.parity.result.BaselineReport;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Environment;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.Histogram;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import io.github.onnxferry.parity.result.Metrics;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.OutputResult;
import io.github.onnxferry.parity.result.PortContract;
import io.github.onnxferry.parity.result.RecordResult;
import io.github.onnxferry.parity.result.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Results of checks that were never run, of any size, from a seed.
 *
 * <p>Every name passes through one function and every number through another, so that a test can make all of them hostile.
 */
final class SampleChecks {
    private static final String[] OPS = {"Conv", "BatchNormalization", "Relu", "Add", "MatMul", "Softmax", "Gemm"};

    private final Random random;
    private final UnaryOperator<String> name;
    private final DoubleUnaryOperator number;

    private SampleChecks(long seed, UnaryOperator<String> name, DoubleUnaryOperator number) {
        this.random = new Random(seed);
        this.name = name;
        this.number = number;
    }

    /** A seeded check whose every fourth output differs. */
    static CheckResult of(long seed, int layers, int records, int outputs) {
        return new SampleChecks(seed, n -> n, d -> d).check("models/resnet.onnx", layers, records, outputs);
    }

    /** The same with other names. */
    static CheckResult named(UnaryOperator<String> name) {
        return new SampleChecks(1, name, d -> d).check("m.onnx", 9, 3, 2);
    }

    /** The same with other numbers. */
    static CheckResult numbered(double number) {
        return new SampleChecks(1, n -> n, d -> number).check("m.onnx", 9, 3, 2);
    }

    /** A check that passed, all of whose outputs have the same metrics. */
    static CheckResult passing(OutputResult... outputs) {
        return new CheckResult(
                "m.onnx",
                "m",
                Verdict.PASS,
                new Environment(Map.of()),
                "",
                List.of(),
                1,
                0,
                List.of(outputs),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                1);
    }

    /** A check that passed with all errors between 2^-11 and 2^-10 of the tolerance. */
    static CheckResult farInside() {
        var sample = of(1, 0, 0, 1).outputs().get(0);
        var total = sample.total();
        var counts = new ArrayList<>(Collections.nCopies(40, 0L));
        counts.set(21, 7L);
        return passing(new OutputResult(
                sample.name(),
                sample.node(),
                1,
                0,
                sample.worst(),
                sample.worstRecord(),
                new OutputResult.Totals(
                        total.elements(),
                        0,
                        0,
                        total.maxAbs(),
                        total.meanAbs(),
                        total.maxRel(),
                        total.maxUlp(),
                        total.minCosine(),
                        total.minSqnrDecibels(),
                        total.minTopFirst(),
                        total.ulps(),
                        new Histogram(-30, counts))));
    }

    /** A check that came to nothing. */
    static CheckResult empty() {
        return new CheckResult(
                "",
                "",
                Verdict.ERROR,
                new Environment(Map.of()),
                "",
                List.of(),
                0,
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Double.NaN);
    }

    private CheckResult check(String model, int layers, int records, int outputs) {
        var rows = IntStream.range(0, outputs).mapToObj(this::output).toList();
        var kept = IntStream.range(0, records).mapToObj(i -> record(i, rows)).toList();
        long failed = kept.stream().filter(r -> r.verdict() != Verdict.PASS).count();
        var problems = kept.stream().flatMap(r -> r.problems().stream()).toList();
        return new CheckResult(
                name.apply(model),
                name.apply("out/resnet"),
                problems.isEmpty() ? Verdict.PASS : Verdict.MISMATCH,
                environment(),
                name.apply("ferry check models/resnet.onnx out/resnet --seed 7 --dims batch=3"),
                contract(outputs),
                records,
                failed,
                rows,
                kept,
                layers == 0 ? Optional.empty() : Optional.of(layers(layers)),
                Optional.of(gradients()),
                Optional.of(baseline()),
                problems,
                List.of(name.apply("ONNX Runtime differs from itself with its optimiser on: 0.3 of the tolerance")),
                number.applyAsDouble(12.3456));
    }

    private Environment environment() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("onnxferry", "0.1.0");
        facts.put("java", "17.0.15");
        facts.put("onnxruntime", "1.29.0, CPU, optimiser off");
        facts.put("tensorflow", "2.18.0, CPU");
        facts.put("machine", name.apply("linux x86_64, 8 cores"));
        facts.put(name.apply("TF_ENABLE_ONEDNN_OPTS"), "0");
        return new Environment(facts);
    }

    private List<PortContract> contract(int outputs) {
        var ports = new ArrayList<PortContract>();
        ports.add(new PortContract(
                true,
                name.apply("data"),
                "float[batch, 3, 224, 224]",
                name.apply("data"),
                "float[-1, 3, 224, 224]",
                ""));
        for (int i = 0; i < outputs; i++) {
            var complaint = i == 3 ? name.apply("the SavedModel says double, the ONNX model float") : "";
            ports.add(new PortContract(
                    false,
                    name.apply("output_" + i),
                    "float[batch, 1000]",
                    "output_" + i,
                    "float[-1, 1000]",
                    complaint));
        }
        return ports;
    }

    private double error(double scale) {
        return number.applyAsDouble(scale * Math.exp(random.nextGaussian()));
    }

    private Histogram histogram(int low, int center) {
        var counts = new ArrayList<Long>();
        for (int i = 0; i < 40; i++) {
            counts.add(Math.round(20_000 * Math.exp(-0.08 * (i - center) * (i - center)) * random.nextDouble()));
        }
        return new Histogram(low, counts);
    }

    private OutputResult output(int i) {
        boolean differs = i % 4 == 3;
        double error = differs ? 7.5 : 0.2;
        var comparison = comparison("output_" + i, error, differs);
        return new OutputResult(
                name.apply("output_" + i),
                name.apply("node 'fc_" + i + "' (Gemm)"),
                100,
                differs ? 12 : 0,
                comparison,
                "seed " + i + ", batch=3",
                totals(comparison.metrics()));
    }

    private static OutputResult.Totals totals(Metrics metrics) {
        return new OutputResult.Totals(
                metrics.elements() * 100,
                metrics.outside(),
                metrics.notFinite(),
                metrics.maxAbs(),
                metrics.meanAbs(),
                metrics.maxRel(),
                metrics.maxUlp(),
                metrics.cosine(),
                metrics.sqnrDecibels(),
                metrics.topK().map(Metrics.TopK::first).orElse(1.0),
                metrics.ulps(),
                metrics.errors());
    }

    private OutputComparison comparison(String output, double error, boolean differs) {
        var metrics = new Metrics(
                3000,
                error(error * 1e-5),
                error(error * 1e-7),
                error(error * 1e-4),
                error(error * 1e-6),
                error(error * 40),
                histogram(0, 3),
                number.applyAsDouble(0.99999987),
                number.applyAsDouble(87.654321),
                Optional.of(new Metrics.TopK(5, number.applyAsDouble(1), number.applyAsDouble(0.98))),
                differs ? 2 : 0,
                differs ? List.of(List.of(0L, 17L), List.of(2L, 999L)) : List.of(),
                differs ? 37 : 0,
                number.applyAsDouble(error),
                histogram(-30, differs ? 27 : 20),
                Optional.of(new Metrics.Worst(List.of(1L, 42L), "0.123456", "0.123401")));
        var problems = differs
                ? List.of(new Problem(
                        Code.MISMATCH,
                        "output '" + name.apply(output) + "'",
                        "37 of 3000 elements are outside of the tolerance",
                        "see where with --per-layer"))
                : List.<Problem>of();
        return new OutputComparison(
                name.apply(output),
                "float",
                List.of(3L, 1000L),
                metrics,
                new AppliedTolerance(1e-4, 1e-6, 2.5e-7, "float, Conv and Gemm along the path"),
                problems);
    }

    private RecordResult record(int i, List<OutputResult> outputs) {
        boolean fails = i % 8 == 2;
        var rows = outputs.stream()
                .map(o -> comparison("output_" + outputs.indexOf(o), fails ? 3.0 : 0.1, fails))
                .toList();
        return new RecordResult(
                name.apply("seed " + i + ", batch=" + (i % 3 + 1)),
                fails ? Verdict.MISMATCH : Verdict.PASS,
                Map.of(name.apply("data"), "float[" + (i % 3 + 1) + ", 3, 224, 224]"),
                rows,
                rows.stream().flatMap(r -> r.problems().stream()).limit(2).toList(),
                fails ? Optional.of(name.apply("ferry-failed/record_" + i)) : Optional.empty());
    }

    private LayerReport layers(int count) {
        var layers = new ArrayList<LayerResult>();
        double cumulative = 0.01;
        int broken = count * 2 / 3;
        for (int i = 0; i < count; i++) {
            var op = OPS[i % OPS.length];
            double isolated = i == broken ? 340 : i % 5 == 2 ? 0 : 0.05 * Math.exp(random.nextGaussian());
            cumulative = i == broken ? 400 : cumulative * (0.98 + 0.06 * random.nextDouble());
            layers.add(new LayerResult(
                    name.apply("value_" + i),
                    name.apply("node 'stage" + i / 50 + "/block" + i % 50 + "/" + op.toLowerCase(Locale.ROOT) + "' ("
                            + op + ")"),
                    op,
                    "StatefulPartitionedCall/" + op + "_" + i + ":0",
                    "float",
                    List.of(3L, 64L, 56L, 56L),
                    number.applyAsDouble(isolated),
                    number.applyAsDouble(cumulative),
                    number.applyAsDouble(isolated * 1e-6),
                    number.applyAsDouble(cumulative * 1e-6),
                    i == broken ? name.apply("the largest error is in channel 3") : "",
                    inputs(i, op)));
        }
        return new LayerReport(name.apply("seed 0, batch=3"), layers, List.of(name.apply("folded_0"), "folded_1"));
    }

    private List<String> inputs(int i, String op) {
        var inputs = new ArrayList<String>();
        inputs.add(name.apply(i == 0 ? "data" : "value_" + (i - 1)));
        if (op.equals("Add") && i > 4) {
            inputs.add(name.apply("value_" + (i - 4)));
        }
        if (op.equals("Conv") || op.equals("Gemm")) {
            inputs.add(name.apply("weight_" + i));
        }
        return inputs;
    }

    private GradientReport gradients() {
        return new GradientReport(
                List.of(
                        new GradientReport.Row(
                                name.apply("data"),
                                false,
                                64,
                                3,
                                number.applyAsDouble(0.21),
                                List.of(0L, 2L, 17L, 3L),
                                number.applyAsDouble(0.00123456),
                                number.applyAsDouble(0.00123401)),
                        new GradientReport.Row(
                                name.apply("fc.weight"),
                                true,
                                64,
                                0,
                                number.applyAsDouble(1.7),
                                List.of(4L, 5L),
                                number.applyAsDouble(-1.5),
                                number.applyAsDouble(-1.4))),
                List.of(name.apply("labels is int64: it has no gradient")));
    }

    private BaselineReport baseline() {
        return new BaselineReport(
                name.apply("baseline.json"),
                false,
                List.of(
                        new BaselineReport.Change(
                                name.apply("output_0"),
                                "maxAbs",
                                number.applyAsDouble(1e-6),
                                number.applyAsDouble(3e-6),
                                true),
                        new BaselineReport.Change(
                                name.apply("output_1"),
                                "maxUlp",
                                number.applyAsDouble(90),
                                number.applyAsDouble(12),
                                false)));
    }
}
