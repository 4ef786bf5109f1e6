package dev.penstock.perf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.function.ScalarCall;
import dev.penstock.security.Pseudonym;
import dev.penstock.security.SecretKeys;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does a keyed pseudonym take, of texts and of numbers, written as text and as bytes?
public class PseudonymQuestion extends Question {
    private static final int ROWS = 16_384;
    private static final String KEY = "5a".repeat(32);

    @Param({"text", "number"})
    String values;

    @Param({"text", "binary"})
    String output;

    private Batch batch;
    private ScalarCall call;
    private FunctionContext context;

    @Setup
    public void setUp() {
        SecretKeys.pseudonyms().add("1", KEY);
        batch =
                batch(
                        values.equals("text")
                                ? texts(ROWS, 11, row -> "%03d-%02d-%04d".formatted(row % 899, row % 99, row % 9999))
                                : longs(ROWS, row -> 100_000_000L + row));
        context = new FunctionContext(allocator, 1, new Cancellation());
        call =
                own(FunctionRegistry.load(Pseudonym.class.getClassLoader()))
                        .scalar(
                                Pseudonym.NAME,
                                JsonNodeFactory.instance.objectNode().put("field", "ssn").put("output", output),
                                List.of(batch.column(0).type()));
        try (Column made = pseudonyms()) {
            String first = values.equals("text") ? "000-00-0000" : "100000000";
            String expected = Pseudonym.of(first, "ssn", "1");
            check(
                    output.equals("binary") || BytesColumn.of(made.data()).text(0).equals(expected),
                    "the pseudonym of " + first);
        }
    }

    private Column pseudonyms() {
        return call.apply(List.of(batch.column(0)), ROWS, context);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void pseudonym() {
        pseudonyms().close();
    }
}
