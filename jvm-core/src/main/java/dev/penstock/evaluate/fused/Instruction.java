package dev.penstock.evaluate.fused;

/// A value of a row, made of values that earlier instructions have made.
///
/// @param a number of the first instruction that it reads; of the column that it loads, or of the constant that it is
/// @param b number of the second one, or 0
/// @param c number of the third one, or 0
record Instruction(Operation operation, int a, int b, int c) {}
