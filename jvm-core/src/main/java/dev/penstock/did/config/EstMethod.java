package dev.penstock.did.config;

/// How a cell is estimated: doubly robust, by inverse probability weights, by outcome regression.
public enum EstMethod {
    DR,
    IPW,
    REG
}
