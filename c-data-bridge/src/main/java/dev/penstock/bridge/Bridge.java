package dev.penstock.bridge;

import dev.penstock.QueryOptions;
import dev.penstock.cdata.ArrayCopy;
import dev.penstock.cdata.ArrayImport;
import dev.penstock.cdata.CText;
import dev.penstock.cdata.SchemaStruct;
import dev.penstock.cdata.StreamExport;
import dev.penstock.cdata.StreamImport;
import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.explain.Explain;
import dev.penstock.memory.Native;
import dev.penstock.run.Progress;
import dev.penstock.security.SecretKeys;
import dev.penstock.type.Schema;
import dev.penstock.type.Sensitive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the functions of `PenstockApi` do. One instance serves the process.
final class Bridge {
    /// Stands before the ids of keys that are for files.
    private static final String FILE_KEY = "file:";

    private final Handles handles = new Handles();
    private final long exhausted = handles.add(new TextResource(new CText(ErrorDocument.EXHAUSTED)));

    /// Runs an entry. Nothing leaves it but a number: a Throwable that left an upcall would end the process.
    ///
    /// @return what the entry returns, or the negated handle of an error document
    long call(Entry entry, long... in) {
        try {
            return entry.body().run(this, in);
        } catch (Throwable e) {
            return failure(e, in[0]);
        }
    }

    private long failure(Throwable error, long handle) {
        try {
            Resource resource = handles.find(handle);
            Session session = resource == null ? null : resource.session();
            return -handles.add(text(ErrorDocument.of(error, session != null && session.config().debug())));
        } catch (Throwable _) {
            // What is left to fail here is memory.
            return -exhausted;
        }
    }

    long openSession(String config) {
        return handles.add(new Session(SessionConfig.parse(config), handles, PythonHost.waitHook()));
    }

    long closeSession(long handle) {
        Session session = handles.get(handle, Session.class);
        session.startClosing();
        handles.releaseAll(session);
        session.shutDown();
        return 0;
    }

    long describe(long handle) {
        return handles.add(text(Reports.session(handles.get(handle, Session.class), handles)));
    }

    long release(long handle) {
        if (handles.find(handle) instanceof Session) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "a session is not released")
                    .hint("call session_close");
        }
        if (handle != exhausted) {
            handles.release(handle);
        }
        return 0;
    }

    /// A handle for what belongs to `session`. If the session was closed meanwhile, `resource` is closed as well.
    private long add(Session session, Resource resource) {
        long handle = handles.add(resource);
        if (session.isClosing()) {
            handles.release(handle);
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the session was closed");
        }
        return handle;
    }

    long text(long handle, long bytes, long length) {
        CText text = handles.get(handle, TextResource.class).text();
        Native.putLong(Foreign.pointer(bytes), text.address());
        Native.putLong(Foreign.pointer(length), text.bytes());
        return 0;
    }

    long openStream(long session, long stream) {
        Session owner = handles.get(session, Session.class);
        return add(owner, new StreamResource(owner, new StreamImport(Foreign.pointer(stream))));
    }

    long openArray(long session, long schema, long array) {
        Session owner = handles.get(session, Session.class);
        return add(
                owner,
                new StreamResource(owner, ArrayImport.importStream(Foreign.pointer(array), Foreign.pointer(schema))));
    }

    long streamSchema(long handle, long out) {
        SchemaStruct.export(handles.get(handle, StreamResource.class).schema(), Foreign.pointer(out));
        return 0;
    }

    Frame frame(long handle) {
        return handles.get(handle, FrameResource.class).frame();
    }

    long frameSchema(long handle, long out) {
        SchemaStruct.export(frame(handle).schema(), Foreign.pointer(out));
        return 0;
    }

    long exportFrame(long handle, long out) {
        long target = Foreign.pointer(out); // first: a stream that goes nowhere would keep its rows
        StreamExport.export(frame(handle).stream(), target);
        return 0;
    }

    long copyFrame(long session, long schema, long array) {
        Session owner = handles.get(session, Session.class);
        Schema fields = SchemaStruct.importSchema(Foreign.pointer(schema));
        Batch batch = ArrayCopy.copyBatch(Foreign.pointer(array), fields, owner.engine().allocator());
        List<Batch> batches = batch.rows() == 0 ? List.of() : List.of(batch);
        return add(owner, new FrameResource(owner, new Frame(fields, batches)));
    }

    long sliceFrame(long handle, long offset, long rows) {
        FrameResource frame = handles.get(handle, FrameResource.class);
        return add(frame.session(), new FrameResource(frame.session(), frame.frame().slice(offset, rows)));
    }

    long openQuery(long session, String plan, String options) {
        Session owner = handles.get(session, Session.class);
        if (options.isEmpty()) {
            return add(owner, new QueryJob(owner, plan, QueryOptions.DEFAULT, List.of()));
        }
        var settings = new JsonSettings(options);
        List<Long> functions = settings.wholeNumbers("functions");
        return add(owner, new QueryJob(owner, plan, queryOptions(settings), functions));
    }

    private static QueryOptions queryOptions(JsonSettings settings) {
        Long timeout = settings.wholeNumber("timeout_milliseconds");
        var options =
                new QueryOptions(
                        settings.text("engine"),
                        new HashSet<>(settings.texts("disabled_rules")),
                        settings.smallNumber("threads"),
                        settings.smallNumber("batch_rows"),
                        settings.wholeNumber("memory_limit_bytes"),
                        settings.flag("profiled"),
                        timeout == null ? null : Duration.ofMillis(timeout),
                        settings.wholeNumber("result_cache_limit_bytes"));
        settings.finish();
        return options;
    }

    QueryJob job(long handle) {
        return handles.get(handle, QueryJob.class);
    }

    long querySchema(long handle, long out) {
        SchemaStruct.export(job(handle).query().schema(), Foreign.pointer(out));
        return 0;
    }

    long collect(long handle) {
        job(handle).collect();
        return 0;
    }

    long takeFrame(long handle) {
        QueryJob job = job(handle);
        return add(job.session(), new FrameResource(job.session(), job.takeFrame()));
    }

    long exportQuery(long handle, long out) {
        long target = Foreign.pointer(out);
        StreamExport.export(job(handle).stream(), target);
        return 0;
    }

    long explain(long handle, String options) {
        var settings = new JsonSettings(options);
        var level = oneOf(Explain.Level.values(), "level", settings.text("level"), Explain.Level.OPTIMIZED);
        var format = oneOf(Explain.Format.values(), "format", settings.text("format"), Explain.Format.PLAIN);
        settings.finish();
        return handles.add(text(job(handle).query().explain(level, format)));
    }

    private static <E extends Enum<E>> E oneOf(E[] values, String what, @Nullable String name, E otherwise) {
        if (name == null) {
            return otherwise;
        }
        List<String> known = Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
        int index = known.indexOf(name);
        if (index < 0) {
            throw PenstockException.unknown(ErrorCode.CONFIG, what, name, known);
        }
        return values[index];
    }

    long progress(long handle, long share, long rows) {
        Progress progress = job(handle).progress();
        Native.putDouble(Foreign.pointer(share), progress.share());
        Native.putLong(Foreign.pointer(rows), progress.rows());
        return 0;
    }

    long statistics(long handle) {
        QueryJob job = job(handle);
        return handles.add(text(Reports.query(job.query().report(), job.stopwatch().seconds())));
    }

    long cancel(long handle) {
        job(handle).cancel();
        return 0;
    }

    long addFunctions(long session, String jars) {
        var settings = new JsonSettings(jars);
        List<Path> paths = settings.texts("jars").stream().map(Path::of).toList();
        settings.finish();
        handles.get(session, Session.class).engine().addJars(paths);
        return 0;
    }

    long listFunctions(long session) {
        Session owner = handles.get(session, Session.class);
        return handles.add(text(Reports.functions(owner.engine().functions())));
    }

    /// The session is only asked whether it is open: keys belong to the process.
    long addKey(long session, String id, String key) {
        handles.get(session, Session.class);
        if (id.startsWith(FILE_KEY)) {
            SecretKeys.files().add(id.substring(FILE_KEY.length()), key);
        } else {
            SecretKeys.pseudonyms().add(id, key);
        }
        return 0;
    }

    /// Hides more columns, and says which are hidden.
    long sensitiveColumns(long session, String names) {
        handles.get(session, Session.class);
        var settings = new JsonSettings(names);
        settings.texts("add").forEach(Sensitive.columns()::add);
        settings.finish();
        return handles.add(text(Reports.texts(Sensitive.columns().known())));
    }

    private static TextResource text(String text) {
        return new TextResource(new CText(text));
    }
}
