package dev.penstock.did.inference;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.estimate.Crew;
import dev.penstock.did.estimate.Influence;
import dev.penstock.did.estimate.InfluenceBlock;
import dev.penstock.did.estimate.UnitBlock;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.Panel;
import dev.penstock.function.FunctionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How effects and shares vary together, in a size that does not grow with the units: all that standard errors and
/// bands of any linear combination of them are made from.
///
/// @param units n
/// @param covariance S = Z'Z / n, or with clusters the same of sums over them (Callaway and Sant'Anna 2021, Theorem 2
///   and Remark 10)
/// @param byUnit the former, where `covariance` is the latter; null without clusters
/// @param draws of the bootstrap; null without
public record Spread(int units, PackedSymmetric covariance, @Nullable PackedSymmetric byUnit, @Nullable Draws draws) {
    /// Standard errors of at most this are rounding.
    private static final double LEAST = 10 * Math.sqrt(2.2e-16);

    /// Reads the influence once, block by block; nothing of the size of units times columns is made.
    ///
    /// @param seed of the draws
    public static Spread of(
            Influence influence, Panel panel, DidConfig config, long seed, HeapRoom room, FunctionContext context) {
        int columns = influence.columns();
        int[] cluster = panel.cluster();
        int wave = 4 * influence.threads();
        long blockBytes = (long) UnitBlock.MOST * columns * Double.BYTES;
        int parts = influence.threads();
        int draws = config.bstrap() ? config.biters() : 0;
        long clusterBytes = cluster == null ? 0 : (long) panel.clusters() * columns * Double.BYTES;
        room.reserve(
                wave * blockBytes
                        + (cluster == null ? 1 : 2) * CrossProducts.bytes(columns, parts)
                        + 3L * Double.BYTES * draws * columns
                        + clusterBytes);

        var crew = new Crew<>(influence.threads(), context, influence::reader);
        int ranked = cluster == null ? panel.units() : panel.clusters();
        var multipliers = new Multipliers(config.bootstrapWeights(), seed, ranked);
        List<CrossProducts> units = products(columns, parts);
        List<DrawSums> drawSums = draws(multipliers, columns, draws);
        var clusters = cluster == null ? null : new ClusterSums(columns, panel.clusters());

        var work = new ArrayList<Taking>();
        units.forEach(part -> work.add(part::add));
        if (clusters == null) {
            drawSums.forEach(part -> work.add(part::add));
        } else {
            int[] codes = panel.cluster();
            IntStream.range(0, parts)
                    .forEach(part ->
                            work.add(rows -> clusters.add(rows, row -> codes[rows.rank().of(row)], parts, part)));
        }
        read(influence, wave, crew, work);
        PackedSymmetric byUnit = packed(units, columns, influence.units());
        PackedSymmetric byCluster = null;
        if (clusters != null) {
            List<CrossProducts> sums = products(columns, parts);
            var later = new ArrayList<Taking>();
            sums.forEach(part -> later.add(part::add));
            drawSums.forEach(part -> later.add(part::add));
            crew.run(later.size(), (_, piece) -> clusters.rows().forEach(later.get(piece)::take));
            byCluster = packed(sums, columns, influence.units());
        }
        Draws all = null;
        if (draws > 0) {
            double[][] byColumn = new double[columns][draws];
            drawSums.forEach(part -> part.write(byColumn, Math.sqrt(influence.units())));
            all = new Draws(config.bootstrapWeights(), seed, byColumn);
        }
        return byCluster == null
                ? new Spread(influence.units(), byUnit, null, all)
                : new Spread(influence.units(), byCluster, byUnit, all);
    }

    /// Takes blocks, in their order.
    private interface Taking {
        void take(Rows rows);
    }

    /// Works out some blocks at a time, then has each piece of work take all of them in their order. Every sum is made
    /// by one piece, so it does not depend on the number of threads.
    private static void read(Influence influence, int wave, Crew<Influence.Reader> crew, List<Taking> work) {
        List<UnitBlock> blocks = influence.blocks();
        List<InfluenceBlock> filled =
                IntStream.range(0, Math.min(wave, blocks.size()))
                        .mapToObj(_ -> new InfluenceBlock(influence.columns()))
                        .toList();
        for (int from = 0; from < blocks.size(); from += wave) {
            List<UnitBlock> now = blocks.subList(from, Math.min(blocks.size(), from + wave));
            crew.run(now.size(), (reader, piece) -> reader.read(now.get(piece), filled.get(piece)));
            List<Rows> rows = IntStream.range(0, now.size()).mapToObj(i -> rows(now.get(i), filled.get(i))).toList();
            crew.run(work.size(), (_, piece) -> rows.forEach(work.get(piece)::take));
        }
    }

    private static Rows rows(UnitBlock block, InfluenceBlock filled) {
        return new Rows(filled.columns(), filled.units(), filled.values(), block::unit);
    }

    private static List<CrossProducts> products(int columns, int parts) {
        return IntStream.range(0, parts).mapToObj(part -> new CrossProducts(columns, parts, part)).toList();
    }

    private static List<DrawSums> draws(Multipliers multipliers, int columns, int draws) {
        var sums = new ArrayList<DrawSums>();
        for (int first = 0; first < draws; first += DrawSums.MOST) {
            sums.add(new DrawSums(multipliers, columns, first, Math.min(DrawSums.MOST, draws - first)));
        }
        return sums;
    }

    private static PackedSymmetric packed(List<CrossProducts> parts, int columns, int units) {
        double[] values = new double[PackedSymmetric.size(columns)];
        parts.forEach(part -> part.write(values, units));
        return new PackedSymmetric(columns, values);
    }

    /// The standard error of one column; NaN where it is as good as 0. With draws it is theirs, else that of the
    /// covariance.
    public double standardError(int column) {
        Draws all = draws;
        return all == null
                ? standardError(Math.sqrt(covariance.get(column, column) / units))
                : standardError(Bands.scale(all.columns()[column]) / Math.sqrt(units));
    }

    /// NaN for what is 0 but for rounding: an effect without a standard error has not been estimated.
    public static double standardError(double value) {
        return value > LEAST ? value : Double.NaN;
    }
}
