package io.github.onnxferry.testdata.defects;

import java.util.Locale;

/** What can be wrong with a converted model; each kind is a mistake that converters are known to make. */
public enum DefectKind {
    /** Two entries of a constant permutation change places. */
    TRANSPOSE_AXES_SWAPPED,
    /** A transposition passes its input on. */
    TRANSPOSE_DROPPED,
    /** The flag that transposes a square constant matrix is flipped. */
    MATRIX_TRANSPOSED,
    /** Softmax runs over the axis before the last one. */
    SOFTMAX_AXIS,
    /** Two neighbours of a concatenation or stack change places. */
    CONCAT_ORDER,
    /** Two outputs of a split change places. */
    SPLIT_ORDER,
    /** One element of padding moves from the front to the back or the other way round; the total stays. */
    PADS_MOVED,
    /** Explicit padding becomes SAME, SAME becomes VALID, VALID becomes SAME. */
    PADDING_SCHEME,
    /** Another value is padded with. */
    PAD_VALUE,
    /** A window moves by another stride. */
    STRIDE,
    /** A window is dilated more or less. */
    DILATION,
    /** A resize maps coordinates in another way. */
    RESIZE_COORDINATES,
    /** The small number that keeps a root or quotient finite is ten times as large. */
    EPSILON,
    /** A vector that is added is left out. */
    BIAS_DROPPED,
    /** A vector that is added is rolled by one channel. */
    BIAS_SHIFTED,
    /** A reduction runs over a neighbouring axis; whether it keeps the axis stays. */
    REDUCTION_AXIS,
    /** A cumulative sum runs the other way or leaves its own element out; a reversal is left out. */
    SCAN_DIRECTION,
    /** The two operands of an operation that does not commute change places. */
    OPERANDS_EXCHANGED,
    /** A node uses the weights of another node of the same operator and shape. */
    WEIGHTS_OF_ANOTHER_NODE,
    /** What is taken where a mask holds and where it does not is exchanged, or a mask is negated. */
    MASK_INVERTED,
    /** "And" becomes "or", or the other way round. */
    MASKS_JOINED,
    /** A comparison takes the bound in or leaves it out. */
    COMPARISON_BOUND,
    /** A comparison becomes its opposite. */
    COMPARISON_NEGATED,
    /** The constant that is compared with is another one. */
    COMPARISON_CONSTANT,
    /** The two branches of a conditional are exchanged. */
    BRANCHES_EXCHANGED,
    /** Two output channels of a weight change places. */
    WEIGHT_CHANNELS_SWAPPED,
    /** The weights of one output channel are rolled by one. */
    WEIGHT_CHANNEL_PERMUTED,
    /** The largest weight of one output channel changes its sign. */
    WEIGHT_ELEMENT,
    /** The weights of one output channel are zero. */
    WEIGHT_CHANNEL_ZEROED,
    /** Another rounding mode. */
    ROUNDING_MODE,
    /** A cast to integers truncates what was rounded before it. */
    CAST_TRUNCATES,
    /** A value makes a round trip through a narrower floating type. */
    DTYPE_NARROWED,
    /** A scalar factor, divisor, summand or exponent is off by one percent. */
    SCALAR_OFF,
    /** Values are no longer clamped on one side. */
    CLAMP_REMOVED,
    /** The bound of a clamp is another one. */
    CLAMP_BOUND,
    /** An activation becomes a near relative. */
    ACTIVATION_REPLACED,
    /** Constant indices are rolled, or a single one is off by one. */
    GATHER_INDEX,
    /** A slice of the same length begins one element earlier or later. */
    SLICE_SHIFTED,
    /** The rows of a constant table are rolled by one. */
    TABLE_ROLLED,
    /** Two rows of a constant table change places. */
    TABLE_ROWS_SWAPPED,
    /** One number of a constant table, such as a threshold or leaf of a tree, is another one. */
    TABLE_ENTRY,
    /** Two labels change places. */
    LABELS_SWAPPED,
    /** A zero point is off by one step. */
    ZERO_POINT,
    /** A quantisation scale is off by one step at the end of its range, 1/127. */
    QUANTISATION_SCALE;

    /** The name in lower case with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
