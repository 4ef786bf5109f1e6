package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Rows to be sorted, in pieces, and behind their own columns those that order them where a column cannot itself: lists
/// and structs are ordered by byte strings.
final class SortTable implements AutoCloseable {
    private final Schema schema;
    private final long rows;
    private final int pieces;
    private final List<List<Column>> columns = new ArrayList<>();
    private final List<Integer> keyColumns = new ArrayList<>();
    private final List<SortOrder> orders;
    private final DictionaryRanks ranks;

    /// @param batches at least one, none of them empty; they stay the caller's
    SortTable(Schema schema, List<Key> keys, List<Batch> batches, Allocator allocator) {
        this.schema = schema;
        this.rows = batches.stream().mapToLong(Batch::rows).sum();
        this.pieces = batches.size();
        this.orders = orders(keys);
        this.ranks = new DictionaryRanks(allocator);
        try {
            for (int i = 0; i < schema.size(); i++) {
                int index = i;
                columns.add(pieces(batches.stream().map(batch -> batch.column(index)).toList(), allocator));
            }
            for (Key key : keys) {
                int column = schema.indexOf(key.column());
                if (!Sortable.isAsItIs(schema.field(column).type())) {
                    var made = new ArrayList<Column>();
                    columns.add(made);
                    columns.get(column).forEach(piece -> made.add(Sortable.of(piece, allocator)));
                    column = columns.size() - 1;
                }
                keyColumns.add(column);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    static List<SortOrder> orders(List<Key> keys) {
        return keys.stream().map(key -> new SortOrder(key.descending(), key.nullsLast())).toList();
    }

    /// The pieces of a column, whose dictionaries become one.
    private static List<Column> pieces(List<Column> parts, Allocator allocator) {
        ArrayData first = parts.getFirst().data();
        boolean same =
                !(first.type() instanceof DataType.Dictionary)
                        || parts.stream()
                                .allMatch(part -> Objects.equals(part.data().dictionary(), first.dictionary()));
        if (same) {
            return Column.shareAll(parts);
        }
        var cut = new ArrayList<Column>();
        try (Column whole = Concatenate.columns(parts, allocator)) {
            long from = 0;
            for (Column part : parts) {
                cut.add(whole.slice(from, part.length()));
                from += part.length();
            }
        }
        return cut;
    }

    Schema schema() {
        return schema;
    }

    long rows() {
        return rows;
    }

    int pieces() {
        return pieces;
    }

    /// How many rows a piece has.
    long rows(int piece) {
        return columns.getFirst().get(piece).length();
    }

    DictionaryRanks ranks() {
        return ranks;
    }

    /// For each column its pieces: those of the schema first.
    List<List<Column>> columns() {
        return columns;
    }

    List<SortOrder> orders() {
        return orders;
    }

    /// Which column holds key number `index`.
    int keyColumn(int index) {
        return keyColumns.get(index);
    }

    /// The keys of one piece.
    List<SortKey> keys(int piece) {
        var keys = new ArrayList<SortKey>();
        for (int i = 0; i < orders.size(); i++) {
            keys.add(new SortKey(columns.get(keyColumns.get(i)).get(piece).data(), orders.get(i)));
        }
        return keys;
    }

    /// The columns of the schema in one piece, for the caller.
    Batch batch(int piece, long from, long count) {
        var cut = new ArrayList<Column>();
        for (int i = 0; i < schema.size(); i++) {
            cut.add(columns.get(i).get(piece).slice(from, count));
        }
        return new Batch(schema, count, cut);
    }

    /// Gives back the pieces, but not what was computed of dictionaries.
    void releasePieces() {
        columns.forEach(Column::closeAll);
    }

    @Override
    public void close() {
        releasePieces();
        ranks.close();
    }
}
