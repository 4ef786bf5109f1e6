package dev.penstock.bind;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The seed of a random draw: the user's, or a new one that the bound plan then keeps.
final class Seeds {
    private Seeds() {}

    static long of(@Nullable Long seed) {
        return seed == null ? ThreadLocalRandom.current().nextLong() : seed;
    }
}
