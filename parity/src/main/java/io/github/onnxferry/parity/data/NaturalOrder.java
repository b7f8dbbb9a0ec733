package io.github.onnxferry.parity.data;

import java.io.Serializable;
import java.util.Comparator;

/** The order of names that people expect: runs of digits compare as numbers, so that {@code x2} comes before {@code x10}. */
final class NaturalOrder implements Comparator<String>, Serializable {
    private static final long serialVersionUID = 1L;

    static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int order;
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int endOfLeft = endOfDigits(left, i);
                int endOfRight = endOfDigits(right, j);
                order = compareNumbers(left.substring(i, endOfLeft), right.substring(j, endOfRight));
                i = endOfLeft;
                j = endOfRight;
            } else {
                order = Character.compare(left.charAt(i++), right.charAt(j++));
            }
            if (order != 0) {
                return order;
            }
        }
        int rest = Integer.compare(left.length() - i, right.length() - j);
        return rest != 0 ? rest : left.compareTo(right);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfDigits(String text, int start) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Compares numbers of any length without parsing them. */
    private static int compareNumbers(String left, String right) {
        String a = withoutZeros(left);
        String b = withoutZeros(right);
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }
}
