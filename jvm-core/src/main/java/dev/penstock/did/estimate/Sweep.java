package dev.penstock.did.estimate;

import java.util.Arrays;
import java.util.List;

/// Goes over all blocks for steps that need sums. The sums are made block by block in their order, and compensated
/// (Neumaier), so they are the same for any number of threads.
final class Sweep {
    /// Sums of so many blocks at most are kept before they are added up: a few megabytes.
    private static final int MOST_SUMS = 1 << 20;

    private final List<UnitBlock> blocks;
    private final Crew<BlockRows> crew;

    Sweep(List<UnitBlock> blocks, Crew<BlockRows> crew) {
        this.blocks = blocks;
        this.crew = crew;
    }

    void run(List<? extends Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        int[] at = new int[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            at[i + 1] = Math.addExact(at[i], steps.get(i).sums());
        }
        int size = at[steps.size()];
        double[] sums = new double[size];
        double[] lost = new double[size];
        int wave = Math.clamp(MOST_SUMS / Math.max(1, size), 1, 256);
        double[][] parts = new double[Math.min(wave, blocks.size())][size];
        for (int from = 0; from < blocks.size(); from += wave) {
            int first = from;
            int count = Math.min(wave, blocks.size() - from);
            crew.run(
                    count,
                    (rows, piece) -> {
                        UnitBlock block = blocks.get(first + piece);
                        double[] part = parts[piece];
                        Arrays.fill(part, 0);
                        rows.load(block);
                        for (int i = 0; i < steps.size(); i++) {
                            if (steps.get(i).concerns(block)) {
                                steps.get(i).add(block, rows, part, at[i]);
                            }
                        }
                    });
            for (int piece = 0; piece < count; piece++) {
                add(parts[piece], sums, lost);
            }
        }
        for (int i = 0; i < size; i++) {
            sums[i] += lost[i];
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).take(sums, at[i]);
        }
    }

    private static void add(double[] part, double[] sums, double[] lost) {
        for (int i = 0; i < sums.length; i++) {
            double sum = sums[i] + part[i];
            lost[i] += Math.abs(sums[i]) >= Math.abs(part[i]) ? sums[i] - sum + part[i] : part[i] - sum + sums[i];
            sums[i] = sum;
        }
    }
}
