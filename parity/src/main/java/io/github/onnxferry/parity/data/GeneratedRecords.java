package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.parity.data.DimSizes.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Generated inputs of a model as records: for each seed several lengths of the free dimensions, odd ones and 1, then
 * records with special values if they are asked for, then lengths that suit models which are particular about them.
 *
 * <p>Lengths that a model cannot take are found out by running it. So records come from the most to the least valuable;
 * the last ones, {@linkplain #isFallback fallbacks}, are for models that could run none before them. The
 * records of a model without free dimensions differ by their seeds only, of which there are at least two. The same model
 * and seed give the same records on every machine.
 */
public final class GeneratedRecords implements RecordSource {
    /** Odd lengths are told apart best; then those that a converter may have baked in. */
    private static final List<Style> STYLES = List.of(Style.ODD, Style.SINGLE, Style.OTHER_ODD);

    /** How many seeds tell most defects. */
    public static final int SEEDS = 3;

    /** Models of at most so many weights run once with long axes too, where that costs little. */
    private static final long SMALL = 1 << 16;

    private final List<Plan> plans;
    private final String text;

    /** One record: how it is drawn. */
    private record Plan(
            String name, RandomInputs inputs, long seed, Optional<SpecialValues.Kind> special, boolean fallback) {}

    /**
     * Records of a model.
     *
     * @param firstSeed the first seed
     * @param seeds how many seeds, one after the other; at least 1
     * @param dims lengths of free dimensions by their names, as {@link DimSizes#parse} reads them
     * @param special whether records with special values are drawn too
     * @throws FerryException USAGE if there is no seed, or a name is no free dimension of an input; UNSUPPORTED_TYPE if an
     *     input is of a type that is not drawn
     */
    public GeneratedRecords(OnnxModel model, long firstSeed, int seeds, Map<String, Long> dims, boolean special) {
        if (seeds < 1) {
            throw new FerryException(Code.USAGE, "--seeds", "asks for " + seeds + " seeds", "ask for 1 or more");
        }
        DimSizes.checkNames(model.graph().requiredInputs(), dims);
        var facts = GraphFacts.of(model);
        var styles = styles(model, dims, facts, STYLES);
        this.plans = new ArrayList<>();
        int drawn = styles.size() == 1 ? Math.max(2, seeds) : seeds;
        for (int i = 0; i < drawn; i++) {
            for (var inputs : styles.values()) {
                plan(inputs, firstSeed + i, false);
            }
        }
        var first = styles.values().iterator().next();
        var many = new RandomInputs(model, dims, Style.MANY, facts);
        if (isSmall(model) && !styles.containsKey(many.lengths())) {
            plan(many, firstSeed, false);
        }
        if (special) {
            specials(first, firstSeed, false);
        }
        var fallback = new RandomInputs(model, dims, Style.ROUND, facts);
        if (!styles.containsKey(fallback.lengths())) {
            for (int i = 0; i < seeds; i++) {
                plan(fallback, firstSeed + i, true);
            }
            if (special) {
                specials(fallback, firstSeed, true);
            }
        }
        this.text = "generated inputs, seed " + firstSeed + (drawn > 1 ? " to " + (firstSeed + drawn - 1) : "");
        first.draw("", firstSeed);
    }

    private static boolean isSmall(OnnxModel model) {
        long weights = model.graph().initializers().values().stream()
                .mapToLong(t -> t.elements())
                .sum();
        return weights <= SMALL && model.graph().requiredInputs().stream().allMatch(GeneratedRecords::isFlat);
    }

    /** Whether a value is no picture, and no volume. */
    private static boolean isFlat(OnnxValue input) {
        return !(input.type() instanceof OnnxType.TensorType type)
                || type.shape().known().filter(d -> d.size() >= 4).isEmpty();
    }

    /** Styles that differ, by the lengths that they give. */
    private static Map<String, RandomInputs> styles(
            OnnxModel model, Map<String, Long> dims, GraphFacts facts, List<Style> styles) {
        Map<String, RandomInputs> different = new LinkedHashMap<>();
        for (var style : styles) {
            var inputs = new RandomInputs(model, dims, style, facts);
            different.putIfAbsent(inputs.lengths(), inputs);
        }
        return different;
    }

    private void plan(RandomInputs inputs, long seed, boolean fallback) {
        plans.add(new Plan(name(inputs, seed), inputs, seed, Optional.empty(), fallback));
    }

    private void specials(RandomInputs inputs, long seed, boolean fallback) {
        var ranges = inputs.ranges(seed);
        var data = inputs.draw("", seed);
        for (var kind : SpecialValues.Kind.values()) {
            if (SpecialValues.in(data, kind, ranges, seed).isPresent()) {
                plans.add(new Plan(name(inputs, seed) + ", " + kind, inputs, seed, Optional.of(kind), fallback));
            }
        }
    }

    private static String name(RandomInputs inputs, long seed) {
        String lengths = inputs.lengths();
        return "seed " + seed + (lengths.isEmpty() ? "" : ", " + lengths);
    }

    @Override
    public long size() {
        return plans.size();
    }

    /** {@inheritDoc} It says the seed, the lengths, and the special value, such as {@code seed 0, batch=3, NaN}. */
    @Override
    public String name(long index) {
        return plans.get(Math.toIntExact(index)).name();
    }

    @Override
    public boolean isFallback(long index) {
        return plans.get(Math.toIntExact(index)).fallback();
    }

    @Override
    public DataSet read(long index) {
        var plan = plans.get(Math.toIntExact(index));
        var data = plan.inputs().draw(plan.name(), plan.seed());
        return plan.special()
                .flatMap(kind -> SpecialValues.in(data, kind, plan.inputs().ranges(plan.seed()), plan.seed()))
                .orElse(data);
    }

    @Override
    public String toString() {
        return text;
    }
}
