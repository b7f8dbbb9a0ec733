package io.github.onnxferry.parity.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as people read them. */
public final class Figures {
    private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);

    private Figures() {}

    /** Three significant digits, with an exponent where zeros would have to be counted. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "-∞";
        }
        if (value == 0) {
            return "0";
        }
        var rounded = new BigDecimal(value).round(THREE);
        int exponent = rounded.precision() - rounded.scale() - 1;
        var digits = exponent >= -3 && exponent <= 5 ? rounded : rounded.scaleByPowerOfTen(-exponent);
        var plain = digits.stripTrailingZeros().toPlainString();
        return digits.equals(rounded) ? plain : plain + "e" + exponent;
    }

    /** A cosine; near 1 what it lacks, since three digits of it would say nothing. */
    public static String cosine(double value) {
        return value > 0.999 && value < 1 ? "1 - " + of(1 - value) : of(value);
    }

    /** All digits. */
    public static String full(double value) {
        return Double.toString(value);
    }

    /** A count, its thousands set apart. */
    public static String of(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share in per cent. */
    public static String percent(double share) {
        return of(share * 100) + " %";
    }

    /** A shape or position such as {@code [1, 3, 8]}. */
    public static String of(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Seconds. */
    public static String seconds(double seconds) {
        return of(seconds) + " s";
    }
}
