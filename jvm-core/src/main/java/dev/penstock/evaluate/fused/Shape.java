package dev.penstock.evaluate.fused;

import java.util.List;

/// What a loop does with each row, whatever the columns and the constants are: a loop is made for each shape once.
///
/// @param columns how the columns lie that it reads
/// @param constants how many constants it reads
/// @param instructions in an order in which each finds what it reads
/// @param results what comes out
record Shape(List<Stored> columns, int constants, List<Instruction> instructions, List<Result> results) {
    /// A value that comes out.
    record Result(int instruction, Stored stored) {}

    Shape {
        columns = List.copyOf(columns);
        instructions = List.copyOf(instructions);
        results = List.copyOf(results);
    }
}
