package dev.penstock.source.parquet;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which rows of a scan stay. Each worker has one of its own.
///
/// What is asked of one column alone is a test, which a scan may ask of the values of a dictionary in place of the
/// rows: each value is looked at once, and the column of a row need not be made. The filter is told which tests the
/// rows have passed already, as a number with a bit for each.
public interface RowFilter extends AutoCloseable {
    /// The most tests there may be.
    int MOST_TESTS = Long.SIZE - 1;

    /// The columns that have a test, one for each at most.
    List<Field> tests();

    /// For each of some values without nulls whether it passes a test: 1 or 0. The column stays the caller's.
    ///
    /// @param test its number among [#tests()]
    byte[] passing(int test, Column values);

    /// Says that so many rows of the scan are looked at.
    void see(long rows);

    /// What it must see of rows that have passed some of the tests: columns, and last the rows' numbers.
    Schema reads(long passed);

    /// The rows that stay, with those of their columns that are wanted, and last their numbers; null for none. The
    /// batch stays the caller's, as does the result.
    @Nullable Batch keep(Batch batch, long passed);

    @Override
    void close();
}
