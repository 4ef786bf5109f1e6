package dev.penstock.did.aggregate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The effects of a summary, without their errors.
///
/// @param overall null for none: no effect after treatment is left
/// @param keys what each row is about: a group, a time since treatment, a period
/// @param rows as many
record Summary(@Nullable Combination overall, List<Long> keys, List<Combination> rows) {}
