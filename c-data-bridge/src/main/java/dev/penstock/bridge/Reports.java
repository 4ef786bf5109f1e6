package dev.penstock.bridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.EngineConfig;
import dev.penstock.cdata.ArrayExport;
import dev.penstock.cdata.ArrayImport;
import dev.penstock.cdata.StreamExport;
import dev.penstock.function.FunctionInfo;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.memory.Budget;
import dev.penstock.plan.JsonText;
import dev.penstock.run.RunReport;
import java.util.List;
import java.util.Locale;

/// The JSON texts that tell what a session and a query do.
final class Reports {
    private Reports() {}

    /// Versions, memory and how much of it is in use, and what is open.
    static String session(Session session, Handles handles) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("abi_version", Boot.ABI_VERSION);
        report.put("java_version", Runtime.version().toString());
        report.put("java_vendor", System.getProperty("java.vendor"));
        report.put("java_home", System.getProperty("java.home"));
        config(report.putObject("config"), session.config().engine());
        memory(report.putObject("memory"), session.engine().budget());
        ObjectNode open = report.putObject("open");
        handles.countsByKind().forEach(open::put);
        open.put("running_queries", session.openQueries());
        open.put("java_threads", Thread.activeCount());
        open.put("imported_arrays", ArrayImport.openArrays());
        open.put("exported_arrays", ArrayExport.openArrays());
        open.put("exported_streams", StreamExport.openStreams());
        return JsonText.print(report);
    }

    private static void config(ObjectNode report, EngineConfig config) {
        report.put("memory_limit_bytes", config.memoryLimitBytes());
        report.put("duckdb_memory_limit_bytes", config.duckdbMemoryLimitBytes());
        report.put("threads", config.threads());
        report.put("batch_rows", config.batchRows());
        report.put("spill_dir", config.spillFolder().toString());
        report.put("spill_limit_bytes", config.spillLimitBytes());
        report.put("duckdb_library", String.valueOf(config.duckdbLibrary()));
    }

    private static void memory(ObjectNode report, Budget budget) {
        Runtime runtime = Runtime.getRuntime();
        report.put("used_bytes", budget.usedBytes());
        report.put("peak_bytes", budget.peakBytes());
        report.put("limit_bytes", budget.limitBytes());
        report.put("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
        report.put("heap_limit_bytes", runtime.maxMemory());
    }

    /// A list of texts.
    static String texts(List<String> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(list::add);
        return list.toString();
    }

    /// The functions that plans can call.
    static String functions(FunctionRegistry functions) {
        ArrayNode report = JsonNodeFactory.instance.arrayNode();
        for (FunctionInfo function : functions.list()) {
            ObjectNode entry = report.addObject();
            entry.put("name", function.name());
            entry.put("kind", function.kind().name().toLowerCase(Locale.ROOT));
            function.signatures().forEach(entry.putArray("signatures")::add);
            function.settings().forEach(entry.putArray("settings")::add);
            entry.put("jar", function.origin());
        }
        return JsonText.print(report);
    }

    /// What a query did: seconds, peak_bytes, spilled_bytes, engines, and what each fragment did.
    static String query(RunReport run, double seconds) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("seconds", seconds);
        report.put("peak_bytes", run.peakBytes());
        report.put("spilled_bytes", run.spilledBytes());
        ArrayNode engines = report.putArray("engines");
        run.engines().forEach(engines::add);
        ArrayNode fragments = report.putArray("fragments");
        for (RunReport.Part part : run.fragments()) {
            fragments
                    .addObject()
                    .put("id", part.id())
                    .put("engine", part.engine())
                    .put("reason", part.reason())
                    .put("rows", part.rows())
                    .put("seconds", part.nanoseconds() / 1e9);
        }
        return JsonText.print(report);
    }
}
