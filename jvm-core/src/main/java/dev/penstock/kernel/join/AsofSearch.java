package dev.penstock.kernel.join;

import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What is looked for in an as-of join.
///
/// @param exact whether an equal key will do
/// @param tolerance how far a key may be away: a double for floats, a decimal for decimals, else a count of units; null
///   for any distance
public record AsofSearch(Strategy strategy, boolean exact, @Nullable Object tolerance) {
    /// Which key of a group is taken.
    public enum Strategy {
        /// The last one that is not greater.
        BACKWARD,
        /// The first one that is not less.
        FORWARD,
        /// The last one of those that are nearest, of two sides equally near the greater.
        NEAREST
    }

    /// Whether it matters how far keys are apart.
    public boolean needsDistances() {
        return strategy == Strategy.NEAREST || tolerance != null;
    }

    boolean hasTolerance() {
        return tolerance != null;
    }

    /// The distances of keys of `type` whose first one on the left side is at `left`.
    ///
    /// @param right the first key of the right side
    AsofDistance distance(DataType type, AsofTable table, long left, long right) {
        return switch (type) {
            case DataType.FloatingPoint(int bits) ->
                    new AsofDistance.Reals(table.words(), bits, tolerance instanceof Double most ? most : 0);
            case DataType.Decimal(int bits, _, _) when bits > Long.SIZE -> {
                BigInteger most = tolerance instanceof BigDecimal decimal ? decimal.unscaledValue() : BigInteger.ZERO;
                long high = most.shiftRight(Long.SIZE).longValue();
                yield new AsofDistance.Decimals(left, right, table.rows(), high, most.longValue());
            }
            default -> new AsofDistance.Units(table.words(), units());
        };
    }

    private long units() {
        return switch (tolerance) {
            case Long count -> count;
            case BigInteger count -> count.longValue();
            case BigDecimal decimal -> clamped(decimal.unscaledValue());
            case null, default -> 0;
        };
    }

    /// As a word without a sign: no two keys are further apart than the greatest of these.
    private static long clamped(BigInteger count) {
        return count.bitLength() > Long.SIZE ? -1L : count.longValue();
    }
}
