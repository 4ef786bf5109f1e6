package dev.penstock.source;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/// A message in a file that lies in memory: its header, and where its body and the next message are.
record IpcMessage(Message header, int headerBytes, MemorySegment body, long next) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The message at byte `at`, or null at the end of a stream.
    static @Nullable IpcMessage read(MemorySegment file, long at) {
        return Messages.guarded(() -> {
            if (at == file.byteSize()) {
                return null;
            }
            if (at < 0 || at + 4 > file.byteSize()) {
                throw Messages.broken("a message is said to begin at byte " + at + " of " + file.byteSize());
            }
            long start = at + 4;
            int length = file.get(INT, at);
            if (length == Messages.CONTINUATION) {
                if (at + 8 > file.byteSize()) {
                    throw Messages.broken("it ends inside of a message's length");
                }
                length = file.get(INT, at + 4);
                start = at + 8;
            }
            if (length == 0) {
                return null;
            }
            if (length < 0 || length > file.byteSize() - start) {
                throw Messages.broken(
                        "a message of %,d bytes where %,d are left".formatted(length, file.byteSize() - start));
            }
            ByteBuffer flatbuffer = file.asSlice(start, length).asByteBuffer();
            Message header = Messages.read(flatbuffer);
            long bodyStart = start + length;
            long bodyBytes = header.bodyLength();
            if (bodyBytes < 0 || bodyBytes > file.byteSize() - bodyStart) {
                throw Messages.broken(
                        "a body of %,d bytes where %,d are left".formatted(bodyBytes, file.byteSize() - bodyStart));
            }
            return new IpcMessage(header, length, file.asSlice(bodyStart, bodyBytes), bodyStart + bodyBytes);
        });
    }

    boolean isBatch() {
        return header.headerType() == MessageHeader.RecordBatch;
    }

    /// Before version 5 of the metadata, unions had a validity bitmap.
    boolean unionsHaveValidity() {
        return header.version() < MetadataVersion.V5;
    }

    RecordBatch batch() {
        return present((RecordBatch) header.header(new RecordBatch()), MessageHeader.RecordBatch);
    }

    DictionaryBatch dictionary() {
        return present((DictionaryBatch) header.header(new DictionaryBatch()), MessageHeader.DictionaryBatch);
    }

    private <T> T present(@Nullable T found, byte kind) {
        if (found == null || header.headerType() != kind) {
            throw Messages.broken("a message of kind " + kind + " was expected, not " + header.headerType());
        }
        return found;
    }
}
