package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;

/// Schemas as `struct ArrowSchema`, in and out.
public final class SchemaStruct {
    /// The size of the struct, for those who make room for one.
    public static final int BYTES = CSchema.BYTES;

    private static final int DEEPEST = 64;

    private SchemaStruct() {}

    /// The schema that a struct describes: the fields of a struct type, or one field for any other type. The struct
    /// stays the caller's.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED for a released struct, UNSUPPORTED_TYPE for an unknown
    ///   format, DUPLICATE for a name that comes twice
    public static Schema importSchema(long address) {
        return ForeignSchema.read(address).schema();
    }

    /// The field that a struct describes. The struct stays the caller's.
    ///
    /// @throws PenstockException as [#importSchema(long)]
    public static Field importField(long address) {
        return importField(address, "", 0);
    }

    private static Field importField(long address, String parent, int depth) {
        if (address == 0 || Native.getLong(address + CSchema.RELEASE) == 0) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the Arrow schema was released before it was read");
        }
        String name = CMemory.text(Native.getLong(address + CSchema.NAME));
        String place = parent.isEmpty() ? name : parent + "." + name;
        try {
            if (depth > DEEPEST) {
                throw new PenstockException(
                        ErrorCode.UNSUPPORTED_TYPE, "the type is nested more than " + DEEPEST + " levels deep");
            }
            int flags = (int) Native.getLong(address + CSchema.FLAGS);
            boolean nullable = (flags & ArrowFormat.FLAG_NULLABLE) != 0;
            return new Field(
                    name,
                    importType(address, place, flags, depth),
                    nullable,
                    Metadata.read(Native.getLong(address + CSchema.METADATA)));
        } catch (PenstockException e) {
            throw place.isEmpty() ? e : e.column(place);
        }
    }

    private static DataType importType(long address, String place, int flags, int depth) {
        var children = new ArrayList<Field>();
        String format = CMemory.text(Native.getLong(address + CSchema.FORMAT));
        long count = Native.getLong(address + CSchema.CHILD_COUNT);
        long pointers = Native.getLong(address + CSchema.CHILDREN);
        if (count < 0 || count > ArrowFormat.mostChildren(format) || (count > 0 && pointers == 0)) {
            throw new PenstockException(
                    ErrorCode.UNSUPPORTED_TYPE, "the Arrow format \"" + format + "\" has no " + count + " children");
        }
        for (long i = 0; i < count; i++) {
            children.add(importField(Native.getLong(pointers + (i << 3)), place, depth + 1));
        }
        long dictionary = Native.getLong(address + CSchema.DICTIONARY);
        DataType values = dictionary == 0 ? null : importField(dictionary, place, depth + 1).type();
        return ArrowFormat.parse(format, children, values, flags);
    }

    /// Writes `schema` as a struct type into the struct at `address`; whoever reads it releases it.
    public static void export(Schema schema, long address) {
        export(new Field("", new DataType.StructOf(schema.fields()), false, schema.metadata()), address);
    }

    /// Writes `field` into the struct at `address`; whoever reads it releases it.
    public static void export(Field field, long address) {
        SchemaWriter.write(field, address);
    }

    /// Releases the struct at `address` if nobody has.
    public static void releaseIfOpen(long address) {
        CapsuleContent.SCHEMA.releaseIfOpen(address);
    }
}
