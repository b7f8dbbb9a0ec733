package io.github.onnxferry.parity.result;

import java.util.List;

/**
 * TensorFlow's gradients against finite differences of the ONNX model.
 *
 * @param rows a row an input or variable
 * @param remarks what could not be compared, and why
 */
public record GradientReport(List<Row> rows, List<String> remarks) {
    public GradientReport {
        rows = List.copyOf(rows);
        remarks = List.copyOf(remarks);
    }

    /**
     * One input or variable.
     *
     * @param name its name in the ONNX model
     * @param variable whether it is a variable, not an input
     * @param sampled coordinates that were compared
     * @param unstable coordinates at which the finite difference has no limit, such as the kink of a ReLU; not compared
     * @param maxError largest error over the tolerance: above 1 is outside
     * @param position coordinate of the largest error
     * @param gradient TensorFlow's derivative there
     * @param difference the finite difference there
     */
    public record Row(
            String name,
            boolean variable,
            long sampled,
            long unstable,
            double maxError,
            List<Long> position,
            double gradient,
            double difference) {
        public Row {
            position = List.copyOf(position);
        }

        /** Whether the gradient agrees. */
        public boolean agrees() {
            return maxError <= 1;
        }
    }

    /** Whether all gradients agree. */
    public boolean agrees() {
        return rows.stream().allMatch(Row::agrees);
    }
}
