package dev.penstock.did.panel;

import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// The units' own ids, ascending, as they are given back: either integers or bytes.
///
/// @param type the type that they came in
/// @param numbers one for each unit; null when ids are texts
/// @param bytes the text or the bytes of each unit's id; null when ids are integers
@SuppressWarnings("ArrayRecordComponent") // it is never compared
public record UnitIds(DataType type, long @Nullable [] numbers, byte @Nullable [] @Nullable [] bytes) {}
