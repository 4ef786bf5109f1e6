package dev.penstock.source;

import com.google.flatbuffers.Table;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;

/// Reads types from members of the flatbuffer union `Type`.
final class TypeReader {
    private TypeReader() {}

    /// The type of `field`, or of its dictionary's values.
    ///
    /// @throws PenstockException with code UNSUPPORTED_TYPE for a type that is not known, IO for one that contradicts
    ///   itself
    static DataType read(org.apache.arrow.flatbuf.Field field, List<Field> children) {
        return switch (field.typeType()) {
            case Type.Null -> Types.NULL;
            case Type.Bool -> Types.BOOL;
            case Type.Int -> {
                Int type = member(field, new Int());
                yield new DataType.Int(type.bitWidth(), type.isSigned());
            }
            case Type.FloatingPoint -> new DataType.FloatingPoint(bits(member(field, new FloatingPoint()).precision()));
            case Type.Decimal -> {
                Decimal type = member(field, new Decimal());
                yield new DataType.Decimal(type.bitWidth(), type.precision(), type.scale());
            }
            case Type.Utf8 -> Types.UTF8;
            case Type.LargeUtf8 -> new DataType.Utf8(Bytes.OFFSETS64);
            case Type.Utf8View -> new DataType.Utf8(Bytes.VIEWS);
            case Type.Binary -> Types.BINARY;
            case Type.LargeBinary -> new DataType.Binary(Bytes.OFFSETS64);
            case Type.BinaryView -> new DataType.Binary(Bytes.VIEWS);
            case Type.FixedSizeBinary -> new DataType.FixedSizeBinary(member(field, new FixedSizeBinary()).byteWidth());
            case Type.Date -> new DataType.Date(member(field, new Date()).unit() == DateUnit.MILLISECOND);
            case Type.Time -> time(member(field, new Time()));
            case Type.Timestamp -> {
                Timestamp type = member(field, new Timestamp());
                // Some writers say "no zone" with an empty text.
                String zone = type.timezone() == null || type.timezone().isEmpty() ? null : type.timezone();
                yield new DataType.Timestamp(unit(type.unit()), zone);
            }
            case Type.Duration -> new DataType.Duration(unit(member(field, new Duration()).unit()));
            case Type.Interval -> interval(member(field, new Interval()).unit());
            case Type.List -> new DataType.ListOf(only(children), Elements.OFFSETS32);
            case Type.LargeList -> new DataType.ListOf(only(children), Elements.OFFSETS64);
            case Type.ListView -> new DataType.ListOf(only(children), Elements.VIEWS32);
            case Type.LargeListView -> new DataType.ListOf(only(children), Elements.VIEWS64);
            case Type.FixedSizeList ->
                    new DataType.FixedSizeListOf(only(children), member(field, new FixedSizeList()).listSize());
            case Type.Struct_ -> new DataType.StructOf(children);
            case Type.Map ->
                    new DataType.MapOf(only(children), member(field, new org.apache.arrow.flatbuf.Map()).keysSorted());
            case Type.RunEndEncoded -> runEndEncoded(children);
            case Type.Union -> union(member(field, new Union()), children);
            default ->
                    throw new PenstockException(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "the Arrow IPC type number " + field.typeType() + " is not known");
        };
    }

    private static <T extends Table> T member(org.apache.arrow.flatbuf.Field field, T member) {
        Table found = field.type(member);
        if (found == null) {
            throw Messages.broken("a field without a type");
        }
        return member;
    }

    private static int bits(short precision) {
        return switch (precision) {
            case Precision.HALF -> 16;
            case Precision.SINGLE -> 32;
            case Precision.DOUBLE -> 64;
            default -> throw Messages.broken("a float of precision " + precision);
        };
    }

    private static DataType time(Time time) {
        var type = new DataType.Time(unit(time.unit()));
        int expected = type.unit().perSecond() <= 1_000 ? 32 : 64;
        if (time.bitWidth() != expected) {
            throw Messages.broken("a " + type + " of " + time.bitWidth() + " bits");
        }
        return type;
    }

    private static TimeUnit unit(short unit) {
        return switch (unit) {
            case org.apache.arrow.flatbuf.TimeUnit.SECOND -> TimeUnit.SECOND;
            case org.apache.arrow.flatbuf.TimeUnit.MILLISECOND -> TimeUnit.MILLISECOND;
            case org.apache.arrow.flatbuf.TimeUnit.MICROSECOND -> TimeUnit.MICROSECOND;
            case org.apache.arrow.flatbuf.TimeUnit.NANOSECOND -> TimeUnit.NANOSECOND;
            default -> throw Messages.broken("a time unit " + unit);
        };
    }

    private static DataType interval(short unit) {
        return switch (unit) {
            case IntervalUnit.YEAR_MONTH -> new DataType.Interval(DataType.IntervalUnit.YEAR_MONTH);
            case IntervalUnit.DAY_TIME -> new DataType.Interval(DataType.IntervalUnit.DAY_TIME);
            case IntervalUnit.MONTH_DAY_NANO -> new DataType.Interval(DataType.IntervalUnit.MONTH_DAY_NANO);
            default -> throw Messages.broken("an interval unit " + unit);
        };
    }

    private static DataType runEndEncoded(List<Field> children) {
        boolean fits =
                children.size() == 2
                        && children.getFirst().type() instanceof DataType.Int(int bits, boolean signed)
                        && signed
                        && bits > 8;
        if (!fits) {
            throw Messages.broken("a run-end encoded column with the children " + children);
        }
        return new DataType.RunEndEncoded(children.get(0), children.get(1));
    }

    private static DataType union(Union union, List<Field> children) {
        var ids = new ArrayList<Integer>();
        if (union.typeIdsLength() == 0) {
            // The format: without type ids, they are the children's positions.
            for (int i = 0; i < children.size(); i++) {
                ids.add(i);
            }
        } else if (union.typeIdsLength() != children.size()) {
            throw Messages.broken(
                    "a union of " + children.size() + " fields and " + union.typeIdsLength() + " type ids");
        }
        for (int i = 0; i < union.typeIdsLength(); i++) {
            int id = union.typeIds(i);
            if (id < 0 || id > Byte.MAX_VALUE || ids.contains(id)) {
                throw Messages.broken("a union with the type id " + id);
            }
            ids.add(id);
        }
        return new DataType.Union(union.mode() == UnionMode.Dense, ids, children);
    }

    private static Field only(List<Field> children) {
        if (children.size() != 1) {
            throw Messages.broken("a list with " + children.size() + " children");
        }
        return children.getFirst();
    }
}
