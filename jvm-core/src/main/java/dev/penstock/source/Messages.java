package dev.penstock.source;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;

/// Encapsulated messages: a continuation mark, the length of the flatbuffer, the flatbuffer, zeros up to a multiple of
/// eight. Source: the Arrow columnar format, "Encapsulated message format".
final class Messages {
    /// Stands in front of each message since Arrow 0.15; before, the length came first.
    static final int CONTINUATION = -1;

    /// Every part of a message starts at a multiple of this many bytes.
    static final int ALIGNMENT = 8;

    private Messages() {}

    /// `schema` as an encapsulated message.
    static byte[] schema(Schema schema) {
        var out = new FlatBufferBuilder(1024);
        int header = new SchemaWriter(out).write(schema);
        return finish(out, MessageHeader.Schema, header, 0);
    }

    /// The message whose header lies in the builder, encapsulated.
    static byte[] finish(FlatBufferBuilder out, byte kind, int header, long bodyBytes) {
        Message.startMessage(out);
        Message.addVersion(out, MetadataVersion.V5);
        Message.addHeaderType(out, kind);
        Message.addHeader(out, header);
        Message.addBodyLength(out, bodyBytes);
        out.finish(Message.endMessage(out));
        byte[] flatbuffer = out.sizedByteArray();
        int padded = (8 + flatbuffer.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer message = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(CONTINUATION).putInt(padded - 8).put(flatbuffer);
        return message.array();
    }

    /// The schema in an encapsulated message.
    ///
    /// @throws PenstockException with code IO for a message that is broken or holds something else
    static SchemaReader.Read readSchema(byte[] encapsulated) {
        return guarded(() -> {
            ByteBuffer bytes = ByteBuffer.wrap(encapsulated).order(ByteOrder.LITTLE_ENDIAN);
            int length = bytes.getInt();
            if (length == CONTINUATION) {
                length = bytes.getInt();
            }
            if (length < 0 || length > bytes.remaining()) {
                throw broken("a message of " + length + " bytes in a text of " + bytes.remaining());
            }
            return schema(read(bytes.slice(bytes.position(), length)), length);
        });
    }

    /// The message in a flatbuffer.
    static Message read(ByteBuffer flatbuffer) {
        Message message = Message.getRootAsMessage(flatbuffer.order(ByteOrder.LITTLE_ENDIAN));
        if (message.version() != MetadataVersion.V5 && message.version() != MetadataVersion.V4) {
            throw broken("the metadata version is V" + (message.version() + 1) + ", V4 and V5 are known");
        }
        return message;
    }

    /// The schema in a message.
    static SchemaReader.Read schema(Message message, long messageBytes) {
        var schema = new org.apache.arrow.flatbuf.Schema();
        if (message.headerType() != MessageHeader.Schema || message.header(schema) == null) {
            throw broken("a schema was expected, and the message is of kind " + message.headerType());
        }
        return SchemaReader.read(schema, messageBytes);
    }

    /// What `read` gives, where everything that the flatbuffer classes throw at broken bytes is an IO error.
    static <T> T guarded(Supplier<T> read) {
        try {
            return read.get();
        } catch (PenstockException e) {
            throw e;
        } catch (RuntimeException e) {
            var error = broken("its metadata cannot be read");
            error.initCause(e);
            throw error;
        }
    }

    /// @param what in the words of the format
    static PenstockException broken(String what) {
        return new PenstockException(ErrorCode.IO, "broken Arrow IPC data: " + what)
                .hint("the file was damaged or not written to its end; write it again");
    }
}
