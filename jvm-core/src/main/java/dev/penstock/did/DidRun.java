package dev.penstock.did;

import dev.penstock.column.BatchStream;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.Estimates;
import dev.penstock.did.estimate.Estimation;
import dev.penstock.did.estimate.Influence;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.did.prepare.Preparation;
import dev.penstock.did.result.CellErrors;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.FunctionContext;
import java.util.concurrent.ThreadLocalRandom;

/// An estimation with the panel that it was made from. The result outlives it; the influence does not.
public final class DidRun implements AutoCloseable {
    /// Seeds that are drawn stay below this, so that any reader of JSON keeps all of their digits.
    private static final long SEEDS = 1L << 53;

    private final HeapRoom room;
    private final Panel panel;
    private final Estimates estimates;
    private final DidConfig config;
    private final FunctionContext context;

    private DidRun(HeapRoom room, Panel panel, Estimates estimates, DidConfig config, FunctionContext context) {
        this.room = room;
        this.panel = panel;
        this.estimates = estimates;
        this.config = config;
        this.context = context;
    }

    /// Reads the data and estimates all cells.
    ///
    /// @param data closed, also when it fails
    /// @throws dev.penstock.error.PenstockException see [Did#attGt]
    public static DidRun start(BatchStream data, DidConfig given, FunctionContext context) {
        DidConfig config = given.seed() == null ? withSeed(given) : given;
        var room = HeapRoom.ofJavaHeap();
        try {
            Panel panel = Preparation.prepare(config, data, room, context).compacted(room);
            Estimates estimates = Estimation.of(panel, config, room, context);
            return new DidRun(room, panel, estimates, config, context);
        } catch (Throwable e) {
            room.close();
            throw e;
        }
    }

    private static DidConfig withSeed(DidConfig config) {
        long seed = ThreadLocalRandom.current().nextLong(SEEDS);
        return DidConfig.parse(config.toJson().put("seed", seed).toString());
    }

    /// The effects with their errors. Reads the influence once.
    public DidResult result() {
        Spread spread = config.computeInffunc() ? Spread.of(estimates.influence(), panel, config, room, context) : null;
        return CellErrors.result(panel, config, estimates, spread);
    }

    /// What each unit contributes, good as long as this is open.
    public Influence influence() {
        return estimates.influence();
    }

    public Panel panel() {
        return panel;
    }

    public Estimates estimates() {
        return estimates;
    }

    @Override
    public void close() {
        room.close();
    }
}
