package dev.penstock.operator;

import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Running;
import dev.penstock.kernel.window.Sequence;

/// What values come to so far, by all threads: the totals of chunks first, then each chunk from where those before it
/// end.
record RunningTotals(SequencedRows rows, Running running, boolean reverse) {
    /// @param out eight bytes for each place
    void run(Lanes lanes, long out) {
        Sequence sequence = rows.sequence();
        long size = ChunkGather.CHUNK_ROWS;
        int chunks = (int) Math.ceilDiv(sequence.rows(), size);
        if (chunks == 0) {
            return;
        }
        long[] before = new long[chunks];
        if (chunks == 1) {
            before[0] = running.nothing();
        } else {
            totals(lanes, before);
        }
        rows.chunks((from, to) ->
                sequence.stretches(
                        from,
                        to,
                        (first, last, start, end) -> {
                            boolean goesOn = reverse ? end < last : start > first;
                            long state = goesOn ? before[(int) (from / size)] : running.nothing();
                            running.run(lanes, out, start, end, state, reverse);
                        }));
    }

    /// Writes for each chunk what the rows before it, of the partition that goes on in it, come to.
    private void totals(Lanes lanes, long[] before) {
        Sequence sequence = rows.sequence();
        long size = ChunkGather.CHUNK_ROWS;
        long[] totals = new long[before.length];
        rows.chunks((from, to) -> {
            long partition = sequence.partition(reverse ? from : to - 1);
            long start = reverse ? from : Math.max(from, sequence.start(partition));
            long end = reverse ? Math.min(to, sequence.end(partition)) : to;
            totals[(int) (from / size)] = running.total(lanes, start, end);
        });
        int step = reverse ? -1 : 1;
        int first = reverse ? before.length - 1 : 0;
        before[first] = running.nothing();
        for (int chunk = first + step; chunk >= 0 && chunk < before.length; chunk += step) {
            int last = chunk - step;
            long from = last * size;
            long to = Math.min(sequence.rows(), from + size);
            long partition = sequence.partition(reverse ? from : to - 1);
            boolean goesOn = reverse ? sequence.end(partition) > to : sequence.start(partition) < from;
            before[chunk] = goesOn ? running.both(before[last], totals[last]) : totals[last];
        }
    }
}
