package dev.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A table as plain Java values, for comparison. NaN equals NaN; -0.0 and 0.0 differ unless a tolerance is given.
public record Rows(Schema schema, List<List<Object>> rows) {
    public static Rows of(Batch batch) {
        return new Rows(batch.schema(), read(batch));
    }

    public static Rows of(Frame frame) {
        var rows = new ArrayList<List<Object>>();
        frame.batches().forEach(batch -> rows.addAll(read(batch)));
        return new Rows(frame.schema(), rows);
    }

    /// All rows of the stream, which is closed.
    public static Rows of(BatchStream stream) {
        var rows = new ArrayList<List<Object>>();
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                try (Batch owned = batch) {
                    assertThat(owned.schema()).isEqualTo(stream.schema());
                    rows.addAll(read(owned));
                }
            }
            return new Rows(stream.schema(), rows);
        }
    }

    /// The values of one column.
    public static List<Object> of(Column column) {
        return Values.of(column.data());
    }

    private static List<List<Object>> read(Batch batch) {
        List<List<Object>> columns = batch.columns().stream().map(column -> Values.of(column.data())).toList();
        for (int i = 0; i < columns.size(); i++) {
            assertThat(batch.column(i).type()).as("the type of column " + i).isEqualTo(batch.schema().field(i).type());
            assertThat(columns.get(i)).as("the length of column " + i).hasSize((int) batch.rows());
        }
        var rows = new ArrayList<List<Object>>();
        for (int row = 0; row < batch.rows(); row++) {
            var values = new ArrayList<Object>();
            for (List<Object> column : columns) {
                values.add(column.get(row));
            }
            rows.add(values);
        }
        return rows;
    }

    public int count() {
        return rows.size();
    }

    /// The values of one column.
    public List<Object> column(String name) {
        int index = schema.indexOf(name);
        var values = new ArrayList<Object>();
        rows.forEach(row -> values.add(row.get(index)));
        return values;
    }

    /// The same rows in an order of their own, for tables whose order is open.
    public Rows sorted() {
        var keyed = new ArrayList<Keyed>();
        rows.forEach(row -> keyed.add(new Keyed(coarse(row), row)));
        keyed.sort(Comparator.naturalOrder());
        return new Rows(schema, keyed.stream().map(Keyed::row).toList());
    }

    /// A row with the text to sort it by, which is made once: most of the time of a comparison would go into it.
    private record Keyed(String text, List<Object> row) implements Comparable<Keyed> {
        @Override
        public int compareTo(Keyed other) {
            int order = text.compareTo(other.text);
            return order != 0 || row.equals(other.row)
                    ? order
                    : String.valueOf(row).compareTo(String.valueOf(other.row));
        }
    }

    /// The values as text, but floats to four digits: two engines may differ in the last ones.
    private static String coarse(List<Object> row) {
        var text = new StringBuilder();
        for (Object value : row) {
            if (value instanceof Double number) {
                long half = 1L << 37;
                long bits = Double.doubleToLongBits(number == 0 ? 0.0 : number) + half & -2 * half;
                text.append(Long.toHexString(bits));
            } else {
                text.append(value);
            }
            text.append('|');
        }
        return text.toString();
    }

    /// Asserts that both tables hold the same values in the same order under the same schema.
    public void assertEquals(Rows expected) {
        assertThat(schema).isEqualTo(expected.schema);
        for (int i = 0; i < Math.min(rows.size(), expected.rows.size()); i++) {
            if (!rows.get(i).equals(expected.rows.get(i))) {
                assertThat(rows.get(i)).as("row " + i).isEqualTo(expected.rows.get(i));
            }
        }
        assertThat(rows.size()).as("rows").isEqualTo(expected.rows.size());
    }

    /// Like [#assertEquals], but floats may differ by `tolerance` relative to the larger one, and 0.0 equals -0.0.
    public void assertClose(Rows expected, double tolerance) {
        assertThat(schema).isEqualTo(expected.schema);
        assertThat(rows.size()).as("rows").isEqualTo(expected.rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (!close(rows.get(i), expected.rows.get(i), tolerance)) {
                fail("row %d is %s, but should be %s", i, rows.get(i), expected.rows.get(i));
            }
        }
    }

    static boolean close(Object actual, Object expected, double tolerance) {
        if (actual instanceof Double a && expected instanceof Double b) {
            double scale = Math.max(Math.abs(a), Math.abs(b));
            return a.equals(b) || a.doubleValue() == b.doubleValue() || Math.abs(a - b) <= tolerance * scale;
        }
        if (actual instanceof List<?> a && expected instanceof List<?> b) {
            boolean same = a.size() == b.size();
            for (int i = 0; same && i < a.size(); i++) {
                same = close(a.get(i), b.get(i), tolerance);
            }
            return same;
        }
        return java.util.Objects.equals(actual, expected);
    }
}
