package dev.penstock.benefits.limits;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.NoSettings;
import dev.penstock.function.TableFunction;
import dev.penstock.type.Schema;
import java.util.List;

/// The limits that Penstock brings, as a table: one row for each year and code, with where the amount was read. A year
/// that could not be verified is not there. See [LimitRows] for the columns.
public final class RegulatoryLimitsTable implements TableFunction<NoSettings> {
    @Override
    public String name() {
        return "benefits.regulatory_limits";
    }

    @Override
    public Class<NoSettings> configType() {
        return NoSettings.class;
    }

    @Override
    public Schema bind(NoSettings none, List<Schema> inputs) {
        if (!inputs.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "benefits.regulatory_limits takes no table, not " + inputs.size());
        }
        return LimitRows.SCHEMA;
    }

    @Override
    public BatchStream apply(NoSettings none, List<BatchStream> inputs, FunctionContext context) {
        return BatchStream.of(
                LimitRows.SCHEMA, List.of(LimitRows.batch(PublishedLimits.get().all(), context.allocator())));
    }
}
