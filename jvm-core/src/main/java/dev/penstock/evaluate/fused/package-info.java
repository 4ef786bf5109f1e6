/// Expressions as one loop over rows: bytecode made for their shape, which the JVM compiles as if it had been written
/// by hand.
package dev.penstock.evaluate.fused;
