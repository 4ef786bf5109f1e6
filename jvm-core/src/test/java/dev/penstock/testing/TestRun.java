package dev.penstock.testing;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.memory.Allocator;
import dev.penstock.run.Fragment;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.PlanRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One plan, run by one engine alone, over frames that stay the caller's.
///
/// @param batchRows at most this many rows travel together
/// @param mostHeldRows operators that hold more rows spill them
public record TestRun(PlanEngine engine, Allocator allocator, int threads, int batchRows, long mostHeldRows) {
    /// A run that spills when memory is short.
    public TestRun(PlanEngine engine, Allocator allocator, int threads, int batchRows) {
        this(engine, allocator, threads, batchRows, Long.MAX_VALUE);
    }

    /// The plan's rows, read to the end.
    public Rows rows(BoundPlan plan, Map<String, Frame> frames) {
        try (PlanRun run = run(frames)) {
            return Rows.of(start(run, plan, Map.of()));
        }
    }

    /// The rows of a plan that was cut, perhaps for several engines.
    public Rows rows(Fragment root, Map<String, Frame> frames) {
        try (PlanRun run = run(frames)) {
            return Rows.of(run.start(root, Map.of()));
        }
    }

    /// A run that the caller closes.
    public PlanRun run(Map<String, Frame> frames) {
        var shared = new HashMap<String, Frame>();
        frames.forEach((name, frame) -> shared.put(name, frame.share()));
        var settings = new PlanRun.Settings(allocator, threads, batchRows, TestMemory.spillFolder(), mostHeldRows);
        return new PlanRun(settings, shared);
    }

    /// The plan's rows, as they come.
    public BatchStream start(PlanRun run, BoundPlan plan, Map<String, BatchStream> streams) {
        return run.start(new Fragment(1, engine, plan, List.of(), "asked for"), streams);
    }
}
