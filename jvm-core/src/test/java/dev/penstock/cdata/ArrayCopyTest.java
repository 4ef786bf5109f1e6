package dev.penstock.cdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArrayCopyTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final long struct = CMemory.allocate(CArray.BYTES);

    @AfterEach
    void free() {
        CMemory.free(struct);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void theCopyOutlivesTheOriginal(AwkwardColumn awkward) {
        var schema = new Schema(List.of(Field.nullable("a", awkward.type())));
        export(schema, awkward.make(memory.allocator()));
        Batch copy = ArrayCopy.copyBatch(struct, schema, memory.allocator());
        release();
        try (copy) {
            assertThat(Rows.of(copy.column(0))).isEqualTo(awkward.values());
        }
    }

    @Test
    void aCopyThatFindsNoRoomLeavesNothingBehind() {
        var schema = new Schema(List.of(Field.nullable("a", Types.INT64), Field.nullable("b", Types.UTF8)));
        List<Object> numbers = Collections.nCopies(1_000, 1L);
        List<Object> texts = Collections.nCopies(1_000, "a longer text");
        export(schema, memory.columns().of(Types.INT64, numbers), memory.columns().of(Types.UTF8, texts));
        try (Budget small = memory.budget().child("small", 10_000)) {
            var allocator = new Allocator(memory.pool(), small);
            assertThatThrownBy(() -> ArrayCopy.copyBatch(struct, schema, allocator))
                    .isInstanceOfSatisfying(
                            PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT));
            assertThat(small.usedBytes()).isZero();
        }
        release();
    }

    @Test
    void anArrayThatContradictsItsSchemaIsRefused() {
        var schema = new Schema(List.of(Field.nullable("a", Types.INT64)));
        export(schema, memory.columns().of(Types.INT64, List.of(1L)));
        var other = new Schema(List.of(Field.nullable("a", Types.INT64), Field.nullable("b", Types.INT64)));
        assertThatThrownBy(() -> ArrayCopy.copyBatch(struct, other, memory.allocator()))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE));
        release();
    }

    private void export(Schema schema, Column... columns) {
        ArrayExport.export(new Batch(schema, columns[0].length(), List.of(columns)), struct);
    }

    private void release() {
        CMemory.callVoid(Native.getLong(struct + CArray.RELEASE), struct);
    }
}
