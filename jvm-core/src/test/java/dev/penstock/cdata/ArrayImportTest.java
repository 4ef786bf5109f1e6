package dev.penstock.cdata;

import static dev.penstock.cdata.Foreign.DANGLING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What producers send, written struct by struct: the awkward, which is taken, and the broken, which is refused.
class ArrayImportTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private Foreign foreign;

    @BeforeEach
    void open() {
        foreign = memory.keep(new Foreign());
    }

    /// The only column of an array that is no struct.
    private List<Object> column(long array, long schema) {
        try (BatchStream stream = ArrayImport.importStream(array, schema);
                Batch batch = stream.next()) {
            return Rows.of(batch.column(0));
        }
    }

    private List<Long> buffers(long... addresses) {
        return Arrays.stream(addresses).boxed().toList();
    }

    @Test
    void countsRowsFromTheOffsetOfEachNode() {
        // As Polars sends rows 3 to 6 of a frame of ten.
        long numbers = foreign.array(4, 0, 3, buffers(0, foreign.longs(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        long table = foreign.array(4, 0, 0, buffers(0), numbers);
        assertThat(column(table, foreign.schema("+s", foreign.schema("l")))).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void addsTheOffsetOfAStructToThoseOfItsChildren() {
        long numbers = foreign.array(8, 0, 1, buffers(0, foreign.longs(0, 1, 2, 3, 4, 5, 6, 7, 8)));
        long struct = foreign.array(3, -1, 2, buffers(foreign.bytes(0b10111), 0), numbers);
        long schema = foreign.schema("+w:1", foreign.schema("+s", foreign.schema("l")));
        long lists = foreign.array(2, 0, 1, buffers(0), struct);
        assertThat(column(lists, schema)).containsExactly(Arrays.asList((Object) null), List.of(List.of(5L)));
    }

    @Test
    void addsTheOffsetOfAFixedSizeListTimesItsSize() {
        long numbers = foreign.array(8, 0, 2, buffers(0, foreign.longs(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        long lists = foreign.array(2, 0, 1, buffers(0), numbers);
        assertThat(column(lists, foreign.schema("+w:2", foreign.schema("l"))))
                .containsExactly(List.of(4L, 5L), List.of(6L, 7L));
    }

    @Test
    void startsBitmapsAtAnyBit() {
        long validity = foreign.bytes(0b11101000, 0b1);
        long bits = foreign.array(6, -1, 3, buffers(validity, foreign.bytes(0b01101000, 0b1)));
        assertThat(column(bits, foreign.schema("b"))).containsExactly(true, null, true, true, false, true);
    }

    static Stream<Arguments> emptyArrays() {
        return Stream.of("n", "b", "l", "u", "U", "vu", "z", "vz", "w:3", "d:38,0", "tsu:UTC", "tin", "+r")
                .flatMap(format -> Stream.of(0L, DANGLING).map(pointer -> Arguments.of(format, pointer)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("emptyArrays")
    void looksAtNoBufferOfAnEmptyArray(String format, long pointer) {
        Long[] children = {};
        long schema = foreign.schema(format);
        if (format.equals("+r")) {
            schema = foreign.schema(format, foreign.schema("i"), foreign.schema("l"));
            children =
                    new Long[] {
                        foreign.array(0, 0, 9, buffers(pointer, pointer)),
                        foreign.array(0, 0, 9, buffers(pointer, pointer))
                    };
        }
        // The offset is large, so that whoever reads an offset buffer would read far away.
        long array = foreign.array(0, -1, 1 << 20, buffers(pointer, pointer, pointer, pointer), children);
        assertThat(column(array, schema)).isEmpty();
    }

    @Test
    void doesNotHandOnTheOffsetOfAnEmptyArray() {
        long array = foreign.array(0, 0, 1 << 20, buffers(0, DANGLING, DANGLING));
        long out = foreign.room(CArray.BYTES);
        try (BatchStream stream = ArrayImport.importStream(array, foreign.schema("u"));
                Batch batch = stream.next()) {
            ArrayExport.export(batch.column(0).share(), out);
        }
        assertThat(Native.getLong(out + CArray.OFFSET)).isZero();
        assertThat(Native.getLong(Native.getLong(out + CArray.BUFFERS) + 8)).isEqualTo(CMemory.ZEROS);
        CapsuleContent.ARRAY.releaseIfOpen(out);
    }

    @Test
    void takesEmptyListsWhoseElementsDangle() {
        long elements = foreign.array(0, 0, 0, buffers(DANGLING, DANGLING));
        long lists = foreign.array(2, 0, 0, buffers(0, foreign.ints(0, 0, 0)), elements);
        assertThat(column(lists, foreign.schema("+l", foreign.schema("l")))).containsExactly(List.of(), List.of());
    }

    @Test
    void needsNoBytesForEmptyTexts() {
        long texts = foreign.array(2, 0, 0, buffers(0, foreign.ints(7, 7, 7), 0));
        assertThat(column(texts, foreign.schema("u"))).containsExactly("", "");
    }

    @Test
    void takesViewsWithoutAnyBuffer() {
        long views = foreign.array(1, 0, 0, buffers(0, foreign.ints(2, 0x6968, 0, 0), DANGLING));
        assertThat(column(views, foreign.schema("vu"))).containsExactly("hi");
    }

    @Test
    void countsNullsThatTheProducerDidNotCount() {
        long array = foreign.array(3, -1, 0, buffers(foreign.bytes(0b101), foreign.longs(1, 2, 3)));
        try (BatchStream stream = ArrayImport.importStream(array, foreign.schema("l"));
                Batch batch = stream.next()) {
            assertThat(batch.column(0).data().countNulls()).isEqualTo(1);
        }
    }

    @Test
    void knowsThatWithoutABitmapThereAreNoNulls() {
        long array = foreign.array(3, -1, 0, buffers(0, foreign.longs(1, 2, 3)));
        try (BatchStream stream = ArrayImport.importStream(array, foreign.schema("l"));
                Batch batch = stream.next()) {
            assertThat(batch.column(0).data().nullCount()).isZero();
        }
    }

    @Test
    void takesTheOneBufferThatPolarsSendsForNulls() {
        long array = foreign.array(3, 3, 0, buffers(foreign.bytes(0)));
        assertThat(column(array, foreign.schema("n"))).containsExactly(null, null, null);
    }

    @Test
    void takesUnionsWithTheBitmapOfOldVersions() {
        long numbers = foreign.array(2, 0, 0, buffers(0, foreign.longs(1, 2)));
        long union = foreign.array(2, 0, 0, buffers(0, foreign.bytes(4, 4)), numbers);
        assertThat(column(union, foreign.schema("+us:4", foreign.schema("l")))).hasSize(2);
    }

    @Test
    void keepsTheRowsOfATableWithoutColumns() {
        try (BatchStream stream = ArrayImport.importStream(foreign.array(5, 0, 0, buffers(0)), foreign.schema("+s"));
                Batch batch = stream.next()) {
            assertThat(batch.rows()).isEqualTo(5);
            assertThat(batch.schema().size()).isZero();
        }
    }

    record Broken(String name, Function<Foreign, Long> array, Function<Foreign, Long> schema, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Broken broken(
            String name, String format, String message, Function<Foreign, Long> array, String... children) {
        return new Broken(
                name,
                array,
                f -> f.schema(format, Arrays.stream(children).map(f::schema).toArray(Long[]::new)),
                message);
    }

    static Stream<Broken> brokenArrays() {
        Function<Foreign, Long> three = f -> f.array(3, 0, 0, List.of(0L, f.longs(1, 2, 3)));
        return Stream.of(
                broken("a negative length", "l", "length -1", f -> f.array(-1, 0, 0, List.of(0L, 0L))),
                broken("a negative offset", "l", "offset -4", f -> f.array(1, 0, -4, List.of(0L, f.longs(1)))),
                broken(
                        "more rows than a long can count",
                        "l",
                        "length",
                        f -> f.array(Long.MAX_VALUE, 0, 1, List.of(0L, f.longs(1)))),
                broken("too few buffers", "l", "1 buffers where 2", f -> f.array(1, 0, 0, List.of(0L))),
                broken("no values", "l", "buffer 1 is missing", f -> f.array(1, 0, 0, List.of(0L, 0L))),
                broken("no bytes", "u", "buffer 2 is missing", f -> f.array(1, 0, 0, List.of(0L, f.ints(0, 3), 0L))),
                broken("no offsets", "u", "buffer 1 is missing", f -> f.array(1, 0, 0, List.of(0L, 0L, f.bytes(1)))),
                broken(
                        "offsets that go back",
                        "u",
                        "offsets from 5 to 3",
                        f -> f.array(1, 0, 0, List.of(0L, f.ints(5, 3), f.bytes(1, 2, 3, 4, 5)))),
                broken(
                        "a negative offset into bytes",
                        "z",
                        "offsets from -1 to 3",
                        f -> f.array(1, 0, 0, List.of(0L, f.ints(-1, 3), f.bytes(1, 2, 3)))),
                broken(
                        "more bytes than a process can address",
                        "l",
                        "buffer 1",
                        f -> f.array(1L << 46, 0, 0, List.of(0L, f.longs(1)))),
                broken("an offset behind all memory", "b", "offset", f -> f.array(1, 0, 1L << 62, List.of(0L, 8L))),
                broken(
                        "lists of a fixed size behind all memory",
                        "+w:2147483647",
                        "3 rows where",
                        f -> f.array(1L << 46, 0, 0, List.of(0L), three.apply(f)),
                        "l"),
                broken(
                        "an offset in the middle that goes back",
                        "u",
                        "offsets that go back",
                        f -> f.array(2, 0, 0, List.of(0L, f.ints(0, 9, 3), f.bytes(1, 2, 3)))),
                broken(
                        "a negative long offset in the middle",
                        "Z",
                        "offsets that go back",
                        f -> f.array(2, 0, 0, List.of(0L, f.longs(0, -1, 3), f.bytes(1, 2, 3)))),
                broken(
                        "lists in the middle of nowhere",
                        "+l",
                        "offsets that go back",
                        f -> f.array(2, 0, 0, List.of(0L, f.ints(0, 1 << 30, 2)), three.apply(f)),
                        "l"),
                broken(
                        "a list view behind its elements",
                        "+vl",
                        "row 1 has 2 elements from 2 on, of 3",
                        f -> f.array(2, 0, 0, List.of(0L, f.ints(0, 2), f.ints(3, 2)), three.apply(f)),
                        "l"),
                broken(
                        "a text view into no buffer",
                        "vu",
                        "row 0 has 13 bytes from 0 on in buffer 0",
                        f -> f.array(1, 0, 0, List.of(0L, f.ints(13, 0, 0, 0), f.longs(0)))),
                broken(
                        "a text view behind its buffer",
                        "vz",
                        "row 0 has 13 bytes from 4 on in buffer 0",
                        f -> f.array(1, 0, 0, List.of(0L, f.ints(13, 0, 0, 4), f.longs(0, 0), f.longs(16)))),
                broken(
                        "a text view of negative length",
                        "vu",
                        "row 0 has -1 bytes",
                        f -> f.array(1, 0, 0, List.of(0L, f.ints(-1, 0, 0, 0), f.longs(0)))),
                broken(
                        "more nulls than there are",
                        "l",
                        "2 nulls where 1 are",
                        f -> f.array(3, 2, 0, List.of(f.bytes(0b101), f.longs(1, 2, 3)))),
                broken(
                        "a type id of no field",
                        "+us:3",
                        "row 1 has the type id 4",
                        f -> f.array(2, 0, 0, List.of(f.bytes(3, 4)), three.apply(f)),
                        "l"),
                broken(
                        "a row of a union behind its field",
                        "+ud:3",
                        "row 1 is element 3 of 3",
                        f -> f.array(2, 0, 0, List.of(f.bytes(3, 3), f.ints(0, 3)), three.apply(f)),
                        "l"),
                broken(
                        "runs that go back",
                        "+r",
                        "run 1 ends at 2, the one before at 2",
                        f ->
                                f.array(
                                        3,
                                        0,
                                        0,
                                        List.of(),
                                        f.array(3, 0, 0, List.of(0L, f.longs(2, 2, 3))),
                                        three.apply(f)),
                        "l",
                        "l"),
                broken("nulls without a bitmap", "l", "2 nulls", f -> f.array(3, 2, 0, List.of(0L, f.longs(1, 2, 3)))),
                broken("no children", "+s", "0 children for 1 fields", f -> f.array(3, 0, 0, List.of(0L)), "l"),
                broken(
                        "too many children",
                        "+s",
                        "2 children for 1 fields",
                        f -> f.array(3, 0, 0, List.of(0L), three.apply(f), three.apply(f)),
                        "l"),
                broken("a null child", "+s", "child 0 is missing", f -> f.array(3, 0, 0, List.of(0L), 0L), "l"),
                broken(
                        "a short field",
                        "+s",
                        "3 rows where 4",
                        f -> f.array(3, 0, 1, List.of(0L), three.apply(f)),
                        "l"),
                broken(
                        "too few elements for lists of a fixed size",
                        "+w:2",
                        "3 rows where 4",
                        f -> f.array(2, 0, 0, List.of(0L), three.apply(f)),
                        "l"),
                broken(
                        "lists that reach behind their elements",
                        "+l",
                        "3 rows where 4",
                        f -> f.array(2, 0, 0, List.of(0L, f.ints(0, 2, 4)), three.apply(f)),
                        "l"),
                broken(
                        "a sparse union with a short field",
                        "+us:0",
                        "3 rows where 4",
                        f -> f.array(4, 0, 0, List.of(f.bytes(0, 0, 0, 0)), three.apply(f)),
                        "l"),
                broken(
                        "runs that end too early",
                        "+r",
                        "up to row 3",
                        f -> f.array(4, 0, 0, List.of(), three.apply(f), three.apply(f)),
                        "l",
                        "l"),
                broken(
                        "runs without values",
                        "+r",
                        "up to row 3",
                        f -> f.array(3, 0, 0, List.of(), three.apply(f), f.array(0, 0, 0, List.of(0L, 0L))),
                        "l",
                        "l"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenArrays")
    void refusesWhatContradictsItself(Broken broken) {
        long array = broken.array.apply(foreign);
        long schema = broken.schema.apply(foreign);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(array, schema))
                .withMessageContaining(broken.message)
                .matches(e -> e.code() == ErrorCode.SHAPE);
        assertThat(Foreign.releases(array)).isEqualTo(1);
        assertThat(Foreign.releases(schema)).as("the schema stays the caller's").isZero();
    }

    @Test
    void refusesADictionaryColumnWithoutItsDictionary() {
        long schema = foreign.schema("i");
        Native.putLong(schema + CStruct.CSchema.DICTIONARY, foreign.schema("u"));
        long array = foreign.array(1, 0, 0, buffers(0, foreign.ints(0)));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(array, schema))
                .withMessageContaining("no dictionary");
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }

    @ParameterizedTest(name = "index {0}")
    @org.junit.jupiter.params.provider.ValueSource(ints = {-1, 1, 7})
    void refusesIndicesOfNoValue(int index) {
        long schema = foreign.schema("i");
        Native.putLong(schema + CStruct.CSchema.DICTIONARY, foreign.schema("l"));
        long array = foreign.array(2, -1, 0, buffers(foreign.bytes(0b01), foreign.ints(index, -9)));
        Native.putLong(array + CArray.DICTIONARY, foreign.array(1, 0, 0, buffers(0, foreign.longs(5))));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(array, schema))
                .withMessageContaining("row 0 has the index " + index + " of 1");
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }

    @Test
    void doesNotMindTheIndicesOfNullRows() {
        long schema = foreign.schema("C");
        Native.putLong(schema + CStruct.CSchema.DICTIONARY, foreign.schema("l"));
        long array = foreign.array(2, -1, 0, buffers(foreign.bytes(0b01), foreign.bytes(0, 255)));
        Native.putLong(array + CArray.DICTIONARY, foreign.array(1, 0, 0, buffers(0, foreign.longs(5))));
        assertThat(column(array, schema)).containsExactly(5L, null);
    }

    @Test
    void namesTheColumnThatIsBroken() {
        long table = foreign.array(1, 0, 0, buffers(0), foreign.array(1, 0, 0, buffers(0, 0)));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(table, foreign.schema("+s", foreign.schema("l"))))
                .matches(e -> "c0".equals(e.column()));
    }

    @Test
    void refusesATableWithNullRows() {
        long numbers = foreign.array(2, 0, 0, buffers(0, foreign.longs(1, 2)));
        long table = foreign.array(2, -1, 0, buffers(foreign.bytes(0b01)), numbers);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(table, foreign.schema("+s", foreign.schema("l"))))
                .matches(e -> e.code() == ErrorCode.UNSUPPORTED_TYPE);
        assertThat(Foreign.releases(table)).isEqualTo(1);
    }

    @Test
    void takesATableWithABitmapAndNoNullRows() {
        long numbers = foreign.array(2, 0, 0, buffers(0, foreign.longs(1, 2)));
        long table = foreign.array(2, -1, 0, buffers(foreign.bytes(0b11)), numbers);
        assertThat(column(table, foreign.schema("+s", foreign.schema("l")))).containsExactly(1L, 2L);
    }

    @Test
    void refusesWhatWasReleased() {
        long array = foreign.array(1, 0, 0, buffers(0, foreign.longs(1)));
        CapsuleContent.ARRAY.releaseIfOpen(array);
        long schema = foreign.schema("l");
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(array, schema))
                .matches(e -> e.code() == ErrorCode.HANDLE_EXPIRED);
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }

    @Test
    void marksTheStructReleasedWhenItIsMoved() {
        long array = foreign.array(1, 0, 0, buffers(0, foreign.longs(1)));
        BatchStream stream = ArrayImport.importStream(array, foreign.schema("l"));
        assertThat(Native.getLong(array + CArray.RELEASE)).isZero();
        assertThat(Foreign.releases(array)).isZero();
        stream.close();
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }

    @Test
    void releasesWithTheLastColumnOnWhateverThread() throws InterruptedException {
        long array = foreign.array(1, 0, 0, buffers(0), foreign.array(1, 0, 0, buffers(0, foreign.longs(1))));
        Column kept;
        try (BatchStream stream = ArrayImport.importStream(array, foreign.schema("+s", foreign.schema("l")));
                Batch batch = stream.next()) {
            kept = batch.column(0).slice(0, 1);
        }
        assertThat(Foreign.releases(array)).isZero();
        Thread thread = new Thread(kept::close);
        thread.start();
        thread.join();
        kept.close();
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }

    private long wide(long low, long high, long lowNext, long highNext, int validity) {
        return foreign.array(2, -1, 0, buffers(foreign.bytes(validity), foreign.longs(low, high, lowNext, highNext)));
    }

    @Test
    void takesWideIntegersOfUpTo38Digits() {
        BigDecimal most = BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE);
        long low = most.toBigInteger().longValue();
        long high = most.toBigInteger().shiftRight(64).longValue();
        assertThat(column(wide(low, high, -low, ~high, 0b11), foreign.schema("_pli128")))
                .containsExactly(most, most.negate());
        assertThat(column(wide(low, high, 0, 0, 0b11), foreign.schema("_plu128")))
                .containsExactly(most, BigDecimal.ZERO);
        assertThat(column(wide(-1, -1, 0, Long.MIN_VALUE, 0b01), foreign.schema("_pli128")))
                .containsExactly(new BigDecimal(-1), null);
    }

    @Test
    void refusesWideIntegersThatDoNotFit() {
        var limit = BigDecimal.TEN.pow(38).toBigInteger();
        long low = limit.longValue();
        long high = limit.shiftRight(64).longValue();
        assertRefusesWide("_pli128", 0, 0, low, high, limit.toString());
        assertRefusesWide("_pli128", 0, 0, -low, ~high, limit.negate().toString());
        assertRefusesWide("_pli128", 0, 0, 0, Long.MIN_VALUE, "-170141183460469231731687303715884105728");
        assertRefusesWide("_plu128", 0, 0, low, high, limit.toString());
        assertRefusesWide("_plu128", 0, 0, -1, -1, "340282366920938463463374607431768211455");
    }

    private void assertRefusesWide(String format, long low, long high, long lowNext, long highNext, String value) {
        long array = foreign.array(2, 0, 0, buffers(0), wide(low, high, lowNext, highNext, 0b11));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> ArrayImport.importStream(array, foreign.schema("+s", foreign.schema(format))))
                .withMessageContaining(value + " in row 1")
                .matches(e -> e.code() == ErrorCode.CAST && "c0".equals(e.column()));
        assertThat(Foreign.releases(array)).isEqualTo(1);
    }
}
