package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sequence: of tensors, or of maps. Where the items are known one by one it costs nothing; where only their number at
 * run time is, it is {@linkplain Packed packed}.
 */
public sealed interface Sequence extends Operand permits Sequence.Known, Sequence.Packed {
    /** What is known of the items: one component for tensors; keys and values for maps. */
    List<Component> item();

    /** The sequence as tensors. */
    Packed packed(TfBuilder tf);

    @Override
    default String kind() {
        return "sequence";
    }

    /**
     * One tensor of every item.
     *
     * @param dtype its dtype
     * @param shape what holds for its shape in all items; nothing while there is no item
     */
    record Component(DType dtype, Optional<Shape> shape) {
        /** A tensor of items of which one shape is stated; its free lengths may differ from item to item. */
        public static Component stated(DType dtype, Shape shape) {
            return new Component(dtype, Optional.of(Shapes.varying(shape)));
        }

        /** What holds for both. */
        public Component or(Component other) {
            if (shape.isEmpty() || other.shape.isEmpty()) {
                return shape.isEmpty() ? other : this;
            }
            return new Component(dtype, Optional.of(Shapes.common(shape.get(), other.shape.get())));
        }

        /** The rank of the tensor, if it is known. */
        Optional<Integer> rank() {
            return shape.filter(Shape::hasRank).map(Shape::rank);
        }
    }

    /**
     * Items that are known one by one.
     *
     * @param item what is known of all
     * @param items the items
     */
    record Known(List<Component> item, List<Operand> items) implements Sequence {
        public Known {
            item = List.copyOf(item);
            items = List.copyOf(items);
        }

        /** Tensors of one dtype. */
        public static Known ofTensors(DType dtype, List<Value> tensors) {
            var component = new Component(dtype, Optional.empty());
            for (var tensor : tensors) {
                component = component.or(new Component(dtype, Optional.of(tensor.shape())));
            }
            return new Known(List.of(component), Operand.ofAll(tensors));
        }

        @Override
        public List<Value> components() {
            return items.stream().flatMap(i -> i.components().stream()).toList();
        }

        @Override
        public Operand with(List<Value> components) {
            var others = new ArrayList<Operand>();
            int from = 0;
            for (var i : items) {
                int to = from + i.components().size();
                others.add(i.with(components.subList(from, to)));
                from = to;
            }
            return new Known(item, others);
        }

        @Override
        public Packed packed(TfBuilder tf) {
            var columns = new ArrayList<Column>();
            for (int c = 0; c < item.size(); c++) {
                int component = c;
                columns.add(Column.of(
                        item.get(c),
                        items.stream().map(i -> i.components().get(component)).toList(),
                        tf));
            }
            return new Packed(columns);
        }
    }

    /**
     * Items one after another in flat tensors.
     *
     * @param columns one for tensors; keys and values for maps
     */
    record Packed(List<Column> columns) implements Sequence {
        public Packed {
            columns = List.copyOf(columns);
        }

        @Override
        public List<Component> item() {
            return columns.stream().map(Column::component).toList();
        }

        @Override
        public List<Value> components() {
            return columns.stream()
                    .flatMap(c -> List.of(c.flat(), c.shapes()).stream())
                    .toList();
        }

        @Override
        public Operand with(List<Value> components) {
            var others = new ArrayList<Column>();
            for (int i = 0; i < columns.size(); i++) {
                others.add(new Column(columns.get(i).component(), components.get(2 * i), components.get(2 * i + 1)));
            }
            return new Packed(others);
        }

        @Override
        public Packed packed(TfBuilder tf) {
            return this;
        }

        /** The number of items, an int64 scalar. */
        public Value length(TfBuilder tf) {
            return columns.get(0).length(tf);
        }

        /** The item at a position that is not negative. */
        public Operand at(Value position, TfBuilder tf) {
            var parts = columns.stream().map(c -> c.at(position, tf)).toList();
            return parts.size() == 1 ? Operand.of(parts.get(0)) : new Operand.Mapping(parts.get(0), parts.get(1));
        }

        /** With an item put before a position between 0 and the length. */
        public Packed insert(Value position, Operand item, TfBuilder tf) {
            var others = new ArrayList<Column>();
            for (int i = 0; i < columns.size(); i++) {
                others.add(columns.get(i).insert(position, item.components().get(i), tf));
            }
            return new Packed(others);
        }

        /** Without the item at a position that is not negative. */
        public Packed erase(Value position, TfBuilder tf) {
            return new Packed(columns.stream().map(c -> c.erase(position, tf)).toList());
        }

        /** The same items under weaker knowledge of them, laid out as it asks. */
        public Packed as(List<Component> item, TfBuilder tf) {
            var others = new ArrayList<Column>();
            for (int i = 0; i < columns.size(); i++) {
                others.add(columns.get(i).as(item.get(i), tf));
            }
            return new Packed(others);
        }
    }
}
