package dev.penstock.type;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Dictionary;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.DataType.FixedSizeBinary;
import dev.penstock.type.DataType.FixedSizeListOf;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Interval;
import dev.penstock.type.DataType.IntervalUnit;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.MapOf;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.RunEndEncoded;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Union;
import dev.penstock.type.DataType.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The format strings of the Arrow C Data Interface, which also name types in plans.
///
/// Source: "The Arrow C data interface", section "Data type description". `_pli128` and `_plu128` are private formats
/// that Polars uses for 128-bit integers; they arrive as `decimal128(38, 0)`.
public final class ArrowFormat {
    /// Dictionary values are ordered (`ARROW_FLAG_DICTIONARY_ORDERED`).
    public static final int FLAG_DICTIONARY_ORDERED = 1;

    /// Nulls may occur (`ARROW_FLAG_NULLABLE`).
    public static final int FLAG_NULLABLE = 2;

    /// The keys of each map value are sorted (`ARROW_FLAG_MAP_KEYS_SORTED`).
    public static final int FLAG_MAP_KEYS_SORTED = 4;

    private ArrowFormat() {}

    /// The format string of `type`; for a dictionary that of its indices.
    public static String of(DataType type) {
        return switch (type) {
            case Null _ -> "n";
            case Bool _ -> "b";
            case Int(int bits, boolean signed) -> integer(bits, signed);
            case DataType.FloatingPoint(int bits) -> bits == 16 ? "e" : bits == 32 ? "f" : "g";
            case Decimal(int bits, int precision, int scale) ->
                    "d:" + precision + "," + scale + (bits == 128 ? "" : "," + bits);
            case Utf8(Bytes bytes) -> bytes == Bytes.OFFSETS32 ? "u" : bytes == Bytes.OFFSETS64 ? "U" : "vu";
            case Binary(Bytes bytes) -> bytes == Bytes.OFFSETS32 ? "z" : bytes == Bytes.OFFSETS64 ? "Z" : "vz";
            case FixedSizeBinary(int width) -> "w:" + width;
            case Date(boolean milliseconds) -> milliseconds ? "tdm" : "tdD";
            case Time(TimeUnit unit) -> "tt" + letter(unit);
            case Timestamp(TimeUnit unit, String zone) -> "ts" + letter(unit) + ":" + (zone == null ? "" : zone);
            case Duration(TimeUnit unit) -> "tD" + letter(unit);
            case Interval(IntervalUnit unit) ->
                    switch (unit) {
                        case YEAR_MONTH -> "tiM";
                        case DAY_TIME -> "tiD";
                        case MONTH_DAY_NANO -> "tin";
                    };
            case ListOf(_, Elements elements) ->
                    switch (elements) {
                        case OFFSETS32 -> "+l";
                        case OFFSETS64 -> "+L";
                        case VIEWS32 -> "+vl";
                        case VIEWS64 -> "+vL";
                    };
            case FixedSizeListOf(_, int size) -> "+w:" + size;
            case StructOf _ -> "+s";
            case MapOf _ -> "+m";
            case Dictionary(Int index, _, _) -> of(index);
            case RunEndEncoded _ -> "+r";
            case Union(boolean dense, List<Integer> ids, _) ->
                    (dense ? "+ud:" : "+us:") + ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        };
    }

    /// The children of a nested type, in the order of the C Data Interface.
    public static List<Field> children(DataType type) {
        return switch (type) {
            case ListOf(Field element, _) -> List.of(element);
            case FixedSizeListOf(Field element, _) -> List.of(element);
            case StructOf(List<Field> fields) -> fields;
            case MapOf(Field entries, _) -> List.of(entries);
            case RunEndEncoded(Field runEnds, Field values) -> List.of(runEnds, values);
            case Union(_, _, List<Field> fields) -> fields;
            case Null _,
                    Bool _,
                    Int _,
                    DataType.FloatingPoint _,
                    Decimal _,
                    Utf8 _,
                    Binary _,
                    FixedSizeBinary _,
                    Date _,
                    Time _,
                    Timestamp _,
                    Duration _,
                    Interval _,
                    Dictionary _ ->
                    List.of();
        };
    }

    /// How many children a type of this format can have.
    public static int mostChildren(String format) {
        return switch (format) {
            case "+l", "+L", "+vl", "+vL", "+m" -> 1;
            case "+r" -> 2;
            case "+s" -> Integer.MAX_VALUE;
            default -> format.startsWith("+w:") ? 1 : format.startsWith("+u") ? Byte.MAX_VALUE + 1 : 0;
        };
    }

    /// The flags of a field: whether it is nullable, ordered, sorted.
    public static int flags(Field field) {
        int flags = field.nullable() ? FLAG_NULLABLE : 0;
        if (field.type() instanceof Dictionary(_, _, boolean ordered) && ordered) {
            flags |= FLAG_DICTIONARY_ORDERED;
        }
        if (field.type() instanceof MapOf(_, boolean sorted) && sorted) {
            flags |= FLAG_MAP_KEYS_SORTED;
        }
        return flags;
    }

    /// The type that a format string, its children, its dictionary and its flags describe.
    ///
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a string that names no type
    public static DataType parse(String format, List<Field> children, @Nullable DataType dictionary, int flags) {
        DataType type = parse(format, children, flags);
        if (dictionary == null) {
            return type;
        }
        if (type instanceof Int index) {
            return new Dictionary(index, dictionary, (flags & FLAG_DICTIONARY_ORDERED) != 0);
        }
        throw unknown(format).hint("a dictionary's index must be an integer");
    }

    private static DataType parse(String format, List<Field> children, int flags) {
        return switch (format) {
            case "n" -> Types.NULL;
            case "b" -> Types.BOOL;
            case "c" -> Types.INT8;
            case "C" -> Types.UINT8;
            case "s" -> Types.INT16;
            case "S" -> Types.UINT16;
            case "i" -> Types.INT32;
            case "I" -> Types.UINT32;
            case "l" -> Types.INT64;
            case "L" -> Types.UINT64;
            case "e" -> new DataType.FloatingPoint(16);
            case "f" -> Types.FLOAT32;
            case "g" -> Types.FLOAT64;
            case "u" -> Types.UTF8;
            case "U" -> new Utf8(Bytes.OFFSETS64);
            case "vu" -> new Utf8(Bytes.VIEWS);
            case "z" -> Types.BINARY;
            case "Z" -> new Binary(Bytes.OFFSETS64);
            case "vz" -> new Binary(Bytes.VIEWS);
            case "tdD" -> Types.DATE32;
            case "tdm" -> new Date(true);
            case "tiM" -> new Interval(IntervalUnit.YEAR_MONTH);
            case "tiD" -> new Interval(IntervalUnit.DAY_TIME);
            case "tin" -> new Interval(IntervalUnit.MONTH_DAY_NANO);
            case "+l" -> new ListOf(only(format, children), Elements.OFFSETS32);
            case "+L" -> new ListOf(only(format, children), Elements.OFFSETS64);
            case "+vl" -> new ListOf(only(format, children), Elements.VIEWS32);
            case "+vL" -> new ListOf(only(format, children), Elements.VIEWS64);
            case "+s" -> new StructOf(children);
            case "+m" -> new MapOf(only(format, children), (flags & FLAG_MAP_KEYS_SORTED) != 0);
            case "+r" -> {
                if (children.size() != 2) {
                    throw unknown(format);
                }
                yield new RunEndEncoded(children.get(0), children.get(1));
            }
            case "_pli128", "_plu128" -> new Decimal(128, 38, 0);
            default -> parseWithParameters(format, children);
        };
    }

    private static DataType parseWithParameters(String format, List<Field> children) {
        try {
            if (format.startsWith("ts") && format.length() >= 4 && format.charAt(3) == ':') {
                return new Timestamp(unit(format, 2), format.length() == 4 ? null : format.substring(4));
            }
            if (format.startsWith("tt") && format.length() == 3) {
                return new Time(unit(format, 2));
            }
            if (format.startsWith("tD") && format.length() == 3) {
                return new Duration(unit(format, 2));
            }
            if (format.startsWith("w:")) {
                return new FixedSizeBinary(Integer.parseInt(format.substring(2)));
            }
            if (format.startsWith("+w:")) {
                return new FixedSizeListOf(only(format, children), Integer.parseInt(format.substring(3)));
            }
            if (format.startsWith("d:")) {
                String[] parts = format.substring(2).split(",", -1);
                int bits = parts.length == 3 ? Integer.parseInt(parts[2]) : 128;
                return new Decimal(bits, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
            if (format.startsWith("+ud:") || format.startsWith("+us:")) {
                List<Integer> ids =
                        format.length() == 4
                                ? List.of()
                                : Arrays.stream(format.substring(4).split(",", -1)).map(Integer::valueOf).toList();
                return new Union(format.charAt(2) == 'd', ids, children);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            throw unknown(format);
        }
        throw unknown(format);
    }

    private static Field only(String format, List<Field> children) {
        if (children.size() != 1) {
            throw unknown(format).hint("it needs one child, and there are " + children.size());
        }
        return children.getFirst();
    }

    private static TimeUnit unit(String format, int at) {
        return switch (format.charAt(at)) {
            case 's' -> TimeUnit.SECOND;
            case 'm' -> TimeUnit.MILLISECOND;
            case 'u' -> TimeUnit.MICROSECOND;
            case 'n' -> TimeUnit.NANOSECOND;
            default -> throw unknown(format);
        };
    }

    private static String letter(TimeUnit unit) {
        return unit.symbol().substring(0, 1);
    }

    private static String integer(int bits, boolean signed) {
        String letter =
                switch (bits) {
                    case 8 -> "c";
                    case 16 -> "s";
                    case 32 -> "i";
                    default -> "l";
                };
        return signed ? letter : letter.toUpperCase(java.util.Locale.ROOT);
    }

    private static PenstockException unknown(String format) {
        return new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "the Arrow format \"" + format + "\" is not known");
    }
}
