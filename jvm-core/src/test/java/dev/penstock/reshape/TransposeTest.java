package dev.penstock.reshape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows become columns as the obvious loop makes them.
class TransposeTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private final Transpose transpose = new Transpose();

    static Stream<DataType> types() {
        return Awkward.types();
    }

    private Rows transposed(Frame frame, int names) {
        var config = new Transpose.Names(IntStream.range(0, names).mapToObj(i -> "r" + i).toList());
        Rows answer =
                Rows.of(
                        transpose.apply(
                                config,
                                List.of(frame.stream()),
                                new FunctionContext(memory.allocator(), 1, new Cancellation())));
        assertThat(answer.schema()).isEqualTo(transpose.bind(config, List.of(frame.schema())));
        return answer;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void columnsOfEveryTypeAreTurned(DataType type) {
        var random = new RandomValues(4);
        var schema =
                new Schema(List.of(Field.nullable("a", type), Field.nullable("b", type), Field.nullable("c", type)));
        List<Batch> batches =
                List.of(random.batch(memory.columns(), schema, 5), random.batch(memory.columns(), schema, 2));
        try (Frame frame = new Frame(schema, batches)) {
            List<List<Object>> rows = Rows.of(frame).rows();
            var expected = new ArrayList<List<Object>>();
            for (int column = 0; column < schema.size(); column++) {
                int index = column;
                expected.add(rows.stream().map(row -> row.get(index)).toList());
            }
            Rows turned = transposed(frame, 7);
            assertThat(turned.rows()).hasToString(expected.toString());
            assertThat(turned.schema().names()).containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6");
        }
    }

    @Test
    void noRowsMakeNoColumns() {
        var schema = new Schema(List.of(Field.nullable("a", Types.INT64)));
        try (Frame frame = new Frame(schema, List.of())) {
            assertThat(transposed(frame, 0).schema().size()).isZero();
        }
    }

    @Test
    void namesAndTypesMustFit() {
        var schema = new Schema(List.of(Field.nullable("a", Types.INT64)));
        try (Frame frame = memory.columns().frame(schema, List.of(List.of(1L), List.of(2L)), 1)) {
            refused(ErrorCode.SHAPE, "3 names", () -> transposed(frame, 3));
        }
        var mixed = new Schema(List.of(Field.nullable("a", Types.INT64), Field.nullable("b", Types.UTF8)));
        var names = new Transpose.Names(List.of("x"));
        refused(ErrorCode.SCHEMA_MISMATCH, "int64 and utf8", () -> transpose.bind(names, List.of(mixed)));
        refused(ErrorCode.INVALID_OPERATION, "one table", () -> transpose.bind(names, List.of(schema, schema)));
    }

    private static void refused(ErrorCode code, String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e).hasMessageContaining(message);
                        });
    }
}
