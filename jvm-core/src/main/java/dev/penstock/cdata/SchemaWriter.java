package dev.penstock.cdata;

import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes a field as `struct ArrowSchema`.
///
/// All that lies below the root is in one block of memory, which begins with the number of structs that are not
/// released yet: a consumer may move a child away and release it on its own, later than the root.
final class SchemaWriter {
    private static final VarHandle COUNT = ValueLayout.JAVA_LONG.varHandle();
    private static final int HEADER_BYTES = 8;
    private static final long RELEASE = CMemory.releaseStub(SchemaWriter::release);

    private final long block;
    private long next;
    private long structs;

    private SchemaWriter(long block) {
        this.block = block;
        next = block + HEADER_BYTES;
    }

    static void write(Field field, long address) {
        long bytes = HEADER_BYTES + bytesBelow(field);
        var writer = new SchemaWriter(CMemory.allocate(bytes));
        writer.put(field, address);
        assert writer.next <= writer.block + bytes : "the block is too small";
        Native.putLong(writer.block, writer.structs);
    }

    private void put(Field field, long at) {
        structs++;
        List<Field> children = ArrowFormat.children(field.type());
        Native.putLong(at + CSchema.FLAGS, ArrowFormat.flags(field));
        Native.putLong(at + CSchema.CHILD_COUNT, children.size());
        Native.putLong(at + CSchema.PRIVATE, block);
        Native.putLong(at + CSchema.RELEASE, RELEASE);
        Native.putLong(at + CSchema.FORMAT, put(text(ArrowFormat.of(field.type()))));
        Native.putLong(at + CSchema.NAME, put(text(field.name())));
        Native.putLong(at + CSchema.METADATA, field.metadata().isEmpty() ? 0 : put(Metadata.encode(field.metadata())));
        long pointers = take(8L * children.size());
        Native.putLong(at + CSchema.CHILDREN, children.isEmpty() ? 0 : pointers);
        for (int i = 0; i < children.size(); i++) {
            long child = take(CSchema.BYTES);
            Native.putLong(pointers + 8L * i, child);
            put(children.get(i), child);
        }
        long dictionary = 0;
        if (field.type() instanceof DataType.Dictionary(_, DataType values, _)) {
            dictionary = take(CSchema.BYTES);
            put(Field.nullable("", values), dictionary);
        }
        Native.putLong(at + CSchema.DICTIONARY, dictionary);
    }

    private long put(byte[] bytes) {
        long address = take(bytes.length);
        Native.segment(address, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        return address;
    }

    private long take(long bytes) {
        long address = next;
        next += aligned(bytes);
        return address;
    }

    private static long bytesBelow(Field field) {
        List<Field> children = ArrowFormat.children(field.type());
        long bytes =
                aligned(text(ArrowFormat.of(field.type())).length)
                        + aligned(text(field.name()).length)
                        + aligned(Metadata.encode(field.metadata()).length)
                        + (8L + CSchema.BYTES) * children.size();
        for (Field child : children) {
            bytes += bytesBelow(child);
        }
        if (field.type() instanceof DataType.Dictionary(_, DataType values, _)) {
            bytes += CSchema.BYTES + bytesBelow(Field.nullable("", values));
        }
        return bytes;
    }

    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & ~7L;
    }

    /// The release callback of every struct. Structs below that nobody moved away are released with it.
    static void release(long address) {
        if (Forked.isChild()) {
            return;
        }
        try {
            if (Native.getLong(address + CSchema.RELEASE) == 0) {
                return;
            }
            Native.putLong(address + CSchema.RELEASE, 0);
            long count = Native.getLong(address + CSchema.CHILD_COUNT);
            long pointers = Native.getLong(address + CSchema.CHILDREN);
            for (long i = 0; i < count; i++) {
                releaseIfOpen(Native.getLong(pointers + (i << 3)));
            }
            long dictionary = Native.getLong(address + CSchema.DICTIONARY);
            if (dictionary != 0) {
                releaseIfOpen(dictionary);
            }
            long block = Native.getLong(address + CSchema.PRIVATE);
            if ((long) COUNT.getAndAdd(Native.ALL, block, -1L) == 1) {
                CMemory.free(block);
            }
        } catch (Throwable _) {
            // An exception that leaves an upcall ends the process; leaking is the lesser evil.
        }
    }

    private static void releaseIfOpen(long address) {
        if (Native.getLong(address + CSchema.RELEASE) != 0) {
            release(address);
        }
    }
}
