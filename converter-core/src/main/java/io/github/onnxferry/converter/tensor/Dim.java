package io.github.onnxferry.converter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An integer that is known, or a polynomial over named symbols: the length of an axis, or one element of a shape value.
 *
 * <p>Equal polynomials are equal dims, so {@code batch * 12 / 12} is {@code batch} again. What has no polynomial form
 * (a division with a remainder, a maximum) becomes a symbol named by its expression. Arithmetic wraps as 64-bit
 * integers do.
 */
public final class Dim {
    /** Polynomials with more terms than this become a symbol of their own. */
    private static final int MAX_TERMS = 16;

    private static final List<String> UNIT = List.of();

    private final Map<List<String>, Long> terms;

    private Dim(Map<List<String>, Long> terms) {
        this.terms = terms;
    }

    /** A known integer. */
    public static Dim of(long value) {
        return new Dim(value == 0 ? Map.of() : Map.of(UNIT, value));
    }

    /** The integer that the name stands for. */
    public static Dim symbol(String name) {
        return new Dim(Map.of(List.of(name), 1L));
    }

    /** Whether this is a plain number. */
    public boolean isKnown() {
        return terms.isEmpty() || (terms.size() == 1 && terms.containsKey(UNIT));
    }

    /**
     * Whether this is 0 or more whatever the lengths are that its symbols stand for. Symbols named by an expression may
     * be negative.
     */
    public boolean isNonNegative() {
        return terms.entrySet().stream()
                .allMatch(t -> t.getValue() >= 0 && t.getKey().stream().allMatch(Dim::isPlainName));
    }

    private static boolean isPlainName(String symbol) {
        return symbol.chars().noneMatch(c -> "()+-*/".indexOf(c) >= 0);
    }

    /** Whether this is the given number. */
    public boolean is(long value) {
        return isKnown() && value() == value;
    }

    /** The number; only for known dims. */
    public long value() {
        if (!isKnown()) {
            throw new IllegalStateException("dim " + this + " is not a known number");
        }
        return terms.getOrDefault(UNIT, 0L);
    }

    /** The number if each symbol, and each expression that is one, stands for a given number. */
    public double at(double symbol) {
        return terms.entrySet().stream()
                .mapToDouble(t -> t.getValue() * Math.pow(symbol, t.getKey().size()))
                .sum();
    }

    /** The symbols in this, some of which may be named by an expression. */
    public Set<String> symbols() {
        return terms.keySet().stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** The name, if this is one symbol and nothing else. */
    public Optional<String> name() {
        if (terms.size() == 1) {
            var term = terms.entrySet().iterator().next();
            if (term.getKey().size() == 1 && term.getValue() == 1) {
                return Optional.of(term.getKey().get(0));
            }
        }
        return Optional.empty();
    }

    /** The sum. */
    public Dim plus(Dim other) {
        var sum = new TreeMap<List<String>, Long>(ORDER);
        sum.putAll(terms);
        other.terms.forEach((monomial, factor) -> sum.merge(monomial, factor, Long::sum));
        return normal(sum, this + "+" + other);
    }

    /** The sum with a number. */
    public Dim plus(long other) {
        return plus(of(other));
    }

    /** The difference. */
    public Dim minus(Dim other) {
        return plus(other.times(of(-1)));
    }

    /** The product. */
    public Dim times(Dim other) {
        var product = new TreeMap<List<String>, Long>(ORDER);
        terms.forEach((a, x) -> other.terms.forEach((b, y) -> {
            var monomial = new ArrayList<>(a);
            monomial.addAll(b);
            Collections.sort(monomial);
            product.merge(List.copyOf(monomial), x * y, Long::sum);
        }));
        return normal(product, paren(this) + "*" + paren(other));
    }

    /** The product with a number. */
    public Dim times(long other) {
        return times(of(other));
    }

    /** The quotient if this is a multiple of {@code other} for all values of the symbols, else nothing. */
    public Optional<Dim> dividedExactlyBy(Dim other) {
        if (other.terms.size() != 1) {
            return equals(other) && !terms.isEmpty() ? Optional.of(of(1)) : Optional.empty();
        }
        var divisor = other.terms.entrySet().iterator().next();
        var quotient = new TreeMap<List<String>, Long>(ORDER);
        for (var term : terms.entrySet()) {
            if (term.getValue() % divisor.getValue() != 0) {
                return Optional.empty();
            }
            var monomial = new ArrayList<>(term.getKey());
            for (var symbol : divisor.getKey()) {
                if (!monomial.remove(symbol)) {
                    return Optional.empty();
                }
            }
            quotient.put(List.copyOf(monomial), term.getValue() / divisor.getValue());
        }
        return Optional.of(normal(quotient, this + "/" + other));
    }

    /** The quotient rounded toward negative infinity. */
    public Dim floorDiv(Dim other) {
        if (isKnown() && other.isKnown() && !other.is(0)) {
            return of(Math.floorDiv(value(), other.value()));
        }
        return dividedExactlyBy(other).orElseGet(() -> symbol("floor(" + this + "/" + paren(other) + ")"));
    }

    /** The quotient rounded toward negative infinity. */
    public Dim floorDiv(long other) {
        return floorDiv(of(other));
    }

    /** The quotient rounded toward positive infinity. */
    public Dim ceilDiv(long other) {
        if (isKnown()) {
            return of(-Math.floorDiv(-value(), other));
        }
        return dividedExactlyBy(of(other)).orElseGet(() -> plus(other - 1).floorDiv(other));
    }

    /** The larger of the two. */
    public static Dim max(Dim a, Dim b) {
        if (a.equals(b)) {
            return a;
        }
        var difference = a.minus(b);
        if (difference.isKnown()) {
            return difference.value() > 0 ? a : b;
        }
        return symbol("max(" + a + "," + b + ")");
    }

    /** The smaller of the two. */
    public static Dim min(Dim a, Dim b) {
        if (a.equals(b)) {
            return a;
        }
        var difference = a.minus(b);
        if (difference.isKnown()) {
            return difference.value() < 0 ? a : b;
        }
        return symbol("min(" + a + "," + b + ")");
    }

    private static final java.util.Comparator<List<String>> ORDER = (a, b) -> {
        if (a.size() != b.size()) {
            return b.size() - a.size();
        }
        return Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));
    };

    private static Dim normal(TreeMap<List<String>, Long> terms, String expression) {
        terms.values().removeIf(factor -> factor == 0);
        if (terms.size() > MAX_TERMS) {
            return symbol(expression);
        }
        return new Dim(Collections.unmodifiableMap(terms));
    }

    private static String paren(Dim dim) {
        return dim.terms.size() > 1 ? "(" + dim + ")" : dim.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dim dim && terms.equals(dim.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** The number or the expression, such as {@code 12}, {@code batch} or {@code 2*height-1}. */
    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return "0";
        }
        var text = new StringBuilder();
        terms.forEach((monomial, factor) -> {
            if (factor >= 0 && text.length() > 0) {
                text.append('+');
            }
            if (monomial.isEmpty()) {
                text.append(factor);
            } else {
                if (factor == -1) {
                    text.append('-');
                } else if (factor != 1) {
                    text.append(factor).append('*');
                }
                text.append(String.join("*", monomial));
            }
        });
        return text.toString();
    }
}
