package dev.penstock.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.cdata.ArrayExport;
import dev.penstock.cdata.CapsuleContent;
import dev.penstock.cdata.SchemaStruct;
import dev.penstock.cdata.StreamExport;
import dev.penstock.cdata.StreamImport;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Lease;
import dev.penstock.plan.JsonText;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a process does first, done once for the record: starts like a host, and runs plans of the common kinds on every
/// engine, through the entries of the table.
///
/// An AOT cache (`java -XX:AOTCacheOutput`) is recorded over it. What is loaded, linked and profiled here is ready when
/// a process starts with the cache; what is not works all the same.
public final class Rehearsal {
    private static final int TABLE_BYTES = 8 + 8 * Entry.ALL.size();
    private static final int SCHEMA_BYTES = 72;
    private static final int ARRAY_BYTES = 80;
    private static final long STEP_MILLISECONDS = 50;

    /// How many seconds plans are practised: as long as all of them need to be compiled by the second compiler. Tests,
    /// which ask whether there is a record and not how good it is, set the variable.
    private static final String PRACTICE = Objects.requireNonNullElse(System.getenv("PENSTOCK_AOT_PRACTICE"), "8");

    /// A dozen morsels: enough for each worker to warm up at.
    private static final int ROWS = 200_000;

    private static final int FEW_ROWS = 2_000;

    private static final List<String> OPTIONS = List.of("", "{\"engine\": \"core\"}", "{\"engine\": \"duckdb\"}");

    private final Bridge bridge = new Bridge();
    private final Arena arena;
    private final long session;
    private final List<String> failures = new ArrayList<>();

    private Rehearsal(Arena arena, String config) {
        this.arena = arena;
        session = call("session_open", text(config), bytes(config));
    }

    /// Rehearses, and prints what did not work.
    ///
    /// @param arguments one: the document that `session_open` is given
    /// @throws IOException never, unless the jar is broken
    @SuppressWarnings("SystemOut") // nobody else is here to hear of it
    public static void main(String[] arguments) throws IOException {
        run(arguments[0], Duration.ofSeconds(Long.parseLong(PRACTICE))).forEach(System.err::println);
    }

    /// Rehearses, and returns the error documents of what did not work.
    ///
    /// @param practice how long plans are practised; each once, at least
    static List<String> run(String config, Duration practice) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            boot(arena);
            var rehearsal = new Rehearsal(arena, config);
            rehearsal.perform();
            rehearsal.practise(practice);
            rehearsal.call("session_close", rehearsal.session);
            return rehearsal.failures;
        }
    }

    private static void boot(Arena arena) {
        MemorySegment table = arena.allocate(TABLE_BYTES, 8);
        table.set(ValueLayout.JAVA_INT, 0, Boot.ABI_VERSION);
        table.set(ValueLayout.JAVA_INT, 4, TABLE_BYTES);
        Boot.table(table.address());
        MemorySegment python = arena.allocate(ValueLayout.JAVA_LONG, PythonHost.WORDS);
        python.asSlice(0, 8L * PythonHost.FIRST_DESTRUCTOR).fill((byte) 0);
        long nothing = CCall.stub((_, _, _, _, _) -> 0);
        for (int i = 0; i < PythonHost.MAIN_THREAD_IDENT; i++) {
            python.setAtIndex(ValueLayout.JAVA_LONG, i, nothing);
        }
        PythonHost.install(python.address());
        CCall.call(python.getAtIndex(ValueLayout.JAVA_LONG, PythonHost.FIRST_DESTRUCTOR));
    }

    private void perform() throws IOException {
        long frame = frame();
        call("frame_rows", frame);
        MemorySegment schema = arena.allocate(SCHEMA_BYTES, 8);
        call("frame_schema", frame, schema.address());
        CapsuleContent.SCHEMA.releaseIfOpen(schema.address());
        for (JsonNode plan : plans("rehearsal.json")) {
            for (String options : OPTIONS) {
                attempt(document(plan).replace("$frame", Long.toString(frame)), options);
            }
        }
        call("release", frame);
    }

    /// Runs plans over many rows, over and over, so that the record knows what their loops are like.
    private void practise(Duration duration) throws IOException {
        long frame = collected(PracticeRows.in(arena, duration.isZero() ? FEW_ROWS : ROWS).stream());
        Path folder = Files.createTempDirectory("penstock-rehearsal-");
        try {
            String file = JsonText.print(TextNode.valueOf(folder.resolve("practice.parquet").toString()));
            var documents = new ArrayList<String>();
            for (JsonNode plan : plans("practice.json")) {
                String document = document(plan).replace("$rows", Long.toString(frame));
                documents.add(document.replace("\"$file\"", file));
            }
            long start = System.nanoTime();
            do {
                documents.forEach(this::practise);
            } while (failures.isEmpty() && System.nanoTime() - start < duration.toNanos());
        } finally {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
            call("release", frame);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void practise(String plan) {
        try {
            long query = query(plan, "{\"engine\": \"core\"}");
            call("query_collect", query);
            await(query);
            call("release", call("query_frame", query));
            call("release", query);
        } catch (Failed e) {
            failures.add(e.getMessage());
        }
    }

    private static String document(JsonNode plan) {
        return "{\"ir\": 1, \"features\": [], \"plan\": " + JsonText.print(plan) + "}";
    }

    private static JsonNode plans(String name) throws IOException {
        try (InputStream resource = Rehearsal.class.getResourceAsStream(name)) {
            return JsonText.parse(new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// Runs a plan both ways, and notes why if it does not work.
    private void attempt(String plan, String options) {
        try {
            long query = query(plan, options);
            long explained = call("query_explain", query, 0, 0);
            call("release", explained);
            call("query_collect", query);
            await(query);
            long rows = call("query_frame", query);
            drain("frame_export", rows);
            call("release", rows);
            call("release", query);
            long streamed = query(plan, options);
            drain("query_stream", streamed);
            call("release", streamed);
        } catch (Failed e) {
            failures.add(e.getMessage());
        }
    }

    private long query(String plan, String options) {
        long query = call("query_open", session, text(plan), bytes(plan), text(options), bytes(options));
        await(query);
        return query;
    }

    private void await(long query) {
        while (call("query_wait", query, STEP_MILLISECONDS) == 0) {
            var _ = call("query_progress", query, arena.allocate(8, 8).address(), arena.allocate(8, 8).address());
        }
    }

    private void drain(String export, long handle) {
        MemorySegment struct = arena.allocate(StreamExport.BYTES, 8);
        call(export, handle, struct.address());
        Frame.collect(new StreamImport(struct.address())).close();
    }

    /// Two rows as a frame, on each of the ways that lead in.
    private long frame() {
        long schema = arena.allocate(SCHEMA_BYTES, 8).address();
        long array = arena.allocate(ARRAY_BYTES, 8).address();
        SchemaStruct.export(rows().schema(), schema);
        ArrayExport.export(rows(), array);
        call("release", call("frame_copy", session, schema, array));
        call("release", call("array_open", session, schema, array));
        CapsuleContent.SCHEMA.releaseIfOpen(schema);
        return collected(new Frame(rows().schema(), List.of(rows())).stream());
    }

    /// The handle of a frame with all rows of a stream.
    private long collected(BatchStream rows) {
        long stream = arena.allocate(StreamExport.BYTES, 8).address();
        StreamExport.export(rows, stream);
        long opened = call("stream_open", session, stream);
        long query =
                query(
                        "{\"ir\": 1, \"features\": [], \"plan\": {\"kind\": \"Stream\", \"handle\": \""
                                + opened
                                + "\"}}",
                        "");
        call("query_collect", query);
        await(query);
        return call("query_frame", query);
    }

    private Batch rows() {
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.UTF8),
                                Field.nullable("a", Types.INT64),
                                Field.nullable("v", Types.FLOAT64)));
        var texts =
                ArrayData.flat(
                        Types.UTF8,
                        2,
                        0,
                        Buffer.NONE,
                        buffer(arena.allocateFrom(ValueLayout.JAVA_INT, 0, 1, 2)),
                        buffer(arena.allocateFrom("xy")));
        var numbers =
                ArrayData.flat(Types.INT64, 2, 0, Buffer.NONE, buffer(arena.allocateFrom(ValueLayout.JAVA_LONG, 1, 2)));
        var values =
                ArrayData.flat(
                        Types.FLOAT64,
                        2,
                        1,
                        buffer(arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 2)),
                        buffer(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 0, 2)));
        return new Batch(
                schema, 2, Stream.of(texts, numbers, values).map(data -> Column.adopt(data, Lease.none())).toList());
    }

    private static Buffer buffer(MemorySegment segment) {
        return new Buffer(segment.address(), segment.byteSize());
    }

    private long call(String name, long... arguments) {
        Entry entry = Entry.ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        long result = bridge.call(entry, arguments);
        if (result < 0) {
            throw new Failed(errorDocument(-result));
        }
        return result;
    }

    private String errorDocument(long error) {
        MemorySegment out = arena.allocate(16, 8);
        call("text", error, out.address(), out.address() + 8);
        String document = Foreign.text(out.get(ValueLayout.JAVA_LONG, 0), out.get(ValueLayout.JAVA_LONG, 8));
        call("release", error);
        return document;
    }

    private long text(String text) {
        return arena.allocateFrom(text).address();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// An entry said no.
    private static final class Failed extends RuntimeException {
        Failed(String document) {
            super(document);
        }
    }
}
