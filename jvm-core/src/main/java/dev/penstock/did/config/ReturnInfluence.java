package dev.penstock.did.config;

/// What becomes of the influence functions.
public enum ReturnInfluence {
    NONE,
    HANDLE,
    TABLE
}
