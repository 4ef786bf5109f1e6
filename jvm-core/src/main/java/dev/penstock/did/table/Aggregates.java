package dev.penstock.did.table;

import dev.penstock.column.BatchStream;
import dev.penstock.did.Did;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.AggregationRequest;
import dev.penstock.did.config.Fault;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.prepare.InputColumns;
import dev.penstock.did.prepare.Preparation;
import dev.penstock.did.result.DidResult;
import dev.penstock.did.result.Fingerprint;
import dev.penstock.did.result.ResultReader;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.List;

/// A summary of a result in JSON; see [Did#aggregate] and [AggregateTable]. The setting `output` chooses the answer:
/// `rows`, `warnings` ([WarningTable]), `plot` ([PlotTable]).
///
/// It takes no input, or the table that the result was made from, which must be the same then. Errors: DID-E01 and
/// DID-E03 for the result, DID-E02 to DID-E05 for the request, DID-E40 to DID-E43, DID-E44 for another table.
public final class Aggregates implements TableFunction<AggregateSettings> {
    @Override
    public String name() {
        return "did_aggregate";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<AggregateSettings> configType() {
        return AggregateSettings.class;
    }

    @Override
    public List<String> sqlSettings() {
        return List.of("result_json", "request");
    }

    @Override
    public Schema bind(AggregateSettings settings, List<Schema> inputs) {
        if (inputs.size() > 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "did_aggregate takes one table or none, not " + inputs.size());
        }
        AggregationRequest.parse(settings.request());
        return switch (settings.output()) {
            case ROWS -> AggregateTable.SCHEMA;
            case WARNINGS -> WarningTable.SCHEMA;
            case PLOT -> PlotTable.SCHEMA;
        };
    }

    @Override
    public BatchStream apply(AggregateSettings settings, List<BatchStream> inputs, FunctionContext context) {
        DidResult result = ResultReader.read(settings.resultJson());
        if (!inputs.isEmpty()) {
            check(result, inputs.getFirst(), context);
        }
        Aggregate aggregate = Did.aggregate(result, AggregationRequest.parse(settings.request()));
        Allocator allocator = context.allocator();
        return switch (settings.output()) {
            case ROWS -> AggregateTable.of(aggregate, allocator);
            case WARNINGS -> WarningTable.of(aggregate.warnings(), allocator);
            case PLOT -> PlotTable.of(aggregate, allocator);
        };
    }

    private static void check(DidResult result, BatchStream data, FunctionContext context) {
        try (data;
                HeapRoom room = HeapRoom.ofJavaHeap()) {
            InputColumns.of(result.config(), data.schema());
            String found = Fingerprint.of(Preparation.prepare(result.config(), data, room, context));
            if (!found.equals(result.fingerprint())) {
                throw Fault.E44.because(
                        "the result was made from another table: its fingerprint is %s, that of the table is %s"
                                .formatted(result.fingerprint(), found),
                        "give the table that was estimated from, or none");
            }
        }
    }
}
