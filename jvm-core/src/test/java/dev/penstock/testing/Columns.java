package dev.penstock.testing;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Columns, batches and frames from plain values; the caller owns what it gets.
///
/// The kinds of values are those of [dev.penstock.plan.Expr.Literal]: Boolean, Long, BigInteger (uint64), Double,
/// BigDecimal, String, ByteBuffer, Long for what counts units of time, List for lists, fixed-size lists and structs
/// (positional), a list of key-value lists for maps, [Tagged] for unions; null for null.
public record Columns(Allocator allocator, Style style) {
    /// The same values, laid out otherwise.
    public Columns in(Style other) {
        return new Columns(allocator, other);
    }

    /// A column of any type.
    public Column of(DataType type, List<?> values) {
        var maker = new ArrayMaker(allocator, style);
        try {
            ArrayData data = maker.make(type, values);
            return Column.adopt(data, maker.blocks().toArray(new Block[0]));
        } catch (Throwable e) {
            maker.blocks().forEach(Block::close);
            throw e;
        }
    }

    public Column of(DataType type, Object... values) {
        return of(type, Arrays.asList(values));
    }

    public Column bool(Boolean... values) {
        return of(Types.BOOL, Arrays.asList(values));
    }

    public Column int8(Long... values) {
        return of(Types.INT8, Arrays.asList(values));
    }

    public Column int16(Long... values) {
        return of(Types.INT16, Arrays.asList(values));
    }

    public Column int32(Long... values) {
        return of(Types.INT32, Arrays.asList(values));
    }

    public Column int64(Long... values) {
        return of(Types.INT64, Arrays.asList(values));
    }

    public Column uint8(Long... values) {
        return of(Types.UINT8, Arrays.asList(values));
    }

    public Column uint16(Long... values) {
        return of(Types.UINT16, Arrays.asList(values));
    }

    public Column uint32(Long... values) {
        return of(Types.UINT32, Arrays.asList(values));
    }

    public Column uint64(BigInteger... values) {
        return of(Types.UINT64, Arrays.asList(values));
    }

    public Column float32(Double... values) {
        return of(Types.FLOAT32, Arrays.asList(values));
    }

    public Column float64(Double... values) {
        return of(Types.FLOAT64, Arrays.asList(values));
    }

    public Column utf8(String... values) {
        return of(Types.UTF8, Arrays.asList(values));
    }

    public Column largeUtf8(String... values) {
        return of(new DataType.Utf8(Bytes.OFFSETS64), Arrays.asList(values));
    }

    public Column utf8View(String... values) {
        return of(new DataType.Utf8(Bytes.VIEWS), Arrays.asList(values));
    }

    /// Days since 1970-01-01.
    public Column date32(Long... values) {
        return of(Types.DATE32, Arrays.asList(values));
    }

    /// Units since 1970-01-01T00:00, without a zone.
    public Column timestamp(TimeUnit unit, Long... values) {
        return of(new DataType.Timestamp(unit, null), Arrays.asList(values));
    }

    public Column duration(TimeUnit unit, Long... values) {
        return of(new DataType.Duration(unit), Arrays.asList(values));
    }

    /// Lists of `element` with 32-bit offsets.
    public Column list(DataType element, List<?>... values) {
        return of(DataType.listOf(element), Arrays.asList(values));
    }

    /// Structs; each value lists the fields' values in order.
    public Column struct(List<Field> fields, List<?>... values) {
        return of(new DataType.StructOf(fields), Arrays.asList(values));
    }

    /// Strings in a dictionary with 32-bit indices.
    public Column dictionary(String... values) {
        return of(new DataType.Dictionary((DataType.Int) Types.UINT32, Types.UTF8, false), Arrays.asList(values));
    }

    public Column nulls(DataType type, int rows) {
        return of(type, Collections.nCopies(rows, null));
    }

    /// A batch of nullable columns, which it adopts.
    public static Batch batch(Map<String, Column> columns) {
        var fields = new ArrayList<Field>();
        columns.forEach((name, column) -> fields.add(Field.nullable(name, column.type())));
        long rows = columns.isEmpty() ? 0 : columns.values().iterator().next().length();
        return new Batch(new Schema(fields), rows, List.copyOf(columns.values()));
    }

    /// A batch of one column, which it adopts.
    public static Batch batch(String name, Column column) {
        return batch(Map.of(name, column));
    }

    public static Batch batch(String first, Column a, String second, Column b) {
        var columns = new LinkedHashMap<String, Column>();
        columns.put(first, a);
        columns.put(second, b);
        return batch(columns);
    }

    public static Batch batch(String first, Column a, String second, Column b, String third, Column c) {
        var columns = new LinkedHashMap<String, Column>();
        columns.put(first, a);
        columns.put(second, b);
        columns.put(third, c);
        return batch(columns);
    }

    /// A batch from rows of plain values.
    public Batch batch(Schema schema, List<? extends List<?>> rows) {
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                var values = new ArrayList<Object>();
                for (List<?> row : rows) {
                    values.add(row.get(i));
                }
                columns.add(of(schema.field(i).type(), values));
            }
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
        return new Batch(schema, rows.size(), columns);
    }

    /// A frame from rows of plain values, in batches of at most `batchRows` rows.
    public Frame frame(Schema schema, List<? extends List<?>> rows, int batchRows) {
        var batches = new ArrayList<Batch>();
        try {
            for (int from = 0; from < rows.size(); from += batchRows) {
                batches.add(batch(schema, rows.subList(from, Math.min(rows.size(), from + batchRows))));
            }
        } catch (Throwable e) {
            batches.forEach(Batch::close);
            throw e;
        }
        return new Frame(schema, batches);
    }
}
