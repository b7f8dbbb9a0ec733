package io.github.onnxferry.testdata.defects;

import java.util.List;

/** All mutators. */
final class Mutators {
    static final List<Mutator> ALL = List.of(
            LayoutMutators::transposes,
            LayoutMutators::einsums,
            LayoutMutators::matrices,
            LayoutMutators::softmax,
            JoinMutators::joins,
            JoinMutators::splits,
            JoinMutators::scans,
            JoinMutators::branches,
            WindowMutators::pads,
            WindowMutators::schemes,
            WindowMutators::strides,
            PaddingMutators::pads,
            PaddingMutators::values,
            PaddingMutators::resizes,
            BiasMutators::biases,
            BiasMutators::epsilons,
            ReductionMutators::axes,
            OperandMutators::exchanges,
            OperandMutators::weights,
            MaskMutators::masks,
            MaskMutators::comparisons,
            WeightMutators::channels,
            RoundingMutators::modes,
            RoundingMutators::types,
            RoundingMutators::scalars,
            ActivationMutators::relatives,
            ActivationMutators::clamps,
            IndexMutators::gathers,
            IndexMutators::slices,
            TableMutators::tables,
            QuantisationMutators::zeroPoints,
            QuantisationMutators::scales);

    private Mutators() {}
}
