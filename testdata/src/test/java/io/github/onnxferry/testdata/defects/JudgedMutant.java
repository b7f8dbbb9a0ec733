package io.github.onnxferry.testdata.defects;

/**
 * How a mutant did.
 *
 * @param model name of the model
 * @param mutation its defect
 * @param state how far it came
 * @param difference by how much its answers differ from those of the model without the defect: see {@link Difference}
 * @param shownBy how many of the valid inputs tell the mutant from the model without the defect
 * @param caught whether the check found it
 * @param said what TensorFlow or the check said of it, shortened; may be empty
 */
record JudgedMutant(
        String model,
        Mutation mutation,
        State state,
        Difference difference,
        String shownBy,
        boolean caught,
        String said) {
    /** How far a mutant came. */
    enum State {
        /** TensorFlow does not load it. */
        REFUSED,
        /** It fails on a valid input. */
        FAILS,
        /** It answers all inputs. */
        RUNS,
        /** The check found it, so that it was not run by itself. */
        FOUND
    }

    /** Whether the defect shows for some valid input. */
    boolean isLive() {
        return state != State.RUNS || difference.isBeyondNoise();
    }

    /** Whether it shows and was not caught. */
    boolean isMissed() {
        return isLive() && !caught;
    }

    @Override
    public String toString() {
        return model + ": " + mutation + "; " + state + ", " + difference + ", shown by " + shownBy + " inputs"
                + (said.isEmpty() ? "" : "; " + said);
    }
}
