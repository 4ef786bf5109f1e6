package dev.penstock.did.aggregate;

import dev.penstock.did.config.Fault;
import dev.penstock.did.result.CellResult;
import dev.penstock.did.result.DidResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/// Chooses and combines the cells of a summary.
final class Summaries {
    private final DidResult result;
    private final AggregationRequest request;
    private final List<Integer> known;

    private Summaries(DidResult result, AggregationRequest request, List<Integer> known) {
        this.result = result;
        this.request = request;
        this.known = known;
    }

    /// @throws dev.penstock.error.PenstockException DID-E41 when no cell is left, DID-E42 for cells that are null
    ///   unless they may be left out, DID-E43 when the event window holds none
    static Summary of(DidResult result, AggregationRequest request) {
        List<Integer> known =
                IntStream.range(0, result.cells().size())
                        .filter(cell -> !Double.isNaN(result.cells().get(cell).effect()))
                        .boxed()
                        .toList();
        int unknown = result.cells().size() - known.size();
        if (unknown > 0 && !request.naRm()) {
            CellResult first =
                    result.cells().stream().filter(cell -> Double.isNaN(cell.effect())).findFirst().orElseThrow();
            throw Fault.E42.because(
                    "%d of %d cells are null (first: group %d, time %d, %s)"
                            .formatted(unknown, result.cells().size(), first.group(), first.time(), first.status()),
                    "set na_rm=true to leave them out");
        }
        var summaries = new Summaries(result, request, known);
        return switch (request.type()) {
            case SIMPLE -> summaries.simple();
            case GROUP -> summaries.groups();
            case DYNAMIC -> summaries.dynamic();
            case CALENDAR -> summaries.calendar();
        };
    }

    private CellResult cell(int number) {
        return result.cells().get(number);
    }

    private List<Integer> cells(IntPredicate which) {
        return known.stream().filter(which::test).toList();
    }

    private List<Integer> some(List<Integer> cells) {
        if (cells.isEmpty()) {
            throw Fault.E41.because(
                    "no cell after treatment is left to aggregate",
                    "estimate effects of groups that are seen after their treatment, or widen max_e");
        }
        return cells;
    }

    /// Cells after treatment, at most `max_e` periods later: it counts places among all periods and groups.
    private boolean isAfter(int number) {
        CellResult cell = cell(number);
        if (!cell.post()) {
            return false;
        }
        Double most = request.maxE();
        return most == null || place(cell.time()) <= place(cell.group()) + most;
    }

    private int place(long time) {
        var moments = new TreeSet<>(result.periods());
        moments.addAll(result.groups());
        return moments.headSet(time).size();
    }

    private Summary simple() {
        Combination overall = Combination.weighted(result, some(cells(this::isAfter)));
        return new Summary(overall, List.of(), List.of());
    }

    private Summary groups() {
        var keys = new ArrayList<Long>();
        var rows = new ArrayList<Combination>();
        for (long group : result.groups()) {
            List<Integer> own = cells(number -> cell(number).group() == group && isAfter(number));
            if (!own.isEmpty()) {
                keys.add(group);
                rows.add(Combination.plain(result, own));
            }
        }
        if (keys.isEmpty()) {
            some(List.of());
        }
        return new Summary(Combination.ofGroups(result, keys, rows), keys, rows);
    }

    private Summary dynamic() {
        long first = result.periods().getFirst();
        long last = result.periods().getLast();
        Integer balance = request.balanceE();
        TreeMap<Long, List<Integer>> byTime = new TreeMap<>();
        for (int number : known) {
            CellResult cell = cell(number);
            long event = cell.time() - cell.group();
            boolean balanced =
                    balance == null
                            || (last - cell.group() >= balance && event <= balance && event >= balance - last + first);
            if (balanced && isInWindow(event)) {
                byTime.computeIfAbsent(event, _ -> new ArrayList<>()).add(number);
            }
        }
        if (byTime.isEmpty()) {
            if (known.isEmpty()) {
                some(List.of());
            }
            throw Fault.E43.because(
                    "no cell lies in the event window (balance_e %s, min_e %s, max_e %s)"
                            .formatted(balance, request.minE(), request.maxE()),
                    "widen it: times since treatment run from %d to %d"
                            .formatted(events(Math::min), events(Math::max)));
        }
        return means(byTime, event -> event >= 0);
    }

    private long events(LongBinaryOperator choice) {
        return result.cells().stream().mapToLong(cell -> cell.time() - cell.group()).reduce(choice).orElse(0);
    }

    private boolean isInWindow(long event) {
        Double least = request.minE();
        Double most = request.maxE();
        return (least == null || event >= least) && (most == null || event <= most);
    }

    private Summary calendar() {
        TreeMap<Long, List<Integer>> byTime = new TreeMap<>();
        for (int number : cells(cell -> cell(cell).post())) {
            byTime.computeIfAbsent(cell(number).time(), _ -> new ArrayList<>()).add(number);
        }
        if (byTime.isEmpty()) {
            some(List.of());
        }
        return means(byTime, _ -> true);
    }

    /// Weighted means by key, and the plain mean of those that count.
    private Summary means(SortedMap<Long, List<Integer>> byKey, LongPredicate counts) {
        List<Combination> rows = byKey.values().stream().map(cells -> Combination.weighted(result, cells)).toList();
        List<Long> keys = List.copyOf(byKey.keySet());
        List<Combination> counted =
                IntStream.range(0, rows.size()).filter(i -> counts.test(keys.get(i))).mapToObj(rows::get).toList();
        int columns = result.cells().size() + result.groups().size();
        return new Summary(counted.isEmpty() ? null : Combination.mean(counted, columns), keys, rows);
    }
}
