package dev.penstock.source.parquet;

import java.io.ByteArrayOutputStream;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/// Structures of the format in Thrift's compact protocol, read from and written to bytes.
final class ThriftBytes {
    private ThriftBytes() {}

    /// Reads `target` from the bytes from `from` on.
    ///
    /// @return where the structure ends
    /// @throws BrokenFile for bytes that are no such structure, or not all of one
    static int read(TBase<?, ?> target, byte[] bytes, int from) {
        var source = new Source(bytes, from);
        try {
            target.read(new TCompactProtocol(source));
            return source.at;
        } catch (TTransportException e) {
            throw new Incomplete(name(target) + " that is not complete", e);
        } catch (TException | RuntimeException e) {
            // The classes do not guard against all nonsense themselves.
            throw new BrokenFile(name(target) + " that cannot be read", e);
        } catch (StackOverflowError e) {
            throw new BrokenFile(name(target) + " that is nested without end", e);
        }
    }

    private static String name(TBase<?, ?> target) {
        return "a " + target.getClass().getSimpleName();
    }

    static byte[] write(TBase<?, ?> source) {
        var target = new Target();
        try {
            source.write(new TCompactProtocol(target));
        } catch (TException e) {
            throw new AssertionError("a structure of ours is not complete", e);
        }
        return target.bytes.toByteArray();
    }

    /// Bytes that end before the structure does: more of them may help.
    static final class Incomplete extends BrokenFile {
        Incomplete(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Bytes in memory. What claims to be longer than the rest is refused before room is made for it.
    private static final class Source extends Transport {
        private final byte[] bytes;
        private int at;

        Source(byte[] bytes, int from) {
            this.bytes = bytes;
            this.at = from;
        }

        @Override
        public int read(byte[] to, int from, int count) throws TTransportException {
            checkReadBytesAvailable(count);
            System.arraycopy(bytes, at, to, from, count);
            at += count;
            return count;
        }

        @Override
        public byte[] getBuffer() {
            return bytes;
        }

        @Override
        public int getBufferPosition() {
            return at;
        }

        @Override
        public int getBytesRemainingInBuffer() {
            return bytes.length - at;
        }

        @Override
        public void consumeBuffer(int count) {
            at += count;
        }

        @Override
        public void checkReadBytesAvailable(long count) throws TTransportException {
            if (count < 0 || count > bytes.length - at) {
                throw new TTransportException(TTransportException.END_OF_FILE);
            }
        }
    }

    private static final class Target extends Transport {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] from, int start, int count) {
            bytes.write(from, start, count);
        }

        @Override
        public int read(byte[] to, int from, int count) {
            throw new AssertionError("nothing is read here");
        }
    }

    private abstract static class Transport extends TTransport {
        private static final TConfiguration LIMITS = new TConfiguration();

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void open() {}

        @Override
        public void close() {}

        @Override
        public void write(byte[] from, int start, int count) {
            throw new AssertionError("nothing is written here");
        }

        @Override
        public TConfiguration getConfiguration() {
            return LIMITS;
        }

        @Override
        public void updateKnownMessageSize(long size) {}

        @Override
        public void checkReadBytesAvailable(long count) throws TTransportException {}
    }
}
