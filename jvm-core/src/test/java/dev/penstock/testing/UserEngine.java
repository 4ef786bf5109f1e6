package dev.penstock.testing;

import dev.penstock.Engine;
import dev.penstock.EngineConfig;
import dev.penstock.Query;
import dev.penstock.QueryOptions;
import dev.penstock.Sources;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A whole engine with users' jars, and frames for its plans.
public final class UserEngine implements AutoCloseable {
    private final Engine engine;
    private final Map<String, Frame> frames = new HashMap<>();

    public UserEngine(Path spill, Path... jars) {
        String library = System.getProperty("penstock.duckdb.library");
        Assumptions.assumeTrue(library != null, "penstock.duckdb.library is not set");
        engine = new Engine(new EngineConfig(1L << 30, 1L << 29, 2, 16_384, spill, 1L << 30, Path.of(library)));
        for (Path jar : jars) {
            engine.addJars(List.of(jar));
        }
    }

    public Engine engine() {
        return engine;
    }

    /// A frame, which moves here.
    public void frame(String handle, Frame frame) {
        frames.put(handle, frame);
    }

    public Query query(Plan plan, @Nullable String forced) {
        return engine.query(plan, new QueryOptions(forced, Set.of(), null, null, null), sources());
    }

    /// All rows of the plan.
    public Rows rows(Plan plan, @Nullable String forced) {
        try (Query query = query(plan, forced)) {
            return Rows.of(query.stream());
        }
    }

    private Sources sources() {
        return new Sources() {
            @Override
            public Frame frame(String handle) {
                return frames.get(handle);
            }

            @Override
            public BatchStream takeStream(String handle) {
                throw Sources.expired(handle);
            }

            @Override
            public Schema streamSchema(String handle) {
                throw Sources.expired(handle);
            }
        };
    }

    /// Closes the frames.
    public void forgetFrames() {
        frames.values().forEach(Frame::close);
        frames.clear();
    }

    @Override
    public void close() {
        forgetFrames();
        engine.close();
    }
}
