package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Column;
import dev.penstock.kernel.group.Widening;
import dev.penstock.kernel.window.Frame;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.Quantile;
import dev.penstock.kernel.window.RollingCounts;
import dev.penstock.kernel.window.RollingExtremes;
import dev.penstock.kernel.window.RollingQuantiles;
import dev.penstock.kernel.window.RollingSums;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Block;
import dev.penstock.operator.SequencedRows.Form;
import dev.penstock.operator.SequencedRows.Loaded;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;

/// Windows over the rows around each row.
record RollingWindows(SequencedRows rows) {
    /// Chunks have so many frames at least: what a chunk reads before its first row is a small part of it.
    private static final long FRAMES = 4;

    /// The window's column, for the caller.
    Column column(Computed window, OrderedFunction function, Column argument) {
        Options options = window.options();
        Frame frame = frame(options);
        boolean sums = function == OrderedFunction.ROLLING_SUM;
        boolean extremes = function == OrderedFunction.ROLLING_MIN || function == OrderedFunction.ROLLING_MAX;
        boolean real = argument.type().isFloat() || !(sums || extremes);
        try (Loaded loaded = rows.load(argument, real ? Form.DOUBLES : Form.LONGS);
                var result = new SequenceResult(rows, true)) {
            Lanes lanes = loaded.lanes();
            long size = chunkRows(frame);
            rows.chunks(
                    size,
                    (from, to) ->
                            rows.sequence()
                                    .stretches(
                                            from,
                                            to,
                                            (first, last, start, end) ->
                                                    RollingCounts.run(
                                                            lanes, frame, result.flags(), first, last, start, end)));
            switch (function) {
                case ROLLING_SUM, ROLLING_MEAN, ROLLING_STD, ROLLING_VAR ->
                        sums(window, function, real, lanes, frame, result);
                case ROLLING_MIN, ROLLING_MAX -> {
                    long flip = Widening.isUnsigned64(argument.type()) ? Long.MIN_VALUE : 0;
                    extremes(
                            new RollingExtremes(function == OrderedFunction.ROLLING_MAX, flip, real),
                            lanes,
                            frame,
                            result);
                }
                default ->
                        quantiles(
                                RankWindows.quantile(options, function == OrderedFunction.ROLLING_MEDIAN),
                                lanes,
                                frame,
                                result);
            }
            return result.column(window.type());
        }
    }

    private static Frame frame(Options options) {
        long size = options.integer("window_size", 2);
        long after = options.flag("center", false) ? (size - 1) / 2 : 0;
        return new Frame(size - 1 - after, after, options.integer("min_samples", size));
    }

    private long chunkRows(Frame frame) {
        long most = Math.max(ChunkGather.CHUNK_ROWS, rows.sequence().rows());
        long wanted = Math.min(frame.size(), most) * FRAMES;
        return Math.max(ChunkGather.CHUNK_ROWS, Math.ceilDiv(wanted, Long.SIZE) * Long.SIZE);
    }

    private void sums(
            Computed window, OrderedFunction function, boolean real, Lanes lanes, Frame frame, SequenceResult result) {
        RollingSums.Kind kind =
                switch (function) {
                    case ROLLING_SUM -> RollingSums.Kind.SUM;
                    case ROLLING_MEAN -> RollingSums.Kind.MEAN;
                    case ROLLING_STD -> RollingSums.Kind.DEVIATION;
                    default -> RollingSums.Kind.VARIANCE;
                };
        var rolling = new RollingSums(kind, window.options().integer("ddof", 1));
        long out = result.values();
        Sequence.Stretch work =
                real
                        ? (first, last, from, to) ->
                                rolling.run(lanes, frame, out, result.flags(), first, last, from, to)
                        : (first, last, from, to) -> RollingSums.longs(lanes, frame, out, first, last, from, to);
        rows.chunks(chunkRows(frame), (from, to) -> rows.sequence().stretches(from, to, work));
    }

    private void extremes(RollingExtremes rolling, Lanes lanes, Frame frame, SequenceResult result) {
        // Beyond the ends of the table there is nothing.
        long most = rows.sequence().rows();
        var near = new Frame(Math.min(frame.before(), most), Math.min(frame.after(), most), frame.least());
        rows.chunks(
                chunkRows(frame),
                (from, to) -> {
                    try (Block room = rows.allocator().allocate(RollingExtremes.bytes(near, to - from))) {
                        rows.sequence()
                                .stretches(
                                        from,
                                        to,
                                        (first, last, start, end) ->
                                                rolling.run(
                                                        lanes,
                                                        near,
                                                        result.values(),
                                                        room.address(),
                                                        first,
                                                        last,
                                                        start,
                                                        end));
                    }
                });
    }

    private void quantiles(Quantile quantile, Lanes lanes, Frame frame, SequenceResult result) {
        rows.chunks(
                chunkRows(frame),
                (from, to) -> {
                    try (Block room =
                            rows.allocator().allocate(RollingQuantiles.bytes(frame, rows.sequence().rows()))) {
                        var rolling = new RollingQuantiles(quantile, room.address());
                        rows.sequence()
                                .stretches(
                                        from,
                                        to,
                                        (first, last, start, end) ->
                                                rolling.run(lanes, frame, result.values(), first, last, start, end));
                    }
                });
    }
}
