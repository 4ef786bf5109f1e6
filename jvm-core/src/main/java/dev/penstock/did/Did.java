package dev.penstock.did;

import dev.penstock.column.BatchStream;
import dev.penstock.did.aggregate.Aggregate;
import dev.penstock.did.aggregate.Aggregation;
import dev.penstock.did.aggregate.AggregationRequest;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.PanelInfo;
import dev.penstock.did.prepare.Examination;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.FunctionContext;

/// Difference-in-differences with staggered adoption: Callaway and Sant'Anna (2021), as R's `did` computes it.
///
/// What comes out is a value: it holds no memory of the engine's and nothing of single units.
public final class Did {
    private Did() {}

    /// The effects of all groups in all periods, with their errors, band, test and warnings.
    ///
    /// @param data rows of units and periods; closed, also when it fails. The order of rows makes no difference
    /// @throws dev.penstock.error.PenstockException DID-E06 to DID-E24 for data that do not fit, DID-E60 when the
    ///   budget is too small; CANCELLED
    public static DidResult attGt(BatchStream data, DidConfig config, FunctionContext context) {
        try (DidRun run = DidRun.start(data, config, context)) {
            return run.result();
        }
    }

    /// What the data are like, without estimating anything.
    ///
    /// @param data closed, also when it fails
    /// @throws dev.penstock.error.PenstockException DID-E06 to DID-E13, DID-E24; CANCELLED
    public static PanelInfo panelInfo(BatchStream data, DidConfig config, FunctionContext context) {
        try (HeapRoom room = HeapRoom.ofJavaHeap()) {
            return Examination.examine(config, data, room, context);
        }
    }

    /// A summary of effects. It needs nothing but the result.
    ///
    /// @throws dev.penstock.error.PenstockException DID-E40 to DID-E43
    public static Aggregate aggregate(DidResult result, AggregationRequest request) {
        return Aggregation.of(result, request);
    }
}
