package dev.penstock.optimize;

import java.util.List;

/// The rules that every plan goes through, in order.
public final class Rules {
    /// All rules.
    public static final List<Rule> ALL = List.of();

    private Rules() {}
}
