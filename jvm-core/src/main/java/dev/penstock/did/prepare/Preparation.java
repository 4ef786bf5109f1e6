package dev.penstock.did.prepare;

import dev.penstock.column.BatchStream;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.FunctionContext;

/// From a table of rows to a panel that estimation reads: section 4 of the requirements, in its order.
public final class Preparation {
    private Preparation() {}

    /// Reads all rows of `stream`, which is closed, also when it fails. The order of the rows makes no difference,
    /// except that repeated cross sections keep it.
    ///
    /// @param room what the panel takes of the budget; it outlives the panel
    /// @throws dev.penstock.error.PenstockException DID-E06 to DID-E17, DID-E20 to DID-E24, DID-E60
    public static Panel prepare(DidConfig config, BatchStream stream, HeapRoom room, FunctionContext context) {
        InputColumns input;
        try {
            input = InputColumns.of(config, stream.schema());
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
        try (Rows rows = RowReader.read(input, stream, room, context)) {
            var sample = new Sample(rows, room);
            UnitGroups groups = UnitGroups.of(sample, room);
            groups.check();
            Checks.unique(sample);
            Checks.clusters(sample);
            if (!config.panel() && rows.unit() != null) {
                sample = sample.byRow();
                groups = UnitGroups.of(sample, room);
            }
            Doubles weight = rows.weight();
            double mean = weight == null ? 1 : Checks.meanWeight(sample, weight);
            var cohorts = new Cohorts(sample, groups.byUnit(), room);
            cohorts.choose();
            boolean balanced = cohorts.balance();
            context.cancellation().check();
            return new Assembly(sample, cohorts, balanced, room).panel(mean);
        }
    }
}
