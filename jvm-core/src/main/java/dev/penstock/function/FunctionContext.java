package dev.penstock.function;

import dev.penstock.memory.Allocator;

/// What a running function may use.
///
/// @param allocator memory that counts against the query's budget
/// @param threads how many threads the query may use
/// @param cancellation asked between batches
public record FunctionContext(Allocator allocator, int threads, Cancellation cancellation) {}
