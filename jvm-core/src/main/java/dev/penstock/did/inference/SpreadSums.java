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
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes a [Spread]: some blocks of influence at a time are worked out side by side, then every sum takes them in their
/// order. Each sum is made by one piece of work, so none depends on the number of threads.
final class SpreadSums {
    /// Takes rows.
    private interface Sum {
        void add(Rows rows);
    }

    private final Influence influence;
    private final int columns;
    private final int parts;
    private final int wave;
    private final Crew<Influence.Reader> crew;
    private final List<CrossProducts> byUnit;
    private final List<DrawSums> draws;
    private final @Nullable ClusterSums clusters;
    private final DidConfig config;
    private final long seed;

    SpreadSums(Influence influence, Panel panel, DidConfig config, HeapRoom room, FunctionContext context) {
        this.influence = influence;
        this.config = config;
        this.columns = influence.columns();
        this.parts = influence.threads();
        this.wave = 4 * parts;
        this.seed = Objects.requireNonNull(config.seed(), "a seed");
        int[] cluster = panel.cluster();
        int drawCount = config.bstrap() ? config.biters() : 0;
        reserve(room, drawCount, cluster == null ? 0 : panel.clusters());
        this.crew = new Crew<>(parts, context, influence::reader);
        this.byUnit = products();
        this.draws = draws(drawCount, cluster == null ? panel.units() : panel.clusters());
        this.clusters = cluster == null ? null : new ClusterSums(columns, cluster, panel.clusters());
    }

    private void reserve(HeapRoom room, int drawCount, int clusterCount) {
        long blocks = (long) wave * UnitBlock.MOST * columns * Double.BYTES;
        long matrices = (clusterCount == 0 ? 1 : 2) * CrossProducts.bytes(columns, parts);
        // Sums, those of a block, and what is handed over.
        long drawn = 3L * Double.BYTES * drawCount * columns;
        room.reserve(blocks + matrices + drawn + (long) clusterCount * columns * Double.BYTES);
    }

    Spread spread() {
        var sums = new ArrayList<Sum>();
        byUnit.forEach(part -> sums.add(part::add));
        ClusterSums byCluster = clusters;
        if (byCluster == null) {
            draws.forEach(part -> sums.add(part::add));
        } else {
            IntStream.range(0, parts).forEach(part -> sums.add(rows -> byCluster.add(rows, parts, part)));
        }
        read(sums);
        PackedSymmetric units = packed(byUnit);
        if (byCluster == null) {
            return new Spread(influence.units(), units, null, drawn());
        }
        List<CrossProducts> products = products();
        sums.clear();
        products.forEach(part -> sums.add(part::add));
        draws.forEach(part -> sums.add(part::add));
        List<Rows> rows = byCluster.rows();
        crew.run(sums.size(), (_, piece) -> rows.forEach(sums.get(piece)::add));
        return new Spread(influence.units(), packed(products), units, drawn());
    }

    private void read(List<Sum> sums) {
        List<UnitBlock> blocks = influence.blocks();
        List<InfluenceBlock> filled =
                IntStream.range(0, Math.min(wave, blocks.size())).mapToObj(_ -> new InfluenceBlock(columns)).toList();
        for (int from = 0; from < blocks.size(); from += wave) {
            List<UnitBlock> now = blocks.subList(from, Math.min(blocks.size(), from + wave));
            crew.run(now.size(), (reader, piece) -> reader.read(now.get(piece), filled.get(piece)));
            List<Rows> rows = IntStream.range(0, now.size()).mapToObj(i -> rows(now.get(i), filled.get(i))).toList();
            crew.run(sums.size(), (_, piece) -> rows.forEach(sums.get(piece)::add));
        }
    }

    private static Rows rows(UnitBlock block, InfluenceBlock filled) {
        return new Rows(filled.columns(), filled.units(), filled.values(), block::unit);
    }

    private List<CrossProducts> products() {
        return IntStream.range(0, parts).mapToObj(part -> new CrossProducts(columns, parts, part)).toList();
    }

    private List<DrawSums> draws(int count, int ranks) {
        var multipliers = new Multipliers(config.bootstrapWeights(), seed, ranks);
        var sums = new ArrayList<DrawSums>();
        for (int first = 0; first < count; first += DrawSums.MOST) {
            sums.add(new DrawSums(multipliers, columns, first, Math.min(DrawSums.MOST, count - first)));
        }
        return sums;
    }

    private PackedSymmetric packed(List<CrossProducts> products) {
        double[] values = new double[PackedSymmetric.size(columns)];
        products.forEach(part -> part.write(values, influence.units()));
        return new PackedSymmetric(columns, values);
    }

    private @Nullable Draws drawn() {
        if (draws.isEmpty()) {
            return null;
        }
        double[][] byColumn = new double[columns][config.biters()];
        draws.forEach(part -> part.write(byColumn, Math.sqrt(influence.units())));
        return new Draws(config.bootstrapWeights(), seed, byColumn);
    }
}
