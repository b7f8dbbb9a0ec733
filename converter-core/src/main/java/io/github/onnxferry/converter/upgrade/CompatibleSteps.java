package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.schema.Domain;

/** Steps whose schemas differ, over which a node keeps its form and its meaning. */
final class CompatibleSteps {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("ArgMax", "ArgMin")
            .compatible(12, "select_last_index=0 takes the first, as before")
            .build();

    private CompatibleSteps() {}
}
