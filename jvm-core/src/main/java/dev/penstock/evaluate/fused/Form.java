package dev.penstock.evaluate.fused;

import java.lang.classfile.TypeKind;

/// What a value is while a row is computed.
enum Form {
    /// Integers of any width, dates, times and durations.
    LONG(TypeKind.LONG),
    /// Floats.
    DOUBLE(TypeKind.DOUBLE),
    /// Truth values: 0 or 1.
    TRUTH(TypeKind.INT);

    private final TypeKind kind;

    Form(TypeKind kind) {
        this.kind = kind;
    }

    /// What it is to the JVM.
    TypeKind kind() {
        return kind;
    }
}
