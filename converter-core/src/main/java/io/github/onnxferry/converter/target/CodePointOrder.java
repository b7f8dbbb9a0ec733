package io.github.onnxferry.converter.target;

import java.util.Comparator;

/** The order in which Python sorts strings: by code points, where Java compares UTF-16 units. */
final class CodePointOrder {
    static final Comparator<String> INSTANCE = (a, b) -> {
        var left = a.codePoints().iterator();
        var right = b.codePoints().iterator();
        while (left.hasNext() && right.hasNext()) {
            int order = Integer.compare(left.nextInt(), right.nextInt());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    };

    private CodePointOrder() {}
}
