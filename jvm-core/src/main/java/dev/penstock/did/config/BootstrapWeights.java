package dev.penstock.did.config;

/// The distribution of the bootstrap's multipliers.
public enum BootstrapWeights {
    MAMMEN,
    RADEMACHER,
    NORMAL
}
