package dev.penstock.testing;

import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The catalogue of awkward columns: empty, one row, all null, no validity buffer, sliced at 3, unaligned, 64k + 1
/// rows, NaN and -0.0, extremes, non-ASCII, nested. JUnit's `@MethodSource("dev.penstock.testing.Batches#int64")` walks
/// it.
public final class Batches {
    private static final int LARGE = (1 << 16) + 1;
    private static final List<Style> STYLES =
            List.of(Style.PLAIN, Style.SLICED, Style.DEEP, Style.UNALIGNED, Style.WORST);

    private Batches() {}

    /// Every type, every case but the large one.
    public static Stream<AwkwardColumn> all() {
        return Awkward.types().flatMap(Batches::small);
    }

    /// Every flat type, every case but the large one.
    public static Stream<AwkwardColumn> flat() {
        return Awkward.FLAT.stream().flatMap(Batches::small);
    }

    public static Stream<AwkwardColumn> bool() {
        return of(Types.BOOL);
    }

    public static Stream<AwkwardColumn> int64() {
        return of(Types.INT64);
    }

    public static Stream<AwkwardColumn> float64() {
        return of(Types.FLOAT64);
    }

    /// Strings in each of the three layouts.
    public static Stream<AwkwardColumn> text() {
        return Stream.of(Bytes.values()).flatMap(bytes -> of(new DataType.Utf8(bytes)));
    }

    /// All integers and floats.
    public static Stream<AwkwardColumn> numbers() {
        return Awkward.FLAT.stream()
                .filter(type -> type.isInteger() || type.equals(Types.FLOAT32) || type.equals(Types.FLOAT64))
                .flatMap(Batches::small);
    }

    /// Every case of one type.
    public static Stream<AwkwardColumn> of(DataType type) {
        List<Object> large = new RandomValues(7).values(type, LARGE, 0.1);
        return Stream.concat(small(type), Stream.of(new AwkwardColumn("64k + 1 rows", type, large, Style.SLICED)));
    }

    /// Every case of one type but the large one.
    public static Stream<AwkwardColumn> small(DataType type) {
        var cases = new ArrayList<AwkwardColumn>();
        List<Object> some = new RandomValues(1).values(type, 130, 0);
        List<Object> mixed = new RandomValues(2).values(type, 131, 0.3);
        List<Object> awkward = new ArrayList<>(Awkward.values(type));
        List<Object> gaps = new ArrayList<>(awkward);
        gaps.addAll(awkward);
        for (int i = 0; i < gaps.size(); i += 3) {
            gaps.set(i, null);
        }
        for (Style style : STYLES) {
            cases.add(new AwkwardColumn("empty", type, List.of(), style));
            cases.add(new AwkwardColumn("one row", type, some.subList(0, 1), style));
            cases.add(new AwkwardColumn("random", type, some, style));
            if (!awkward.isEmpty()) {
                cases.add(new AwkwardColumn("extremes", type, awkward, style));
            }
            if (!(type instanceof DataType.Union)) {
                cases.add(new AwkwardColumn("one null", type, Collections.singletonList(null), style));
                cases.add(new AwkwardColumn("all null", type, Collections.nCopies(67, null), style));
                cases.add(new AwkwardColumn("random with nulls", type, mixed, style));
                if (!gaps.isEmpty()) {
                    cases.add(new AwkwardColumn("extremes with nulls", type, gaps, style));
                }
            }
        }
        return cases.stream();
    }
}
