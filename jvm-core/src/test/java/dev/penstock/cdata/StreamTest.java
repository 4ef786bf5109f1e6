package dev.penstock.cdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.cdata.CStruct.CStream;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Streams both ways: who releases what, and what becomes of failures.
class StreamTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("c", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private Foreign room;

    @BeforeEach
    void open() {
        room = memory.keep(new Foreign());
    }

    /// A producer of `batches` batches of one row; then it ends, or fails when `fails`.
    private LongUnaryOperator numbers(int batches, boolean fails) {
        return kind -> {
            if (kind == -1) {
                return room.schema("+s", room.schema("l"));
            }
            if (kind < batches) {
                return room.array(1, 0, 0, List.of(0L), room.array(1, 0, 0, List.of(0L, room.longs(kind))));
            }
            return fails ? -1 : 0;
        };
    }

    @Test
    void readsToTheEndAndReleasesOnce() {
        long stream = room.stream(numbers(3, false));
        var imported = new StreamImport(stream);
        assertThat(Native.getLong(stream + CStream.RELEASE)).as("moved").isZero();
        Rows rows = Rows.of(imported);
        assertThat(rows.rows()).containsExactly(List.of(0L), List.of(1L), List.of(2L));
        imported.close();
        assertThat(imported.next()).as("a closed stream is at its end").isNull();
        assertThat(Foreign.releases(stream)).isEqualTo(1);
    }

    @Test
    void isReadLazily() {
        var asked = new ArrayList<Long>();
        LongUnaryOperator producer = numbers(1000, false);
        long stream =
                room.stream(kind -> {
                    asked.add(kind);
                    return producer.applyAsLong(kind);
                });
        try (var imported = new StreamImport(stream)) {
            assertThat(asked).containsExactly(-1L);
            imported.next().close();
            assertThat(asked).containsExactly(-1L, 0L);
        }
        assertThat(Foreign.releases(stream)).isEqualTo(1);
    }

    @Test
    void tellsWhatTheProducerSaysWhenItFails() {
        long stream = room.stream(numbers(1, true));
        try (var imported = new StreamImport(stream)) {
            imported.next().close();
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(imported::next)
                    .withMessage("the producer of the Arrow stream failed: the pipe burst")
                    .matches(e -> e.code() == ErrorCode.COMPUTE);
        }
        assertThat(Foreign.releases(stream)).isEqualTo(1);
    }

    @Test
    void isReleasedWhenItsSchemaCannotBeTaken() {
        long failing = room.stream(_ -> -1);
        assertThatExceptionOfType(PenstockException.class).isThrownBy(() -> new StreamImport(failing));
        long odd = room.schema("?");
        long unknown = room.stream(_ -> odd);
        assertThatExceptionOfType(PenstockException.class).isThrownBy(() -> new StreamImport(unknown));
        assertThat(Foreign.releases(failing)).isEqualTo(1);
        assertThat(Foreign.releases(unknown)).isEqualTo(1);
        assertThat(Foreign.releases(odd)).isEqualTo(1);
    }

    @Test
    void refusesAStreamThatWasReadBefore() {
        long stream = room.stream(numbers(1, false));
        new StreamImport(stream).close();
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> new StreamImport(stream))
                .matches(e -> e.code() == ErrorCode.HANDLE_EXPIRED);
    }

    @Test
    void survivesItsOwnExport() {
        long stream = room.room(CStream.BYTES);
        var batches = new ArrayList<Batch>();
        for (long i = 0; i < 3; i++) {
            batches.add(Columns.batch("c", memory.columns().int64(i, null)));
        }
        StreamExport.export(BatchStream.of(SCHEMA, batches), stream);
        Rows rows = Rows.of(new StreamImport(stream));
        assertThat(rows.schema()).isEqualTo(SCHEMA);
        assertThat(rows.column("c")).containsExactly(0L, null, 1L, null, 2L, null);
    }

    @Test
    void givesBackWhatNobodyRead() {
        long stream = room.room(CStream.BYTES);
        StreamExport.export(BatchStream.of(SCHEMA, List.of(Columns.batch("c", memory.columns().int64(1L)))), stream);
        CapsuleContent.STREAM.releaseIfOpen(stream);
        CapsuleContent.STREAM.releaseIfOpen(stream);
    }

    @Test
    void keepsBatchesBeyondTheStream() {
        long stream = room.room(CStream.BYTES);
        StreamExport.export(BatchStream.of(SCHEMA, List.of(Columns.batch("c", memory.columns().int64(7L)))), stream);
        Batch batch;
        try (var imported = new StreamImport(stream)) {
            batch = imported.next();
        }
        assertThat(Rows.of(batch).column("c")).containsExactly(7L);
        batch.close();
    }

    private static BatchStream failing(Throwable error) {
        return new BatchStream() {
            @Override
            public Schema schema() {
                return SCHEMA;
            }

            @Override
            public Batch next() {
                throw sneaky(error);
            }

            @Override
            public void close() {}
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
        throw (T) error;
    }

    private int status(Throwable error) {
        long stream = room.room(CStream.BYTES);
        StreamExport.export(failing(error), stream);
        int status = StreamExport.getNext(stream, room.room(CArray.BYTES));
        lastError = CMemory.text(StreamExport.getLastError(stream));
        StreamExport.release(stream);
        return status;
    }

    private String lastError = "";

    @Test
    void putsAllItKnowsIntoTheErrorText() {
        int status =
                status(
                        new PenstockException(ErrorCode.CAST, "it does not fit")
                                .column("price")
                                .hint("use strict=False")
                                .at("select")
                                .at("filter"));
        assertThat(lastError)
                .isEqualTo("[CAST] it does not fit (filter › select › column \"price\"); use strict=False");
        assertThat(status).isEqualTo(22);
    }

    @Test
    void choosesTheStatusByTheKindOfFailure() {
        assertThat(status(new PenstockException(ErrorCode.MEMORY_LIMIT, "full"))).isEqualTo(12);
        assertThat(status(new OutOfMemoryError("heap"))).isEqualTo(12);
        assertThat(status(new PenstockException(ErrorCode.IO, "broken"))).isEqualTo(5);
        assertThat(status(new PenstockException(ErrorCode.CANCELLED, "stopped"))).isIn(125, 89, 105);
        assertThat(status(new StackOverflowError())).isEqualTo(5);
        assertThat(lastError).startsWith("[INTERNAL]");
    }

    @Test
    void letsNothingOutThatIsNoStatus() {
        assertThat(status(new Exception("checked"))).isEqualTo(5);
        assertThat(lastError).contains("checked");
    }

    @Test
    void answersAfterItsReleaseInsteadOfCrashing() {
        long stream = room.room(CStream.BYTES);
        StreamExport.export(BatchStream.of(SCHEMA, List.of()), stream);
        StreamExport.release(stream);
        assertThat(StreamExport.getNext(stream, room.room(CArray.BYTES))).isEqualTo(22);
        assertThat(StreamExport.getSchema(stream, room.room(CSchema.BYTES))).isEqualTo(22);
        assertThat(StreamExport.getLastError(stream)).isZero();
        StreamExport.release(stream);
    }
}
