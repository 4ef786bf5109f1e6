package dev.penstock.source;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.DataType.IntervalUnit;
import dev.penstock.type.TimeUnit;
import java.util.List;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.BinaryView;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.LargeBinary;
import org.apache.arrow.flatbuf.LargeList;
import org.apache.arrow.flatbuf.LargeListView;
import org.apache.arrow.flatbuf.LargeUtf8;
import org.apache.arrow.flatbuf.ListView;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RunEndEncoded;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.apache.arrow.flatbuf.Utf8;
import org.apache.arrow.flatbuf.Utf8View;

/// Writes types, without their children, as members of the flatbuffer union `Type`.
final class TypeWriter {
    /// Which member, and where it lies in the builder.
    record Written(byte kind, int offset) {}

    private final FlatBufferBuilder out;

    TypeWriter(FlatBufferBuilder out) {
        this.out = out;
    }

    Written write(DataType type) {
        return switch (type) {
            case DataType.Null _ -> {
                Null.startNull(out);
                yield new Written(Type.Null, Null.endNull(out));
            }
            case DataType.Bool _ -> {
                Bool.startBool(out);
                yield new Written(Type.Bool, Bool.endBool(out));
            }
            case DataType.Int(int bits, boolean signed) -> new Written(Type.Int, Int.createInt(out, bits, signed));
            case DataType.FloatingPoint(int bits) ->
                    new Written(Type.FloatingPoint, FloatingPoint.createFloatingPoint(out, precision(bits)));
            case DataType.Decimal(int bits, int precision, int scale) ->
                    new Written(Type.Decimal, Decimal.createDecimal(out, precision, scale, bits));
            case DataType.Utf8(Bytes bytes) -> text(bytes);
            case DataType.Binary(Bytes bytes) -> binary(bytes);
            case DataType.FixedSizeBinary(int width) ->
                    new Written(Type.FixedSizeBinary, FixedSizeBinary.createFixedSizeBinary(out, width));
            case DataType.Date(boolean milliseconds) ->
                    new Written(Type.Date, Date.createDate(out, milliseconds ? DateUnit.MILLISECOND : DateUnit.DAY));
            case DataType.Time(var unit) ->
                    new Written(Type.Time, Time.createTime(out, unit(unit), unit.perSecond() <= 1_000 ? 32 : 64));
            case DataType.Timestamp(var unit, String zone) -> {
                int text = zone == null ? 0 : out.createString(zone);
                yield new Written(Type.Timestamp, Timestamp.createTimestamp(out, unit(unit), text));
            }
            case DataType.Duration(var unit) -> new Written(Type.Duration, Duration.createDuration(out, unit(unit)));
            case DataType.Interval(var unit) -> new Written(Type.Interval, Interval.createInterval(out, unit(unit)));
            case DataType.ListOf(_, Elements elements) -> list(elements);
            case DataType.FixedSizeListOf(_, int size) ->
                    new Written(Type.FixedSizeList, FixedSizeList.createFixedSizeList(out, size));
            case DataType.StructOf _ -> {
                Struct_.startStruct_(out);
                yield new Written(Type.Struct_, Struct_.endStruct_(out));
            }
            case DataType.MapOf(_, boolean sorted) ->
                    new Written(Type.Map, org.apache.arrow.flatbuf.Map.createMap(out, sorted));
            case DataType.RunEndEncoded _ -> {
                RunEndEncoded.startRunEndEncoded(out);
                yield new Written(Type.RunEndEncoded, RunEndEncoded.endRunEndEncoded(out));
            }
            case DataType.Union(boolean dense, List<Integer> ids, _) -> {
                int vector = Union.createTypeIdsVector(out, ids.stream().mapToInt(Integer::intValue).toArray());
                yield new Written(
                        Type.Union, Union.createUnion(out, dense ? UnionMode.Dense : UnionMode.Sparse, vector));
            }
            case DataType.Dictionary _ -> throw new AssertionError("a dictionary is written as its values");
        };
    }

    private Written text(Bytes bytes) {
        return switch (bytes) {
            case OFFSETS32 -> {
                Utf8.startUtf8(out);
                yield new Written(Type.Utf8, Utf8.endUtf8(out));
            }
            case OFFSETS64 -> {
                LargeUtf8.startLargeUtf8(out);
                yield new Written(Type.LargeUtf8, LargeUtf8.endLargeUtf8(out));
            }
            case VIEWS -> {
                Utf8View.startUtf8View(out);
                yield new Written(Type.Utf8View, Utf8View.endUtf8View(out));
            }
        };
    }

    private Written binary(Bytes bytes) {
        return switch (bytes) {
            case OFFSETS32 -> {
                Binary.startBinary(out);
                yield new Written(Type.Binary, Binary.endBinary(out));
            }
            case OFFSETS64 -> {
                LargeBinary.startLargeBinary(out);
                yield new Written(Type.LargeBinary, LargeBinary.endLargeBinary(out));
            }
            case VIEWS -> {
                BinaryView.startBinaryView(out);
                yield new Written(Type.BinaryView, BinaryView.endBinaryView(out));
            }
        };
    }

    private Written list(Elements elements) {
        return switch (elements) {
            case OFFSETS32 -> {
                org.apache.arrow.flatbuf.List.startList(out);
                yield new Written(Type.List, org.apache.arrow.flatbuf.List.endList(out));
            }
            case OFFSETS64 -> {
                LargeList.startLargeList(out);
                yield new Written(Type.LargeList, LargeList.endLargeList(out));
            }
            case VIEWS32 -> {
                ListView.startListView(out);
                yield new Written(Type.ListView, ListView.endListView(out));
            }
            case VIEWS64 -> {
                LargeListView.startLargeListView(out);
                yield new Written(Type.LargeListView, LargeListView.endLargeListView(out));
            }
        };
    }

    private static short unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> org.apache.arrow.flatbuf.TimeUnit.SECOND;
            case MILLISECOND -> org.apache.arrow.flatbuf.TimeUnit.MILLISECOND;
            case MICROSECOND -> org.apache.arrow.flatbuf.TimeUnit.MICROSECOND;
            case NANOSECOND -> org.apache.arrow.flatbuf.TimeUnit.NANOSECOND;
        };
    }

    private static short unit(IntervalUnit unit) {
        return switch (unit) {
            case YEAR_MONTH -> org.apache.arrow.flatbuf.IntervalUnit.YEAR_MONTH;
            case DAY_TIME -> org.apache.arrow.flatbuf.IntervalUnit.DAY_TIME;
            case MONTH_DAY_NANO -> org.apache.arrow.flatbuf.IntervalUnit.MONTH_DAY_NANO;
        };
    }

    private static short precision(int bits) {
        return bits == 16 ? Precision.HALF : bits == 32 ? Precision.SINGLE : Precision.DOUBLE;
    }
}
