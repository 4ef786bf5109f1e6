package dev.penstock.did;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.Estimates;
import dev.penstock.did.estimate.Estimation;
import dev.penstock.did.inference.Spread;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.did.result.CellErrors;
import dev.penstock.did.result.DidResult;
import dev.penstock.function.FunctionContext;
import java.util.concurrent.ThreadLocalRandom;

/// Difference-in-differences with staggered adoption: Callaway and Sant'Anna (2021), as R's `did` computes it.
public final class Did {
    /// Seeds that are drawn stay below this, so that any reader of JSON keeps all of their digits.
    private static final long SEEDS = 1L << 53;

    private Did() {}

    /// The group-time effects of a prepared panel.
    static DidResult attGt(Panel panel, DidConfig given, HeapRoom room, FunctionContext context) {
        Long seed = given.seed();
        long used = seed == null ? ThreadLocalRandom.current().nextLong(SEEDS) : seed;
        DidConfig config = given.withSeed(used);
        Estimates estimates = Estimation.of(panel, config, room, context);
        Spread spread =
                config.computeInffunc() ? Spread.of(estimates.influence(), panel, config, used, room, context) : null;
        return CellErrors.result(panel, config, estimates, spread);
    }
}
