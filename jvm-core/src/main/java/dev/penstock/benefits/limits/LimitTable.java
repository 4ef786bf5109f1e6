package dev.penstock.benefits.limits;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Limits in memory.
public final class LimitTable implements RegulatoryLimits {
    private final List<RegulatoryLimit> limits;
    private final Map<LimitCode, TreeMap<Integer, RegulatoryLimit>> byYear = new EnumMap<>(LimitCode.class);

    /// @param limits in any order
    /// @throws PenstockException with code SHAPE when a year has two of a code, or when versions differ; CONFIG for a
    ///   negative amount
    public LimitTable(List<RegulatoryLimit> limits) {
        this.limits =
                limits.stream()
                        .sorted(Comparator.comparingInt(RegulatoryLimit::year).thenComparing(RegulatoryLimit::code))
                        .toList();
        for (RegulatoryLimit limit : this.limits) {
            if (limit.cents() < 0) {
                throw new PenstockException(
                        ErrorCode.CONFIG, "the limit " + limit.code() + " of " + limit.year() + " is negative");
            }
            if (!limit.version().equals(this.limits.getFirst().version())) {
                throw new PenstockException(
                                ErrorCode.SHAPE,
                                "the limits are of two versions, \"%s\" and \"%s\""
                                        .formatted(this.limits.getFirst().version(), limit.version()))
                        .column("version")
                        .hint("give the rows of one version only");
            }
            RegulatoryLimit other = byYear.computeIfAbsent(limit.code(), _ -> new TreeMap<>()).put(limit.year(), limit);
            if (other != null) {
                throw new PenstockException(
                                ErrorCode.SHAPE, "there are two limits " + limit.code() + " for " + limit.year())
                        .column("code")
                        .hint("give one row for each year and code");
            }
        }
    }

    @Override
    public String version() {
        return limits.isEmpty() ? "" : limits.getFirst().version();
    }

    @Override
    public long cents(LimitCode code, int year) {
        TreeMap<Integer, RegulatoryLimit> years = byYear.getOrDefault(code, new TreeMap<>());
        RegulatoryLimit limit = years.get(year);
        if (limit == null) {
            String known = years.isEmpty() ? "no year" : "the years " + years.firstKey() + " to " + years.lastKey();
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "there is no limit %s for %d: version \"%s\" of the limits has it for %s"
                                    .formatted(code, year, version(), known))
                    .hint("give a table of limits that has the year, or leave its rows out");
        }
        return limit.cents();
    }

    @Override
    public List<RegulatoryLimit> all() {
        return limits;
    }
}
