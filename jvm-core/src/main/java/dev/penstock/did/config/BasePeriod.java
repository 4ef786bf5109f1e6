package dev.penstock.did.config;

/// With which period the periods before treatment are compared.
public enum BasePeriod {
    VARYING,
    UNIVERSAL
}
