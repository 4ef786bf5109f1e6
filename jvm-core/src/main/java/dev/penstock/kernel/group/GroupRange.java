package dev.penstock.kernel.group;

/// The groups `from` to `to`, without the last.
record GroupRange(long from, long to) {
    long count() {
        return to - from;
    }
}
