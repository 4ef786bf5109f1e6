package dev.penstock.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongConsumer;

/// A channel that asks before it writes, and counts what it wrote.
final class CountingChannel implements WritableByteChannel {
    private final WritableByteChannel out;
    private final LongConsumer reserve;
    private long written;

    /// Adopts the channel.
    ///
    /// @param reserve is told how many bytes will be written, and throws when those are too many
    CountingChannel(WritableByteChannel out, LongConsumer reserve) {
        this.out = out;
        this.reserve = reserve;
    }

    /// How many bytes went through.
    long written() {
        return written;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        reserve.accept(count);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        written += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
