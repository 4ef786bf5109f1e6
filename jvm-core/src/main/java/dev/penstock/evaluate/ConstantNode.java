package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The same value in each lane, written once.
final class ConstantNode extends Node {
    private final DataType type;
    private final @Nullable Object value;
    private @Nullable Block block;
    private boolean written;

    ConstantNode(DataType type, @Nullable Object value, Kind kind) {
        super(kind);
        this.type = type;
        this.value = value;
    }

    @Nullable Object value() {
        return value;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (!written) {
            write(to, rows.allocator());
            written = true;
        }
    }

    private void write(Lanes to, Allocator allocator) {
        if (value == null) {
            to.nulls(true);
            BitLanes.fill(to.valid(), LaneMemory.LANES, false);
            return;
        }
        switch (kind()) {
            case LONGS -> Arrays.fill(to.longs(), integer(value));
            case DOUBLES -> Arrays.fill(to.doubles(), floating(type, value));
            case BITS -> BitLanes.fill(to.bits(), LaneMemory.LANES, (Boolean) value);
            case BYTES -> {
                byte[] text = bytes(value);
                block = allocator.allocate(Math.max(1, text.length));
                MemorySegment.copy(MemorySegment.ofArray(text), 0, Native.ALL, block.address(), text.length);
                Arrays.fill(to.longs(), block.address());
                Arrays.fill(to.sizes(), text.length);
            }
            case WIDE -> {
                BigInteger unscaled = unscaled(value, ((DataType.Decimal) type.logical()).scale());
                Arrays.fill(to.longs(), unscaled.longValue());
                Arrays.fill(to.high(), unscaled.shiftRight(64).longValue());
            }
        }
    }

    /// A constant of kind [Kind#LONGS] in its lanes.
    static long integer(Object value) {
        return ((Number) value).longValue();
    }

    /// A constant of kind [Kind#DOUBLES] in its lanes.
    static double floating(DataType type, Object value) {
        double number = ((Number) value).doubleValue();
        return type.logical() instanceof DataType.FloatingPoint(int bits) && bits <= 32 ? (float) number : number;
    }

    /// A constant of kind [Kind#BYTES].
    static byte[] bytes(Object value) {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes;
            }
            default -> throw new AssertionError(value.getClass());
        };
    }

    private static BigInteger unscaled(Object value, int scale) {
        return switch (value) {
            case BigDecimal number -> number.setScale(scale).unscaledValue();
            case BigInteger number -> new BigDecimal(number).setScale(scale).unscaledValue();
            default -> BigDecimal.valueOf(((Number) value).longValue()).setScale(scale).unscaledValue();
        };
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
        }
    }
}
