package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Categories and words that a model knows. */
final class LabelRules {
    private LabelRules() {}

    static void add(ValueRules rules) {
        rules.add(LabelRules::labels, "LabelEncoder", "CategoryMapper", "OneHotEncoder", "TfIdfVectorizer");
    }

    private static void labels(BoundNode node) {
        var words = words(node.node());
        if (!words.isEmpty()) {
            node.ask(0, ValueRange.words(words));
        }
        var numbers = Stream.of("keys_int64s", "cats_int64s", "pool_int64s")
                .flatMap(key -> node.attributes(key).stream())
                .flatMapToLong(Arrays::stream)
                .boxed()
                .toList();
        if (!numbers.isEmpty() && node.isInteger(0)) {
            // One that the model does not know is an input as well.
            node.ask(
                    0,
                    ValueRange.among(Stream.concat(numbers.stream(), Stream.of(largest(numbers) + 1))
                            .toList()));
        }
    }

    private static long largest(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static List<String> words(OnnxNode node) {
        return Stream.of("keys_strings", "cats_strings", "pool_strings")
                .map(key -> node.attribute(key).orElse(null))
                .filter(OnnxAttribute.StringsValue.class::isInstance)
                .flatMap(a -> ((OnnxAttribute.StringsValue) a).values().stream())
                .map(OnnxAttribute.Text::toString)
                .toList();
    }
}
