package dev.penstock.bridge;

import dev.penstock.memory.CCall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The way in: fills the table that `penstock.h` describes.
public final class Boot {
    /// `PENSTOCK_ABI_VERSION`
    public static final int ABI_VERSION = 1;

    private static final int HEADER_BYTES = 8;

    private static final long POINTER_BYTES = ValueLayout.ADDRESS.byteSize();

    private Boot() {}

    /// Fills the `PenstockApi` at `address`. A table that is shorter than ours, because it was made for an older
    /// version, gets what it has room for; of a longer one `size` is set to what was filled.
    ///
    /// @throws IllegalArgumentException for a table of another ABI version
    public static void table(long address) {
        MemorySegment header = MemorySegment.ofAddress(address).reinterpret(HEADER_BYTES);
        int version = header.get(ValueLayout.JAVA_INT, 0);
        int size = header.get(ValueLayout.JAVA_INT, 4);
        if (version != ABI_VERSION || size < HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "the table is of ABI version "
                            + version
                            + " and "
                            + size
                            + " bytes long; this is version "
                            + ABI_VERSION
                            + " of the Penstock bridge");
        }
        long[] pointers = Pointers.all();
        long count = Math.min(pointers.length, (size - HEADER_BYTES) / POINTER_BYTES);
        MemorySegment table = MemorySegment.ofAddress(address).reinterpret(HEADER_BYTES + count * POINTER_BYTES);
        for (int i = 0; i < count; i++) {
            table.set(ValueLayout.JAVA_LONG, HEADER_BYTES + i * POINTER_BYTES, pointers[i]);
        }
        table.set(ValueLayout.JAVA_INT, 4, (int) table.byteSize());
    }

    /// The C function pointers, made once for each process.
    private static final class Pointers {
        private static final Bridge BRIDGE = new Bridge();
        private static long @Nullable [] made;

        static synchronized long[] all() {
            if (made == null) {
                made = Entry.ALL.stream().mapToLong(Pointers::make).toArray();
            }
            return made;
        }

        /// Pointers, handles and numbers all travel as 64-bit integers, so an entry is described by how many it takes.
        private static long make(Entry entry) {
            return CCall.stub(
                    (a, b, c, d, e) -> BRIDGE.call(entry, Arrays.copyOf(new long[] {a, b, c, d, e}, entry.arity())));
        }
    }
}
