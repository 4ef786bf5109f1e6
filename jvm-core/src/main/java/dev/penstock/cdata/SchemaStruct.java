package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Schemas as `struct ArrowSchema`, in and out.
public final class SchemaStruct {
    /// The size of the struct, for those who make room for one.
    public static final int BYTES = CSchema.BYTES;

    private static final int DEEPEST = 64;

    private static final long RELEASE =
            CMemory.stub(MethodHandles.lookup(), "release", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

    private SchemaStruct() {}

    /// The schema that a struct describes: the fields of a struct type, or one field for any other type.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED for a released struct, UNSUPPORTED_TYPE for an unknown format
    public static Schema importSchema(long address) {
        return schemaOf(importField(address));
    }

    /// Whether the arrays of this field are tables: structs whose children are the columns.
    static boolean isTable(Field root) {
        return root.type() instanceof DataType.StructOf && !root.metadata().containsKey("ARROW:extension:name");
    }

    /// The columns of a table, or the only column that the field is.
    static Schema schemaOf(Field root) {
        return isTable(root)
                ? new Schema(ArrowFormat.children(root.type()), root.metadata())
                : new Schema(List.of(root));
    }

    /// The field that a struct describes. The struct stays the caller's.
    public static Field importField(long address) {
        return importField(address, 0);
    }

    private static Field importField(long address, int depth) {
        if (address == 0 || Native.getLong(address + CSchema.RELEASE) == 0) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the Arrow schema was released before it was read");
        }
        if (depth > DEEPEST) {
            throw new PenstockException(
                    ErrorCode.UNSUPPORTED_TYPE, "the type is nested more than " + DEEPEST + " levels deep");
        }
        String name = CMemory.text(Native.getLong(address + CSchema.NAME));
        int flags = (int) Native.getLong(address + CSchema.FLAGS);
        try {
            var children = new ArrayList<Field>();
            long count = Native.getLong(address + CSchema.CHILD_COUNT);
            long pointers = Native.getLong(address + CSchema.CHILDREN);
            for (long i = 0; i < count; i++) {
                children.add(importField(Native.getLong(pointers + (i << 3)), depth + 1));
            }
            long dictionary = Native.getLong(address + CSchema.DICTIONARY);
            DataType values = dictionary == 0 ? null : importField(dictionary, depth + 1).type();
            String format = CMemory.text(Native.getLong(address + CSchema.FORMAT));
            return new Field(
                    name,
                    ArrowFormat.parse(format, children, values, flags),
                    (flags & ArrowFormat.FLAG_NULLABLE) != 0,
                    importMetadata(Native.getLong(address + CSchema.METADATA)));
        } catch (PenstockException e) {
            throw e.column(name);
        }
    }

    /// Writes `schema` as a struct type into the struct at `address`; whoever reads it releases it.
    public static void export(Schema schema, long address) {
        export(new Field("", new DataType.StructOf(schema.fields()), false, schema.metadata()), address);
    }

    /// Writes `field` into the struct at `address`; whoever reads it releases it.
    public static void export(Field field, long address) {
        // One block for everything below the root, so that releasing it is one `free`.
        long block = CMemory.allocate(bytesBelow(field));
        long end = write(field, address, block, block);
        assert end <= block + bytesBelow(field) : "the block is too small";
    }

    private static long write(Field field, long at, long from, long block) {
        long next = from;
        List<Field> children = ArrowFormat.children(field.type());
        Native.putLong(at + CSchema.FLAGS, ArrowFormat.flags(field));
        Native.putLong(at + CSchema.CHILD_COUNT, children.size());
        Native.putLong(at + CSchema.CHILDREN, children.isEmpty() ? 0 : next);
        Native.putLong(at + CSchema.PRIVATE, block);
        Native.putLong(at + CSchema.RELEASE, RELEASE);
        long pointers = next;
        next += 8L * children.size();
        long structs = next;
        next += (long) CSchema.BYTES * children.size();
        for (int i = 0; i < children.size(); i++) {
            long child = structs + (long) CSchema.BYTES * i;
            Native.putLong(pointers + 8L * i, child);
            // Only the root's `private` owns the block.
            next = write(children.get(i), child, next, 0);
        }
        long dictionary = 0;
        if (field.type() instanceof DataType.Dictionary(_, DataType values, _)) {
            dictionary = next;
            next = write(Field.nullable("", values), dictionary, next + CSchema.BYTES, 0);
        }
        Native.putLong(at + CSchema.DICTIONARY, dictionary);
        next = aligned(next);
        long metadata = field.metadata().isEmpty() ? 0 : next;
        Native.putLong(at + CSchema.METADATA, metadata);
        next += metadataBytes(field.metadata());
        writeMetadata(field.metadata(), metadata);
        Native.putLong(at + CSchema.FORMAT, next);
        String format = ArrowFormat.of(field.type());
        CMemory.putText(next, format);
        next += CMemory.textBytes(format);
        Native.putLong(at + CSchema.NAME, next);
        CMemory.putText(next, field.name());
        return aligned(next + CMemory.textBytes(field.name()));
    }

    private static long bytesBelow(Field field) {
        List<Field> children = ArrowFormat.children(field.type());
        long bytes = (8L + CSchema.BYTES) * children.size();
        for (Field child : children) {
            bytes += bytesBelow(child);
        }
        if (field.type() instanceof DataType.Dictionary(_, DataType values, _)) {
            bytes += CSchema.BYTES + bytesBelow(Field.nullable("", values));
        }
        return bytes
                + metadataBytes(field.metadata())
                + CMemory.textBytes(ArrowFormat.of(field.type()))
                + CMemory.textBytes(field.name())
                + 24;
    }

    /// The release callback: gives the block back, once. A child that was moved away owns nothing, so it must not
    /// outlive its root; consumers read schemas at once.
    static void release(long address) {
        try {
            long block = Native.getLong(address + CSchema.PRIVATE);
            Native.putLong(address + CSchema.RELEASE, 0);
            if (block != 0) {
                Native.putLong(address + CSchema.PRIVATE, 0);
                CMemory.free(block);
            }
        } catch (Throwable _) {
            // An exception that leaves an upcall ends the process; leaking is the lesser evil.
        }
    }

    /// Releases the struct at `address` if nobody has.
    public static void releaseIfOpen(long address) {
        long release = Native.getLong(address + CSchema.RELEASE);
        if (release != 0) {
            CMemory.callVoid(release, address);
        }
    }

    private static Map<String, String> importMetadata(long address) {
        if (address == 0) {
            return Map.of();
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        int count = Native.getInt(address);
        long at = address + 4;
        for (int i = 0; i < count; i++) {
            int keyBytes = Native.getInt(at);
            String key = utf8(at + 4, keyBytes);
            at += 4 + keyBytes;
            int valueBytes = Native.getInt(at);
            metadata.put(key, utf8(at + 4, valueBytes));
            at += 4 + valueBytes;
        }
        return metadata;
    }

    private static String utf8(long address, int bytes) {
        return new String(Native.segment(address, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private static long metadataBytes(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return 0;
        }
        long bytes = 4;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += 8 + CMemory.textBytes(entry.getKey()) + CMemory.textBytes(entry.getValue());
        }
        return bytes;
    }

    private static void writeMetadata(Map<String, String> metadata, long address) {
        if (metadata.isEmpty()) {
            return;
        }
        Native.putInt(address, metadata.size());
        long at = address + 4;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            at = writeCounted(at, entry.getKey());
            at = writeCounted(at, entry.getValue());
        }
    }

    private static long writeCounted(long at, String text) {
        int bytes = CMemory.textBytes(text) - 1;
        Native.putInt(at, bytes);
        CMemory.putText(at + 4, text);
        return at + 4 + bytes;
    }

    private static long aligned(long address) {
        return (address + 7) & ~7L;
    }
}
