package dev.penstock.evaluate.fused;

import java.util.List;

/// A shape with the columns and the constants of one program.
///
/// @param columns the numbers of the columns of the input that it reads
/// @param constants their bits
record Fused(Shape shape, List<Integer> columns, List<Long> constants) {
    Fused {
        columns = List.copyOf(columns);
        constants = List.copyOf(constants);
    }
}
