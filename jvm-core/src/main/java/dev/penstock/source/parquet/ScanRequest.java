package dev.penstock.source.parquet;

import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is wanted of a scan.
///
/// @param schema the columns that come out, any of those that [ScanColumns] has, in any order
/// @param filtered the columns that the filter of the rows reads, of types with the same values, which it turns into
///   those of the schema; null when there is no filter
/// @param condition what must hold of a row that passes the filter, as far as it can be seen from statistics
/// @param rows how many rows are wanted at most, before any filter
/// @param casts for columns that a user wants as another type than the files have
/// @param counts what the scan looked at and what it left out
public record ScanRequest(
        Plan.Scan scan,
        Schema schema,
        @Nullable List<Field> filtered,
        Condition condition,
        long rows,
        Casts casts,
        ScanCounts counts,
        Allocator allocator) {
    /// Turns columns into ones of other types.
    public interface Casts {
        /// The column, which moves in, as one of the field's type, which the caller owns.
        ///
        /// @throws dev.penstock.error.PenstockException when there is no such cast, or a value does not fit
        Column cast(Column column, Field field);
    }
}
