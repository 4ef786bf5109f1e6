package dev.penstock.did.config;

/// Who serves as a comparison.
public enum ControlGroup {
    NEVERTREATED,
    NOTYETTREATED
}
