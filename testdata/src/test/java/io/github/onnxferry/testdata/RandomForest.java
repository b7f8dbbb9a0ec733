package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random trees as the attributes of the operators that have trees. Thresholds are quarters, so that features meet them. */
final class RandomForest {
    private final Random random;
    private final int features;
    private final List<String> modes;
    private final Map<String, List<Long>> integers = new HashMap<>();
    private final List<Double> values = new ArrayList<>();
    private final List<String> nodeModes = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    /** Trees that look at some features and compare in one of the modes, such as {@code BRANCH_LEQ}. */
    RandomForest(long seed, int features, String... modes) {
        this.random = new Random(seed);
        this.features = features;
        this.modes = List.of(modes);
    }

    private void add(String list, long value) {
        numbers(list).add(value);
    }

    private List<Long> numbers(String list) {
        return integers.computeIfAbsent(list, k -> new ArrayList<>());
    }

    /** Adds a tree of random form, each leaf of which votes for all the given targets. */
    RandomForest tree(int depth, int... targets) {
        long tree = numbers("roots").size();
        add("roots", values.size());
        node(tree, new long[1], depth, targets);
        return this;
    }

    private long node(long tree, long[] next, int depth, int... targets) {
        long id = next[0]++;
        int place = values.size();
        boolean isLeaf = depth == 0 || (id > 0 && random.nextInt(5) == 0);
        add("trees", tree);
        add("nodes", id);
        add("features", isLeaf ? 0 : random.nextInt(features));
        add("missing", isLeaf ? 0 : random.nextInt(2));
        add("true", 0);
        add("false", 0);
        values.add(isLeaf ? 0 : random.nextInt(33) / 4.0 - 4);
        nodeModes.add(isLeaf ? "LEAF" : modes.get(random.nextInt(modes.size())));
        if (isLeaf) {
            for (int target : targets) {
                add("voteTrees", tree);
                add("voteNodes", id);
                add("votes", target);
                weights.add(random.nextInt(2001) / 1000.0 - 1);
            }
        } else {
            numbers("true").set(place, node(tree, next, depth - 1, targets));
            numbers("false").set(place, node(tree, next, depth - 1, targets));
        }
        return id;
    }

    private OnnxAttribute list(String name) {
        return MlModels.ints(numbers(name).stream().mapToLong(Long::longValue).toArray());
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Makes all votes positive. */
    RandomForest positive() {
        weights.replaceAll(Math::abs);
        return this;
    }

    /**
     * The attributes of TreeEnsembleClassifier or TreeEnsembleRegressor.
     *
     * @param votes {@code class} or {@code target}
     * @param missing whether nodes say where NaN goes
     * @param asTensors whether numbers are tensors of doubles instead of lists of floats
     */
    Map<String, OnnxAttribute> listed(String votes, boolean missing, boolean asTensors) {
        var attributes = new HashMap<String, OnnxAttribute>(Map.of(
                "nodes_treeids",
                list("trees"),
                "nodes_nodeids",
                list("nodes"),
                "nodes_featureids",
                list("features"),
                "nodes_truenodeids",
                list("true"),
                "nodes_falsenodeids",
                list("false"),
                "nodes_modes",
                MlModels.strings(nodeModes.toArray(String[]::new)),
                votes + "_treeids",
                list("voteTrees"),
                votes + "_nodeids",
                list("voteNodes"),
                votes + "_ids",
                list("votes")));
        if (missing) {
            attributes.put("nodes_missing_value_tracks_true", list("missing"));
        }
        put(attributes, "nodes_values", array(values), asTensors);
        put(attributes, votes + "_weights", array(weights), asTensors);
        return attributes;
    }

    static void put(Map<String, OnnxAttribute> attributes, String name, double[] numbers, boolean asTensor) {
        if (asTensor) {
            attributes.put(
                    name + "_as_tensor",
                    MlModels.tensor(Tensor.ofDoubles(DType.DOUBLE, new long[] {numbers.length}, numbers)));
        } else {
            attributes.put(name, MlModels.floats(numbers));
        }
    }

    /**
     * The attributes of TreeEnsemble. A node in mode {@code BRANCH_MEMBER} asks for membership of a random set.
     *
     * @param dtype of the numbers
     */
    Map<String, OnnxAttribute> split(DType dtype, boolean missing) {
        var places = new int[values.size()];
        int leaves = 0;
        int branches = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = nodeModes.get(i).equals("LEAF") ? leaves++ : branches++;
        }
        var inner = new RandomForest(0, features);
        var splits = new ArrayList<Double>();
        var numbers = new ArrayList<Double>();
        var members = new ArrayList<Double>();
        var names = List.of("LEQ", "LT", "GTE", "GT", "EQ", "NEQ", "MEMBER");
        for (int i = 0; i < places.length; i++) {
            if (nodeModes.get(i).equals("LEAF")) {
                continue;
            }
            var mode = nodeModes.get(i).substring("BRANCH_".length());
            int root = numbers("roots")
                    .get(Math.toIntExact(numbers("trees").get(i)))
                    .intValue();
            for (String side : List.of("true", "false")) {
                int child = root + numbers(side).get(i).intValue();
                inner.add(side, places[child]);
                inner.add(side + "Leaf", nodeModes.get(child).equals("LEAF") ? 1 : 0);
            }
            inner.add("features", numbers("features").get(i));
            inner.add("missing", numbers("missing").get(i));
            splits.add(mode.equals("MEMBER") ? 0 : values.get(i));
            numbers.add((double) names.indexOf(mode));
            if (mode.equals("MEMBER")) {
                random.ints(1 + random.nextInt(6), 0, 9).forEach(v -> members.add((double) v));
                members.add(Double.NaN);
            }
        }
        var roots =
                numbers("roots").stream().mapToLong(r -> places[r.intValue()]).toArray();
        var attributes = new HashMap<String, OnnxAttribute>(Map.of(
                "tree_roots", MlModels.ints(roots),
                "nodes_featureids", inner.list("features"),
                "nodes_splits", tensor(dtype, splits),
                "nodes_modes", MlModels.tensor(MlModels.numbers(DType.UINT8, new long[] {branches}, array(numbers))),
                "nodes_truenodeids", inner.list("true"),
                "nodes_falsenodeids", inner.list("false"),
                "nodes_trueleafs", inner.list("trueLeaf"),
                "nodes_falseleafs", inner.list("falseLeaf"),
                "leaf_targetids", list("votes"),
                "leaf_weights", tensor(dtype, weights)));
        if (missing) {
            attributes.put("nodes_missing_value_tracks_true", inner.list("missing"));
        }
        if (!members.isEmpty()) {
            attributes.put("membership_values", tensor(dtype, members));
        }
        return attributes;
    }

    private static OnnxAttribute tensor(DType dtype, List<Double> list) {
        return MlModels.tensor(Tensor.ofDoubles(dtype, new long[] {list.size()}, array(list)));
    }

    /** Rows of features that meet thresholds, the first with NaN and infinities if the dtype has them. */
    static Tensor rows(DType dtype, long seed, int rows, int features) {
        var values = new Random(seed)
                .ints((long) rows * features, -20, 40)
                .mapToDouble(v -> v / 4.0)
                .toArray();
        if (!dtype.isInteger()) {
            Arrays.fill(values, 0, Math.min(values.length, features), Double.NaN);
            if (rows > 1) {
                values[features] = Double.POSITIVE_INFINITY;
                values[features + 1] = Double.NEGATIVE_INFINITY;
            }
        }
        return MlModels.numbers(dtype, new long[] {rows, features}, values);
    }
}
