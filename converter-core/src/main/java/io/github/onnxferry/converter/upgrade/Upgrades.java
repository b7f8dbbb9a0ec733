package io.github.onnxferry.converter.upgrade;

import java.util.List;

/** All steps, a family a table. */
final class Upgrades {
    /** The steps that come with ONNX Ferry. */
    static final UpgradeTable TABLE = UpgradeTable.join(List.of(
            AxesToInputs.TABLE,
            BroadcastUpgrades.TABLE,
            CompatibleSteps.TABLE,
            DropoutUpgrades.TABLE,
            AttributeUpgrades.TABLE,
            LabelUpgrades.TABLE,
            NormalizationUpgrades.TABLE,
            ParameterToInputs.TABLE,
            ImageUpgrades.TABLE,
            ScanUpgrades.TABLE,
            SoftmaxUpgrades.TABLE,
            TypeUpgrades.TABLE));

    private Upgrades() {}
}
