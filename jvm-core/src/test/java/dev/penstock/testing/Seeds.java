package dev.penstock.testing;

import java.util.stream.LongStream;

/// The seeds of tests that draw whole plans: a few of them each time, and many at night (`-Dpenstock.seeds=60`).
public final class Seeds {
    private static final long EACH_TIME = 6;

    private Seeds() {}

    public static LongStream all() {
        return LongStream.range(0, seeds());
    }

    /// How often something is tried that is tried `eachTime` by day: as many times more at night as there are seeds
    /// more.
    public static int times(int eachTime) {
        return Math.toIntExact(eachTime * seeds() / EACH_TIME);
    }

    private static long seeds() {
        return Long.getLong("penstock.seeds", EACH_TIME);
    }
}
