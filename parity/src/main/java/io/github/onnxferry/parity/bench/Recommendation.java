package io.github.onnxferry.parity.bench;

/**
 * The setting of oneDNN with which the SavedModel is faster.
 *
 * @param oneDnn whether it is on
 * @param speedup the median latency with the other setting, divided by that with this one; at least 1
 * @param roundsFaster in how many rounds the median was lower with this setting
 * @param rounds how many rounds there were
 */
public record Recommendation(boolean oneDnn, double speedup, int roundsFaster, int rounds) {
    /** Of the measurements with oneDNN on and off; they took part in the same rounds. */
    static Recommendation of(Measurement on, Measurement off) {
        boolean oneDnn = on.latency().median() <= off.latency().median();
        var better = oneDnn ? on : off;
        var other = oneDnn ? off : on;
        int rounds = Math.min(better.rounds().size(), other.rounds().size());
        int faster = 0;
        for (int i = 0; i < rounds; i++) {
            if (better.rounds().get(i).median() < other.rounds().get(i).median()) {
                faster++;
            }
        }
        double least = Math.max(better.latency().median(), Double.MIN_NORMAL);
        return new Recommendation(oneDnn, Math.max(1, other.latency().median() / least), faster, rounds);
    }

    /** The value of {@value Contender#ONEDNN}. */
    public String value() {
        return oneDnn ? "1" : "0";
    }
}
