package dev.penstock.testing;

import org.jspecify.annotations.Nullable;

/// A value of a union: which of its fields, by type id, and the field's value.
public record Tagged(int typeId, @Nullable Object value) {}
