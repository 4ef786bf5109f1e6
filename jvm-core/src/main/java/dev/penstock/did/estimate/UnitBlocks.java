package dev.penstock.did.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All units of a panel in blocks: by group, and by place within each. The same panel always has the same blocks, and
/// sums over them are made in their order, so they do not depend on how many threads there are.
final class UnitBlocks {
    private UnitBlocks() {}

    static List<UnitBlock> of(long[] unitGroup) {
        long[] groups = Arrays.stream(unitGroup).distinct().sorted().toArray();
        int[] next = new int[groups.length + 1];
        int[] which = new int[unitGroup.length];
        for (int unit = 0; unit < unitGroup.length; unit++) {
            which[unit] = Arrays.binarySearch(groups, unitGroup[unit]);
            next[which[unit] + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] start = next.clone();
        int[] order = new int[unitGroup.length];
        for (int unit = 0; unit < unitGroup.length; unit++) {
            order[next[which[unit]]++] = unit;
        }
        var blocks = new ArrayList<UnitBlock>();
        for (int i = 0; i < groups.length; i++) {
            for (int from = start[i]; from < start[i + 1]; from += UnitBlock.MOST) {
                blocks.add(new UnitBlock(groups[i], order, from, Math.min(start[i + 1], from + UnitBlock.MOST)));
            }
        }
        return blocks;
    }
}
