package dev.penstock.function;

/// The settings of a function that has none.
public record NoSettings() {}
