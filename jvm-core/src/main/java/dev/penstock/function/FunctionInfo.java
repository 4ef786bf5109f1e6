package dev.penstock.function;

import java.util.List;

/// A function that is known, for those who want to see what there is.
///
/// @param signatures what it takes and gives with its default settings; empty when that depends
/// @param settings the names of its settings
/// @param origin the jar or folder that it came from; empty for those of Penstock
public record FunctionInfo(
        String name, FunctionKind kind, List<String> signatures, List<String> settings, String origin) {}
