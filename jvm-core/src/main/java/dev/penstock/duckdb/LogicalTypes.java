package dev.penstock.duckdb;

import static dev.penstock.duckdb.Symbol.CREATE_LOGICAL_TYPE;
import static dev.penstock.duckdb.Symbol.DESTROY_LOGICAL_TYPE;

import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// Our types as DuckDB's type objects, as [SqlTypes] says.
final class LogicalTypes {
    static final int BOOLEAN = 1;
    static final int BIGINT = 5;
    static final int HUGEINT = 16;
    static final int VARCHAR = 17;
    static final int DECIMAL = 19;
    static final int LIST = 24;
    static final int STRUCT = 25;
    static final int MAP = 26;
    static final int ARRAY = 33;

    private LogicalTypes() {}

    /// A type object, which the caller destroys.
    static long create(DataType type, Capi capi) {
        return SqlTypes.isCarried(type) ? capi.call(CREATE_LOGICAL_TYPE, BIGINT) : natural(type.logical(), capi);
    }

    static void destroy(long type, Capi capi) {
        try (Arena arena = Arena.ofConfined()) {
            long pointer = arena.allocate(8).address();
            Native.putLong(pointer, type);
            capi.run(DESTROY_LOGICAL_TYPE, pointer);
        }
    }

    private static long natural(DataType type, Capi capi) {
        return switch (type) {
            case DataType.Decimal(_, int precision, int scale) ->
                    capi.call(Symbol.CREATE_DECIMAL_TYPE, precision, scale);
            case DataType.ListOf(Field element, _) -> {
                long child = natural(element.type(), capi);
                long list = capi.call(Symbol.CREATE_LIST_TYPE, child);
                destroy(child, capi);
                yield list;
            }
            case DataType.FixedSizeListOf(Field element, int size) -> {
                long child = natural(element.type(), capi);
                long array = capi.call(Symbol.CREATE_ARRAY_TYPE, child, size);
                destroy(child, capi);
                yield array;
            }
            case DataType.MapOf map -> {
                long key = natural(map.key().type(), capi);
                long value = natural(map.value().type(), capi);
                long result = capi.call(Symbol.CREATE_MAP_TYPE, key, value);
                destroy(key, capi);
                destroy(value, capi);
                yield result;
            }
            case DataType.StructOf(List<Field> fields) -> struct(fields, capi);
            default -> capi.call(CREATE_LOGICAL_TYPE, id(type));
        };
    }

    private static long struct(List<Field> fields, Capi capi) {
        SqlNames names = SqlNames.of(fields);
        var members = new ArrayList<Long>();
        try (Arena arena = Arena.ofConfined()) {
            long types = arena.allocate(8L * fields.size(), 8).address();
            long texts = arena.allocate(8L * fields.size(), 8).address();
            for (int i = 0; i < fields.size(); i++) {
                long member = natural(fields.get(i).type(), capi);
                members.add(member);
                Native.putLong(types + 8L * i, member);
                Native.putLong(texts + 8L * i, arena.allocateFrom(names.plain(fields.get(i).name())).address());
            }
            return capi.call(Symbol.CREATE_STRUCT_TYPE, types, texts, fields.size());
        } finally {
            members.forEach(member -> destroy(member, capi));
        }
    }

    /// DuckDB's number for a type of [SqlTypes]. Source: the enum DUCKDB_TYPE.
    static int id(DataType type) {
        if (SqlTypes.isCarried(type)) {
            return BIGINT;
        }
        return switch (type.logical()) {
            case DataType.Null _ -> 4;
            case DataType.Bool _ -> BOOLEAN;
            case DataType.Int(int bits, boolean signed) -> (signed ? 2 : 6) + Integer.numberOfTrailingZeros(bits) - 3;
            case DataType.FloatingPoint(int bits) -> bits == 64 ? 11 : 10;
            case DataType.Decimal _ -> DECIMAL;
            case DataType.Utf8 _ -> VARCHAR;
            case DataType.Binary _, DataType.FixedSizeBinary _ -> 18;
            case DataType.Date _ -> 13;
            case DataType.Time(TimeUnit unit) -> unit == TimeUnit.NANOSECOND ? 39 : 14;
            case DataType.Timestamp(TimeUnit unit, _) ->
                    switch (unit) {
                        case SECOND -> 20;
                        case MILLISECOND -> 21;
                        case MICROSECOND -> 12;
                        case NANOSECOND -> 22;
                    };
            case DataType.Duration _ -> BIGINT;
            case DataType.ListOf _ -> LIST;
            case DataType.FixedSizeListOf _ -> ARRAY;
            case DataType.StructOf _ -> STRUCT;
            case DataType.MapOf _ -> MAP;
            case DataType.Interval _, DataType.Union _, DataType.Dictionary _, DataType.RunEndEncoded _ ->
                    throw new AssertionError(type + " is carried");
        };
    }

    /// Whether a column of DuckDB's type `actual` holds values as [SqlTypes] says for `type`.
    static boolean matches(long actual, DataType type, Capi capi) {
        int id = capi.status(Symbol.GET_TYPE_ID, actual);
        if (id != id(type)) {
            return false;
        }
        return SqlTypes.isCarried(type) || partsMatch(actual, type.logical(), capi);
    }

    private static boolean partsMatch(long actual, DataType type, Capi capi) {
        return switch (type) {
            case DataType.Decimal(_, int precision, int scale) ->
                    (capi.call(Symbol.DECIMAL_WIDTH, actual) & 0xFF) == precision
                            && (capi.call(Symbol.DECIMAL_SCALE, actual) & 0xFF) == scale;
            case DataType.ListOf(Field element, _) ->
                    matchesAndDestroys(capi.call(Symbol.LIST_TYPE_CHILD_TYPE, actual), element.type(), capi);
            case DataType.FixedSizeListOf(Field element, int size) ->
                    capi.call(Symbol.ARRAY_TYPE_ARRAY_SIZE, actual) == size
                            && matchesAndDestroys(
                                    capi.call(Symbol.ARRAY_TYPE_CHILD_TYPE, actual), element.type(), capi);
            case DataType.MapOf map ->
                    matchesAndDestroys(capi.call(Symbol.MAP_TYPE_KEY_TYPE, actual), map.key().type(), capi)
                            && matchesAndDestroys(
                                    capi.call(Symbol.MAP_TYPE_VALUE_TYPE, actual), map.value().type(), capi);
            case DataType.StructOf(List<Field> fields) -> {
                boolean same = capi.call(Symbol.STRUCT_TYPE_CHILD_COUNT, actual) == fields.size();
                for (int i = 0; same && i < fields.size(); i++) {
                    long child = capi.call(Symbol.STRUCT_TYPE_CHILD_TYPE, actual, i);
                    same = matchesAndDestroys(child, fields.get(i).type(), capi);
                }
                yield same;
            }
            default -> true;
        };
    }

    private static boolean matchesAndDestroys(long actual, DataType type, Capi capi) {
        try {
            return matches(actual, type, capi);
        } finally {
            destroy(actual, capi);
        }
    }
}
