package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// Which rows of a file may fulfil a condition: what the folders' values, statistics, Bloom filters and page indices do
/// not rule out.
final class PrunedFile {
    private final ParquetFile file;
    private final Condition condition;
    private final Schema schema;
    private final Map<String, Known> folders;

    /// @param schema what the columns are read as
    /// @param folders what is known of the columns that no file has: the folders', and those that the scan adds
    PrunedFile(ParquetFile file, Condition condition, Schema schema, Map<String, Known> folders) {
        this.file = file;
        this.condition = condition;
        this.schema = schema;
        this.folders = folders;
    }

    /// The rows of a row group that must be read, in order.
    List<RowRange> ranges(int number) {
        RowGroup group = file.rowGroups().get(number);
        long rows = group.getNum_rows();
        List<RowRange> all = rows == 0 ? List.of() : List.of(new RowRange(0, rows));
        if (condition instanceof Condition.Unknown || rows == 0) {
            return all;
        }
        return new Place(file.path())
                .inRowGroup(number)
                .guarded(() -> {
                    if (!may(condition, name -> chunk(name, group), (name, value) -> filter(name, value, group))) {
                        return List.of();
                    }
                    return pages(condition, group, all);
                });
    }

    /// What is known of a column.
    interface Statistics {
        @Nullable Known of(String column);
    }

    /// Whether a value may occur, where there is a filter that knows.
    interface Occurrence {
        boolean may(String column, Object value);
    }

    /// Whether some row may fulfil the condition.
    static boolean may(Condition condition, Statistics statistics, Occurrence occurrence) {
        return switch (condition) {
            case Condition.Unknown _ -> true;
            case Condition.All(List<Condition> parts) ->
                    parts.stream().allMatch(part -> may(part, statistics, occurrence));
            case Condition.Any(List<Condition> parts) ->
                    parts.stream().anyMatch(part -> may(part, statistics, occurrence));
            case Condition.Null(String column, boolean is) -> {
                Known known = statistics.of(column);
                yield known == null || known.mayNull(is);
            }
            case Condition.Compare(String column, Condition.Comparison comparison, Object value) -> {
                Known known = statistics.of(column);
                yield (known == null || known.may(comparison, value))
                        && (comparison != Condition.Comparison.EQUAL || occurrence.may(column, value));
            }
        };
    }

    /// The leaf of a column that is one; null for others, and for those that the file lacks.
    private @Nullable SchemaNode leaf(String name) {
        return file.columns().schema().contains(name)
                        && schema.contains(name)
                        && file.columns().shape(name) instanceof Shape.Leaf(SchemaNode node)
                        && LeafTarget.exists(node, ReadTypes.of(schema.field(name).type()))
                ? node
                : null;
    }

    private @Nullable Known chunk(String name, RowGroup group) {
        Known folder = folders.get(name);
        if (folder != null) {
            return folder;
        }
        SchemaNode leaf = leaf(name);
        if (leaf == null) {
            return absent(name, group.getNum_rows());
        }
        ColumnChunk chunk = group.getColumns().get(leaf.leaf());
        return chunk.getMeta_data() == null
                ? null
                : ChunkStatistics.of(
                        chunk.getMeta_data().getStatistics(),
                        leaf.element(),
                        type(name),
                        order(leaf),
                        group.getNum_rows());
    }

    /// A column that the file lacks is null in all rows.
    private @Nullable Known absent(String name, long rows) {
        boolean filled = schema.contains(name) && !file.columns().schema().contains(name);
        return filled ? new Known(null, null, false, rows, rows, false) : null;
    }

    private DataType type(String name) {
        Field field = schema.field(name);
        return field.type();
    }

    private @Nullable ColumnOrder order(SchemaNode leaf) {
        List<ColumnOrder> orders = file.footer().getColumn_orders();
        return orders != null && leaf.leaf() < orders.size() && orders.get(leaf.leaf()).isSet()
                ? orders.get(leaf.leaf())
                : null;
    }

    private boolean filter(String name, Object value, RowGroup group) {
        SchemaNode leaf = leaf(name);
        if (leaf == null || folders.containsKey(name)) {
            return true;
        }
        ColumnChunk chunk = group.getColumns().get(leaf.leaf());
        if (chunk.getMeta_data() == null
                || chunk.isSetCrypto_metadata()
                || !chunk.getMeta_data().isSetBloom_filter_offset()) {
            return true;
        }
        byte[] plain = BloomFilter.plain(value, leaf.element(), type(name));
        if (plain == null) {
            return true;
        }
        BloomFilter filter = BloomFilter.read(file.bytes(), chunk.getMeta_data().getBloom_filter_offset());
        return filter == null || filter.mayHold(BloomFilter.hash(plain));
    }

    /// The rows whose pages may fulfil the condition.
    private List<RowRange> pages(Condition part, RowGroup group, List<RowRange> all) {
        return switch (part) {
            case Condition.Unknown _ -> all;
            case Condition.All(List<Condition> parts) -> {
                List<RowRange> both = all;
                for (Condition one : parts) {
                    both = RowRange.both(both, pages(one, group, all));
                }
                yield both;
            }
            case Condition.Any(List<Condition> parts) -> {
                List<RowRange> either = List.of();
                for (Condition one : parts) {
                    either = RowRange.either(either, pages(one, group, all));
                }
                yield either;
            }
            case Condition.Null(String column, _) -> pagesOf(column, part, group, all);
            case Condition.Compare(String column, _, _) -> pagesOf(column, part, group, all);
        };
    }

    private List<RowRange> pagesOf(String name, Condition part, RowGroup group, List<RowRange> all) {
        SchemaNode leaf = leaf(name);
        if (leaf == null || folders.containsKey(name)) {
            return all;
        }
        ColumnChunk stored = group.getColumns().get(leaf.leaf());
        boolean indexed =
                !stored.isSetCrypto_metadata()
                        && stored.isSetColumn_index_offset()
                        && stored.getColumn_index_length() > 0
                        && stored.isSetOffset_index_offset()
                        && stored.getOffset_index_length() > 0;
        if (!indexed) {
            return all;
        }
        long rows = group.getNum_rows();
        var place = new Place(file.path()).inColumn(name);
        PageMap map = PageMap.of(file, ChunkInfo.of(file, leaf, group, 0, place), leaf, rows);
        var index = new ColumnIndex();
        ThriftBytes.read(index, file.bytes().read(stored.getColumn_index_offset(), stored.getColumn_index_length()), 0);
        List<Known> known = ChunkStatistics.of(index, leaf.element(), type(name), order(leaf), map);
        var kept = new ArrayList<RowRange>();
        for (int page = 0; page < map.count(); page++) {
            Known ofPage = known.get(page);
            if (may(part, _ -> ofPage, (_, _) -> true)) {
                kept.add(new RowRange(map.firstEntries()[page], map.firstEntries()[page + 1]));
            }
        }
        return RowRange.either(kept, List.of());
    }
}
