package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Utf8;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The type that holds the values of two types: what `when/then`, concatenation and comparison convert both sides to.
///
/// Follows Polars 2.1; `docs/types.md` lists the exceptions.
final class Supertype {
    /// What Polars does with 128-bit integers, which Arrow lacks.
    static final DataType INT128 = new Decimal(128, 38, 0);

    private Supertype() {}

    /// @throws PenstockException with code SCHEMA_MISMATCH when there is none
    static DataType require(DataType left, DataType right) {
        return of(left, right)
                .orElseThrow(() ->
                        new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "no type holds the values of both " + left + " and " + right));
    }

    static Optional<DataType> of(DataType left, DataType right) {
        if (left.equals(right)) {
            return Optional.of(left);
        }
        if (left instanceof Null || right instanceof Null) {
            return Optional.of(left instanceof Null ? right : left);
        }
        if (left.sameValues(right)) {
            // Views can be chosen and gathered without a copy of their text.
            return Optional.of(isViews(left) ? left : isViews(right) ? right : left.logical());
        }
        Optional<DataType> found = ordered(left, right);
        return found.isPresent() ? found : ordered(right, left);
    }

    private static boolean isViews(DataType type) {
        return Layout.of(type) instanceof Layout.Views;
    }

    private static Optional<DataType> ordered(DataType left, DataType right) {
        return Optional.ofNullable(
                switch (left) {
                    case Utf8 _ -> right instanceof DataType.Binary ? Types.BINARY : isPlain(right) ? Types.UTF8 : null;
                    case DataType.RunEndEncoded(_, Field values) -> of(values.type(), right).orElse(null);
                    case Bool _ -> right.isNumeric() && !(right instanceof Decimal) ? right : null;
                    case Int a -> right instanceof Int b ? integers(a, b) : null;
                    case DataType.FloatingPoint(int bits) -> floating(bits, right);
                    case Decimal a -> decimal(a, right);
                    case Date _ ->
                            switch (right) {
                                case Date _ -> new Date(true);
                                case Timestamp _ -> right;
                                default -> null;
                            };
                    case Timestamp(TimeUnit unit, String zone) ->
                            right instanceof Timestamp(TimeUnit other, String otherZone)
                                            && Objects.equals(zone, otherZone)
                                    ? new Timestamp(coarser(unit, other), zone)
                                    : null;
                    // No unit of a time of day is too fine for a day, so nothing needs to be cut off.
                    case Time(TimeUnit unit) ->
                            right instanceof Time(TimeUnit other) ? new Time(finer(unit, other)) : null;
                    case Duration(TimeUnit unit) ->
                            right instanceof Duration(TimeUnit other) ? new Duration(coarser(unit, other)) : null;
                    case ListOf(Field element, _) -> list(element.type(), right);
                    case FixedSizeListOf(Field element, _) -> list(element.type(), right);
                    case StructOf(List<Field> fields) ->
                            right instanceof StructOf(List<Field> others) ? struct(fields, others) : null;
                    default -> null;
                });
    }

    /// The smallest integer that holds both; int128 where that would need 65 bits.
    private static DataType integers(Int a, Int b) {
        if (a.signed() == b.signed()) {
            return a.bits() >= b.bits() ? a : b;
        }
        Int signed = a.signed() ? a : b;
        Int unsigned = a.signed() ? b : a;
        if (signed.bits() > unsigned.bits()) {
            return signed;
        }
        return unsigned.bits() == 64 ? INT128 : new Int(unsigned.bits() * 2, true);
    }

    /// A float32 holds integers of up to 16 bits; what is wider needs a float64.
    private static @Nullable DataType floating(int bits, DataType other) {
        return switch (other) {
            case Int(int width, _) -> bits <= 32 && width <= 16 ? Types.FLOAT32 : Types.FLOAT64;
            case DataType.FloatingPoint(int width) -> Math.max(bits, width) <= 32 ? Types.FLOAT32 : Types.FLOAT64;
            case Decimal _ -> Types.FLOAT64;
            default -> null;
        };
    }

    private static @Nullable DataType decimal(Decimal a, DataType other) {
        return switch (other) {
            case Decimal b -> {
                int scale = Math.max(a.scale(), b.scale());
                int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
                int bits = Math.max(a.bits(), b.bits()) > 128 ? 256 : 128;
                yield new Decimal(bits, Math.min(whole + scale, bits == 256 ? 76 : 38), scale);
            }
            case Int(int bits, boolean signed) -> {
                int digits = digits(bits, signed);
                boolean fits = a.precision() - a.scale() >= digits;
                yield fits ? a : new Decimal(a.bits() > 128 ? 256 : 128, a.bits() > 128 ? 76 : 38, a.scale());
            }
            default -> null;
        };
    }

    private static int digits(int bits, boolean signed) {
        return switch (bits) {
            case 8 -> 3;
            case 16 -> 5;
            case 32 -> 10;
            default -> signed ? 19 : 20;
        };
    }

    private static @Nullable DataType list(DataType element, DataType other) {
        return switch (other) {
            case ListOf(Field right, _) -> of(element, right.type()).map(DataType::listOf).orElse(null);
            case FixedSizeListOf(Field right, _) -> of(element, right.type()).map(DataType::listOf).orElse(null);
            default -> null;
        };
    }

    private static @Nullable DataType struct(List<Field> left, List<Field> right) {
        Map<String, DataType> merged = new LinkedHashMap<>();
        left.forEach(field -> merged.put(field.name(), field.type()));
        for (Field field : right) {
            DataType known = merged.get(field.name());
            if (known == null) {
                merged.put(field.name(), field.type());
                continue;
            }
            Optional<DataType> both = of(known, field.type());
            if (both.isEmpty()) {
                return null;
            }
            merged.put(field.name(), both.get());
        }
        var fields = new ArrayList<Field>();
        merged.forEach((name, type) -> fields.add(Field.nullable(name, type)));
        return new StructOf(fields);
    }

    private static TimeUnit coarser(TimeUnit a, TimeUnit b) {
        return a.perSecond() <= b.perSecond() ? a : b;
    }

    private static TimeUnit finer(TimeUnit a, TimeUnit b) {
        return a.perSecond() >= b.perSecond() ? a : b;
    }

    /// Whether a value of the type has one obvious text.
    private static boolean isPlain(DataType type) {
        return type.isNumeric() || type instanceof Bool || (type.isTemporal() && !(type instanceof Duration));
    }
}
