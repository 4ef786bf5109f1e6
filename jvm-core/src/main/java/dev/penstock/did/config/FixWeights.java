package dev.penstock.did.config;

/// From which period a cell takes its weights.
public enum FixWeights {
    VARYING,
    BASE_PERIOD,
    FIRST_PERIOD
}
