package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.tensorflow.proto.NodeDef;

/** Defects of constant tables that are looked up by index: embeddings, trees, labels. Rows are along the first axis. */
final class TableMutators {
    private static final long MOST_LABELS = 64;

    private TableMutators() {}

    static void tables(FunctionView function, Sites sites) {
        for (var node : function.nodes("GatherV2", "GatherNd")) {
            function.constant(node, 0)
                    .filter(t -> t.rank() > 0 && t.sizes()[0] > 1 && t.elements() > 1)
                    .ifPresent(table -> {
                        if (table.dtype() == DType.STRING || table.dtype().isInteger()) {
                            labels(sites, node, table);
                        }
                        if (table.dtype().isFloat()) {
                            numbers(sites, node, table);
                        }
                        rolled(sites, node, table);
                    });
        }
    }

    private static long[] rows(Tensor table, long one, long other) {
        long width = table.elements() / table.sizes()[0];
        return LongStream.range(0, table.elements())
                .map(i -> {
                    long row = i / width;
                    long from = row == one ? other : row == other ? one : row;
                    return from * width + i % width;
                })
                .toArray();
    }

    private static void labels(Sites sites, NodeDef node, Tensor labels) {
        if (labels.elements() > MOST_LABELS || labels.rank() != 1) {
            return;
        }
        int count = Math.toIntExact(labels.elements());
        int one = sites.random(DefectKind.LABELS_SWAPPED, node).nextInt(count);
        for (int i = 1; i < count; i++) {
            int other = (one + i) % count;
            if (!text(labels, one).equals(text(labels, other))) {
                sites.add(
                        DefectKind.LABELS_SWAPPED,
                        node,
                        "labels '" + text(labels, one) + "' and '" + text(labels, other) + "' change places",
                        edit -> edit.constant(node, 0, labels.pick(labels.sizes(), rows(labels, one, other))));
                return;
            }
        }
    }

    private static String text(Tensor labels, int index) {
        return labels.dtype() == DType.STRING ? labels.getString(index) : Long.toString(labels.getLong(index));
    }

    private static void numbers(Sites sites, NodeDef node, Tensor table) {
        var random = sites.random(DefectKind.TABLE_ROWS_SWAPPED, node);
        int count = Math.toIntExact(table.sizes()[0]);
        int one = random.nextInt(count);
        int other = (one + 1 + random.nextInt(count - 1)) % count;
        var swapped = table.pick(table.sizes(), rows(table, one, other));
        if (!Constants.isEqual(table, swapped)) {
            sites.add(
                    DefectKind.TABLE_ROWS_SWAPPED,
                    node,
                    "rows " + one + " and " + other + " of " + Arrays.toString(table.sizes()) + " change places",
                    edit -> edit.constant(node, 0, swapped));
        }
        int at = sites.random(DefectKind.TABLE_ENTRY, node).nextInt(Math.toIntExact(table.elements()));
        double before = table.getDouble(at);
        double largest = Constants.largest(table);
        double after = Double.isFinite(largest) && largest > 0 ? before + largest / 10 : before + 1;
        sites.add(
                DefectKind.TABLE_ENTRY,
                node,
                "element " + at + " of " + Arrays.toString(table.sizes()) + ", " + before + ", becomes " + after,
                edit -> edit.constant(node, 0, Constants.with(table, at, after)));
    }

    private static void rolled(Sites sites, NodeDef node, Tensor table) {
        var rolled = Constants.rolled(table, table.elements() / table.sizes()[0]);
        if (!Constants.isEqual(table, rolled)) {
            sites.add(
                    DefectKind.TABLE_ROLLED,
                    node,
                    "the rows of " + table.dtype() + Arrays.toString(table.sizes()) + " are rolled by one",
                    edit -> edit.constant(node, 0, rolled));
        }
    }
}
