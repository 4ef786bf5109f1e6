package dev.penstock.testing;

import java.util.stream.LongStream;

/// The seeds of tests that draw whole plans: a few of them each time, and many at night (`-Dpenstock.seeds=60`).
public final class Seeds {
    private static final long EACH_TIME = 6;

    private Seeds() {}

    public static LongStream all() {
        return LongStream.range(0, Long.getLong("penstock.seeds", EACH_TIME));
    }
}
