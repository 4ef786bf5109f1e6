package dev.penstock.source.parquet;

/// Strings of bytes one behind the other, with all their lengths in front (DELTA_LENGTH_BYTE_ARRAY).
final class DeltaLengthBytes extends BytesValues {
    private static final int CHUNK = 1_024;

    private final Stored page;
    private final DeltaIntegers lengths;
    private final ByteCursor data;
    private final long[] room = new long[CHUNK];

    private DeltaLengthBytes(DeltaIntegers lengths, ByteCursor data, Stored page, boolean text) {
        super(text, data.at(), data.left());
        this.lengths = lengths;
        this.data = data;
        this.page = page;
    }

    static DeltaLengthBytes of(ByteCursor bytes, Stored page, boolean text) {
        var lengths = new DeltaIntegers(new ByteCursor(bytes.at(), bytes.end()));
        DeltaIntegers.skipAll(bytes);
        return new DeltaLengthBytes(lengths, bytes, page, text);
    }

    @Override
    void locate(long[] addresses, int[] sizes, int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            lengths.read(room, 0, n);
            for (int i = 0; i < n; i++) {
                addresses[done + i] = data.take(room[i]);
                sizes[done + i] = (int) room[i];
            }
        }
    }

    @Override
    public void skip(int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(count - done, CHUNK);
            lengths.read(room, 0, n);
            for (int i = 0; i < n; i++) {
                data.take(room[i]);
            }
        }
    }

    @Override
    Stored memory() {
        return page;
    }
}
