package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.HugeInteger;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The same value in each lane, written once. Kernels that take one number do not need the lanes.
final class ConstantNode extends Node {
    private final DataType type;
    private final @Nullable Object value;
    private boolean written;

    ConstantNode(DataType type, @Nullable Object value, Kind kind) {
        super(kind);
        this.type = type;
        this.value = value;
    }

    @Nullable Object value() {
        return value;
    }

    /// The number in each lane, of a constant of kind [Kind#LONGS] that is not null.
    long integer() {
        return integer(present());
    }

    /// The number in each lane, of a constant of kind [Kind#DOUBLES] that is not null.
    double floating() {
        return floating(type, present());
    }

    /// The number in each lane, of a constant of kind [Kind#WIDE] or [Kind#HUGE] that is not null.
    BigInteger wide() {
        return unscaled(present(), ((DataType.Decimal) type.logical()).scale());
    }

    private Object present() {
        Object known = value;
        if (known == null) {
            throw new AssertionError("null has no number");
        }
        return known;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (!written) {
            write(to, rows);
            written = true;
        }
    }

    private void write(Lanes to, Rows rows) {
        long room = to.room();
        if (value == null) {
            to.nulls(true);
            BitLanes.fill(to.valid(), LaneMemory.LANES, false);
            if (kind() == Kind.BYTES) {
                LongLanes.fill(0, to.sizes(), LaneMemory.LANES / 2);
            }
            return;
        }
        switch (kind()) {
            case LONGS -> LongLanes.fill(integer(value), room, LaneMemory.LANES);
            case DOUBLES -> LongLanes.fill(Double.doubleToRawLongBits(floating(type, value)), room, LaneMemory.LANES);
            case BITS -> BitLanes.fill(room, LaneMemory.LANES, (Boolean) value);
            case BYTES -> {
                byte[] text = bytes(value);
                long copy = rows.room(Math.max(1, text.length));
                MemorySegment.copy(MemorySegment.ofArray(text), 0, Native.ALL, copy, text.length);
                LongLanes.fill(copy, room, LaneMemory.LANES);
                LongLanes.fill((long) text.length << 32 | text.length, to.sizes(), LaneMemory.LANES / 2);
            }
            case HUGE -> {
                BigInteger unscaled = wide();
                for (long i = 0; i < LaneMemory.LANES; i++) {
                    HugeInteger.write(room + (i << 5), unscaled);
                }
            }
            case WIDE -> {
                BigInteger unscaled = wide();
                for (long i = 0; i < LaneMemory.LANES; i++) {
                    Native.putLong(room + (i << 4), unscaled.longValue());
                    Native.putLong(room + (i << 4) + 8, unscaled.shiftRight(64).longValue());
                }
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
}
