package dev.penstock.benefits.additions;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The rules once more, in decimals, one participant after the other and day by day, with no thought for time.
final class ReferenceAdditions {
    /// Dollars: additions, compensation, deferrals, catch-up, catch-up from 60 to 63.
    private static final Map<Integer, int[]> LIMITS =
            Map.of(
                    2022, new int[] {61_000, 305_000, 20_500, 6_500, 6_500},
                    2023, new int[] {66_000, 330_000, 22_500, 7_500, 7_500},
                    2024, new int[] {69_000, 345_000, 23_000, 7_500, 7_500},
                    2025, new int[] {70_000, 350_000, 23_500, 7_500, 11_250});

    private static final List<String> DEFERRALS = List.of("EE_PRETAX", "EE_ROTH");
    private static final List<String> CATCH_UPS = List.of("CATCHUP_PRETAX", "CATCHUP_ROTH");
    private static final List<String> OTHERS_THAT_COUNT =
            List.of(
                    "EE_AFTER_TAX",
                    "ER_MATCH",
                    "ER_NONELECTIVE",
                    "ER_SAFE_HARBOR",
                    "ER_QNEC",
                    "ER_QMAC",
                    "FORFEITURE",
                    "MEDICAL_415L");

    private record Paid(String plan, String type, BigDecimal amount, LocalDate day) {}

    private record Span(LocalDate start, LocalDate end) {
        boolean has(LocalDate day) {
            return !day.isBefore(start) && !day.isAfter(end);
        }
    }

    private final Account account;

    private ReferenceAdditions(Account account) {
        this.account = account;
    }

    /// Participant, group, end, limit, additions, catch-up, excess, excess deferral, catch-up over the limit, status.
    static List<List<Object>> of(Account account) {
        var reference = new ReferenceAdditions(account);
        var keys = new TreeMap<String, List<Object>>();
        for (List<Object> row : account.rows("contributions")) {
            keys.put(row.get(0) + " " + row.get(1), row.subList(0, 2));
        }
        var answer = new ArrayList<List<Object>>();
        keys.values().forEach(key -> reference.add((String) key.get(0), (Long) key.get(1), answer));
        return answer;
    }

    private void add(String participant, Long group, List<List<Object>> answer) {
        List<Paid> paid =
                account.rows("contributions").stream()
                        .filter(row -> row.get(0).equals(participant) && row.get(1).equals(group))
                        .map(row ->
                                new Paid(
                                        (String) row.get(2),
                                        (String) row.get(3),
                                        (BigDecimal) row.get(4),
                                        LocalDate.ofEpochDay((Long) row.get(5))))
                        .sorted(Comparator.comparing(Paid::day))
                        .toList();
        Long born = null;
        for (List<Object> row : account.rows("participants")) {
            born = row.get(0).equals(participant) ? (Long) row.get(1) : born;
        }
        var spans = new TreeSet<>(Comparator.comparing(Span::end).thenComparing(Span::start));
        paid.forEach(one -> spans.add(span(one)));
        Map<LocalDate, BigDecimal> catchUp = new HashMap<>();
        Map<LocalDate, BigDecimal> excess = new HashMap<>();
        Map<LocalDate, BigDecimal> over = new HashMap<>();
        Map<Integer, BigDecimal> room = new HashMap<>();
        if (born != null) {
            for (int year : new TreeSet<>(paid.stream().map(one -> one.day().getYear()).toList())) {
                int age = year - LocalDate.ofEpochDay(born).getYear();
                calendarYear(paid, year, age, catchUp, excess, over, room);
            }
        }
        for (Span span : spans) {
            BigDecimal pay = pay(participant, group, span);
            if (born == null || born > span.end().toEpochDay() || pay == null || pay.signum() < 0) {
                answer.add(row(participant, group, span, null, null, null, null, null, null, "undetermined"));
                continue;
            }
            Predicate<Paid> within = one -> span.has(one.day());
            BigDecimal relabelled = in(span, over);
            BigDecimal caught = in(span, catchUp);
            BigDecimal deferred = sum(paid, within.and(one -> DEFERRALS.contains(one.type()))).add(relabelled);
            BigDecimal delivered = sum(paid, within.and(one -> CATCH_UPS.contains(one.type()))).subtract(relabelled);
            BigDecimal additions =
                    deferred.add(sum(paid, within.and(one -> OTHERS_THAT_COUNT.contains(one.type())))).subtract(caught);
            BigDecimal limit = limit(span).min(pay).min(payLimit(span));
            BigDecimal more =
                    additions
                            .subtract(limit)
                            .max(BigDecimal.ZERO)
                            .min(deferred.subtract(caught))
                            .min(room.getOrDefault(span.end().getYear(), BigDecimal.ZERO));
            room.merge(span.end().getYear(), more.negate(), BigDecimal::add);
            additions = additions.subtract(more);
            BigDecimal above = additions.subtract(limit).max(BigDecimal.ZERO);
            boolean settled =
                    more.signum() > 0 && room.getOrDefault(span.end().getYear(), BigDecimal.ZERO).signum() > 0;
            boolean near = additions.signum() > 0 && additions.compareTo(limit.multiply(new BigDecimal("0.95"))) >= 0;
            answer.add(
                    row(
                            participant,
                            group,
                            span,
                            limit,
                            additions,
                            delivered.add(caught).add(more),
                            above,
                            in(span, excess),
                            relabelled,
                            above.signum() > 0 ? "exceeded" : near && !settled ? "near" : "ok"));
        }
    }

    private static void calendarYear(
            List<Paid> all,
            int year,
            int age,
            Map<LocalDate, BigDecimal> catchUp,
            Map<LocalDate, BigDecimal> excess,
            Map<LocalDate, BigDecimal> over,
            Map<Integer, BigDecimal> rooms) {
        int[] limits = LIMITS.get(year);
        List<Paid> paid = all.stream().filter(one -> one.day().getYear() == year).toList();
        BigDecimal room = BigDecimal.valueOf(age < 50 ? 0 : age < 60 || age > 63 ? limits[3] : limits[4]);
        BigDecimal delivered = BigDecimal.ZERO;
        for (Paid one : paid) {
            if (CATCH_UPS.contains(one.type())) {
                split(one.day(), delivered, one.amount(), room, new BigDecimal("1e18"), over);
                delivered = delivered.add(one.amount());
            }
        }
        room = room.subtract(delivered).max(BigDecimal.ZERO);
        var byDay = new TreeMap<LocalDate, BigDecimal>();
        paid.stream()
                .filter(one -> DEFERRALS.contains(one.type()))
                .forEach(one -> byDay.merge(one.day(), one.amount(), BigDecimal::add));
        over.forEach((day, amount) -> {
            if (day.getYear() == year) {
                byDay.merge(day, amount, BigDecimal::add);
            }
        });
        BigDecimal top = BigDecimal.valueOf(limits[2]);
        BigDecimal before = BigDecimal.ZERO;
        for (Map.Entry<LocalDate, BigDecimal> day : byDay.entrySet()) {
            split(day.getKey(), before, day.getValue(), top, top.add(room), catchUp);
            split(day.getKey(), before, day.getValue(), top.add(room), new BigDecimal("1e18"), excess);
            before = before.add(day.getValue());
        }
        rooms.put(year, room.subtract(before.subtract(top).max(BigDecimal.ZERO).min(room)));
    }

    /// Adds what of `before` to `before + amount` lies between two bounds.
    private static void split(
            LocalDate day,
            BigDecimal before,
            BigDecimal amount,
            BigDecimal from,
            BigDecimal to,
            Map<LocalDate, BigDecimal> parts) {
        BigDecimal part = before.add(amount).min(to).subtract(before.max(from));
        parts.merge(day, part.max(BigDecimal.ZERO), BigDecimal::add);
    }

    private Span span(Paid one) {
        return account.rows("limitation_years").stream()
                .filter(row -> row.get(0).equals(one.plan()))
                .map(row -> new Span(LocalDate.ofEpochDay((Long) row.get(1)), LocalDate.ofEpochDay((Long) row.get(2))))
                .filter(span -> span.has(one.day()))
                .findFirst()
                .orElse(new Span(one.day().withDayOfYear(1), LocalDate.of(one.day().getYear(), 12, 31)));
    }

    private BigDecimal pay(String participant, Long group, Span span) {
        List<BigDecimal> amounts =
                account.rows("compensation").stream()
                        .filter(row -> row.get(0).equals(participant) && row.get(1).equals(group))
                        .filter(row -> span.has(LocalDate.ofEpochDay((Long) row.get(3))))
                        .map(row -> (BigDecimal) row.get(4))
                        .toList();
        return amounts.isEmpty() ? null : amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal limit(Span span) {
        return prorated(LIMITS.get(span.end().getYear())[0], span);
    }

    private static BigDecimal payLimit(Span span) {
        return prorated(LIMITS.get(span.start().getYear())[1], span);
    }

    /// Limitation years of the tests are whole months.
    private static BigDecimal prorated(int dollars, Span span) {
        long months = 0;
        for (LocalDate day = span.start(); !day.isAfter(span.end()); day = day.plusMonths(1)) {
            months++;
        }
        return BigDecimal.valueOf(dollars * months).divide(BigDecimal.valueOf(12), 2, RoundingMode.DOWN);
    }

    private static BigDecimal in(Span span, Map<LocalDate, BigDecimal> byDay) {
        return byDay.entrySet().stream()
                .filter(entry -> span.has(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal sum(List<Paid> paid, Predicate<Paid> which) {
        return paid.stream().filter(which).map(Paid::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<Object> row(String participant, Long group, Span span, Object... values) {
        var row = new ArrayList<Object>(List.of(participant, group, span.end().toEpochDay()));
        for (Object value : values) {
            row.add(value instanceof BigDecimal amount ? amount.setScale(2, RoundingMode.UNNECESSARY) : value);
        }
        return row;
    }
}
