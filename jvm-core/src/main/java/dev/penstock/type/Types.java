package dev.penstock.type;

import dev.penstock.type.DataType.Bytes;

/// The types that need no parameters. They stand apart from [DataType], whose cases could not be initialised by two
/// threads at once if it held instances of them.
public final class Types {
    public static final DataType NULL = new DataType.Null();
    public static final DataType BOOL = new DataType.Bool();
    public static final DataType INT8 = new DataType.Int(8, true);
    public static final DataType INT16 = new DataType.Int(16, true);
    public static final DataType INT32 = new DataType.Int(32, true);
    public static final DataType INT64 = new DataType.Int(64, true);
    public static final DataType UINT8 = new DataType.Int(8, false);
    public static final DataType UINT16 = new DataType.Int(16, false);
    public static final DataType UINT32 = new DataType.Int(32, false);
    public static final DataType UINT64 = new DataType.Int(64, false);
    public static final DataType FLOAT32 = new DataType.FloatingPoint(32);
    public static final DataType FLOAT64 = new DataType.FloatingPoint(64);
    public static final DataType UTF8 = new DataType.Utf8(Bytes.OFFSETS32);
    public static final DataType BINARY = new DataType.Binary(Bytes.OFFSETS32);
    public static final DataType DATE32 = new DataType.Date(false);

    private Types() {}
}
