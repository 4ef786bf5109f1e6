package dev.penstock.evaluate.fused;

import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import org.jspecify.annotations.Nullable;

/// How the values of a column lie in memory.
enum Stored {
    BITS(0, Form.TRUTH),
    BYTES(1, Form.LONG),
    UNSIGNED_BYTES(1, Form.LONG),
    SHORTS(2, Form.LONG),
    UNSIGNED_SHORTS(2, Form.LONG),
    INTS(4, Form.LONG),
    UNSIGNED_INTS(4, Form.LONG),
    LONGS(8, Form.LONG),
    FLOATS(4, Form.DOUBLE),
    DOUBLES(8, Form.DOUBLE);

    private final int width;
    private final Form form;

    Stored(int width, Form form) {
        this.width = width;
        this.form = form;
    }

    /// How many bytes a value has; 0 for bits.
    int width() {
        return width;
    }

    Form form() {
        return form;
    }

    /// How the values of a type lie; null for types that no loop is made for.
    static @Nullable Stored of(DataType type) {
        return switch (type) {
            case DataType.Bool _ -> BITS;
            case DataType.FloatingPoint(int bits) -> bits == 64 ? DOUBLES : bits == 32 ? FLOATS : null;
            case DataType.Int(int bits, boolean signed) when !signed ->
                    switch (bits) {
                        case 8 -> UNSIGNED_BYTES;
                        case 16 -> UNSIGNED_SHORTS;
                        case 32 -> UNSIGNED_INTS;
                        default -> LONGS;
                    };
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ ->
                    Layout.of(type) instanceof Layout.Fixed(int bytes)
                            ? switch (bytes) {
                                case 1 -> BYTES;
                                case 2 -> SHORTS;
                                case 4 -> INTS;
                                default -> LONGS;
                            }
                            : null;
            default -> null;
        };
    }
}
