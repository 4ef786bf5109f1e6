package dev.penstock.benefits.additions;

import java.util.Locale;

/// How the additions of a limitation year stand against the limit.
enum Status {
    OK,
    /// So close to the limit that little more would exceed it.
    NEAR,
    EXCEEDED,
    /// Something that the limit depends on is not known.
    UNDETERMINED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /// What answers show.
    String text() {
        return text;
    }
}
