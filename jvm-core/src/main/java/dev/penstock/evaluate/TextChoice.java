package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A choice between columns of views and constants. Where views are wanted, views are chosen, and no text is copied:
/// the new column shares the text of the others.
final class TextChoice extends Node {
    private final Node plain;
    private final Node places;
    private final List<ViewPlace> columns = new ArrayList<>();
    private final List<ViewPlace> constants = new ArrayList<>();

    private TextChoice(Node plain, List<Node> values, BiFunction<Kind, List<Node>, Node> choice) {
        super(Kind.BYTES);
        this.plain = plain;
        places = choice.apply(Kind.LONGS, values.stream().map(this::place).toList());
    }

    /// A choice between values of any kind.
    ///
    /// @param choice makes the node that chooses between nodes of a kind
    static Node of(Kind kind, List<Node> values, BiFunction<Kind, List<Node>, Node> choice) {
        Node plain = choice.apply(kind, values);
        boolean views = kind == Kind.BYTES && values.stream().allMatch(TextChoice::isView);
        return views ? new TextChoice(plain, values, choice) : plain;
    }

    private static boolean isView(Node node) {
        return node instanceof ConstantNode
                || (node instanceof ColumnNode column && Layout.of(column.type()) instanceof Layout.Views);
    }

    private Node place(Node leaf) {
        var place = new ViewPlace(leaf);
        List<ViewPlace> all = leaf instanceof ColumnNode ? columns : constants;
        all.add(place);
        return place;
    }

    /// The address of the view that is chosen for each row, after [#begin] for its batch.
    Lanes places(Rows rows) {
        return places.of(rows);
    }

    /// Begins the rows of a batch: the buffers of text that a new column of views shares, in front of its own.
    ///
    /// @param assembly keeps them
    /// @param ownText takes a constant, and returns where it lies in the new column's own buffer
    List<Buffer> begin(Rows rows, Assembly assembly, ToLongFunction<byte[]> ownText) {
        var buffers = new ArrayList<Buffer>();
        for (int i = 0; i < columns.size(); i++) {
            ViewPlace place = columns.get(i);
            @Nullable ViewPlace same = sameColumn(place, i);
            if (same == null) {
                place.follow(buffers.size());
                ArrayData data = rows.column(place.index());
                buffers.addAll(data.buffers().subList(2, data.buffers().size()));
                try (Column column = rows.range(place.index())) {
                    assembly.keep(column);
                }
            } else {
                place.follow(same.buffersBefore());
            }
        }
        constants.forEach(constant -> constant.write(rows, buffers.size(), ownText));
        return buffers;
    }

    private @Nullable ViewPlace sameColumn(ViewPlace place, int end) {
        return columns.subList(0, end).stream()
                .filter(known -> known.index() == place.index())
                .findFirst()
                .orElse(null);
    }

    @Override
    List<Node> inputs() {
        return List.of(plain, places);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        Choice.copy(plain.of(rows), to, Kind.BYTES, rows.count());
    }
}
