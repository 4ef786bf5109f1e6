package dev.penstock.perf;

import dev.penstock.bind.BoundExpr;
import dev.penstock.column.Batch;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.kernel.Affix;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Views;
import dev.penstock.memory.Native;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each text to see whether it begins or ends with some bytes, contains them, matches a
/// regular expression, or is one of few, for texts that views carry and longer ones?
public class TextQuestion extends Question {
    private static final int ROWS = LaneMemory.LANES;
    private static final String LETTERS = "abc";

    @Param({"8", "40"})
    int size;

    private Batch batch;
    private long views;
    private long[] buffers;
    private long bits;
    private Affix start;
    private Affix end;
    private long low;
    private long high;
    private RowProgram contains;
    private RowProgram matches;

    @Setup
    public void setUp() {
        var texts = new String[ROWS];
        for (int row = 0; row < ROWS; row++) {
            var text = new StringBuilder();
            while (text.length() < size) {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            texts[row] = text.toString();
        }
        batch = batch(texts(ROWS, size, row -> texts[row]));
        List<Buffer> stored = batch.column(0).data().buffers();
        views = stored.get(1).address();
        buffers = stored.stream().skip(2).mapToLong(Buffer::address).toArray();
        bits = room(BitLanes.bytes(ROWS));
        start = new Affix(bytes("ab"), 2, false);
        end = new Affix(bytes("ab"), 2, true);
        low = Native.getLong(views);
        high = Native.getLong(views + 8);
        contains = filter(batch, contains("abcab", true));
        matches = filter(batch, contains("a[bc]+ab?c", false));
        check(texts);
    }

    private BoundExpr contains(String pattern, boolean literal) {
        return new BoundExpr.Call(
                StringFunction.CONTAINS,
                List.of(column(batch), new BoundExpr.Constant(TEXT, pattern)),
                new Options(Map.of("literal", literal)),
                Types.BOOL);
    }

    private void check(String[] texts) {
        startsWith();
        checkBits(texts, text -> text.startsWith("ab"));
        endsWith();
        checkBits(texts, text -> text.endsWith("ab"));
        // Of a text that no view carries the words also say where it lies.
        equal();
        checkBits(texts, text -> size <= 12 ? text.equals(texts[0]) : text == texts[0]);
        check(contains().count() == count(texts, text -> text.contains("abcab")), "how many texts contain another");
        check(matches().count() == count(texts, text -> text.matches(".*a[bc]+ab?c.*")), "how many texts match");
    }

    private void checkBits(String[] texts, Predicate<String> question) {
        long found = new Bitmap(bits, 0, ROWS).count();
        check(found == count(texts, question), found + " texts");
    }

    private static long count(String[] texts, Predicate<String> question) {
        return Arrays.stream(texts).filter(question).count();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void startsWith() {
        start.of(views, buffers, bits, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void endsWith() {
        end.of(views, buffers, bits, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void equal() {
        Views.equal(views, low, high, bits, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Selection contains() {
        return contains.select(batch, 0, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Selection matches() {
        return matches.select(batch, 0, ROWS);
    }
}
