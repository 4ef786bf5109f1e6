package dev.penstock.bridge;

import java.util.List;

/// A function of `PenstockApi`. Pointers and handles come in as 64-bit integers.
///
/// @param name as in the header
/// @param arity how many arguments the function has
/// @param body what it does; it may throw whatever it likes
record Entry(String name, int arity, Body body) {
    /// All functions, in the order of the header.
    static final List<Entry> ALL =
            List.of(
                    new Entry("session_open", 2, (bridge, in) -> bridge.openSession(Foreign.text(in[0], in[1]))),
                    new Entry("session_close", 1, (bridge, in) -> bridge.closeSession(in[0])),
                    new Entry("session_describe", 1, (bridge, in) -> bridge.describe(in[0])),
                    new Entry("release", 1, (bridge, in) -> bridge.release(in[0])),
                    new Entry("text", 3, (bridge, in) -> bridge.text(in[0], in[1], in[2])),
                    new Entry("stream_open", 2, (bridge, in) -> bridge.openStream(in[0], in[1])),
                    new Entry("stream_schema", 2, (bridge, in) -> bridge.streamSchema(in[0], in[1])),
                    new Entry("frame_schema", 2, (bridge, in) -> bridge.frameSchema(in[0], in[1])),
                    new Entry("frame_export", 2, (bridge, in) -> bridge.exportFrame(in[0], in[1])),
                    new Entry("frame_rows", 1, (bridge, in) -> bridge.frame(in[0]).rows()),
                    new Entry("frame_bytes", 1, (bridge, in) -> bridge.frame(in[0]).bytes()),
                    new Entry("frame_slice", 3, (bridge, in) -> bridge.sliceFrame(in[0], in[1], in[2])),
                    new Entry(
                            "query_open",
                            5,
                            (bridge, in) ->
                                    bridge.openQuery(in[0], Foreign.text(in[1], in[2]), Foreign.text(in[3], in[4]))),
                    new Entry("query_wait", 2, (bridge, in) -> bridge.job(in[0]).await(in[1]) ? 1 : 0),
                    new Entry("query_schema", 2, (bridge, in) -> bridge.querySchema(in[0], in[1])),
                    new Entry("query_collect", 1, (bridge, in) -> bridge.collect(in[0])),
                    new Entry("query_frame", 1, (bridge, in) -> bridge.takeFrame(in[0])),
                    new Entry("query_stream", 2, (bridge, in) -> bridge.exportQuery(in[0], in[1])),
                    new Entry("query_explain", 3, (bridge, in) -> bridge.explain(in[0], Foreign.text(in[1], in[2]))),
                    new Entry("query_progress", 3, (bridge, in) -> bridge.progress(in[0], in[1], in[2])),
                    new Entry("query_statistics", 1, (bridge, in) -> bridge.statistics(in[0])),
                    new Entry("query_cancel", 1, (bridge, in) -> bridge.cancel(in[0])),
                    new Entry("array_open", 3, (bridge, in) -> bridge.openArray(in[0], in[1], in[2])),
                    new Entry("frame_copy", 3, (bridge, in) -> bridge.copyFrame(in[0], in[1], in[2])),
                    new Entry(
                            "functions_add", 3, (bridge, in) -> bridge.addFunctions(in[0], Foreign.text(in[1], in[2]))),
                    new Entry("functions_list", 1, (bridge, in) -> bridge.listFunctions(in[0])),
                    new Entry(
                            "key_add",
                            5,
                            (bridge, in) ->
                                    bridge.addKey(in[0], Foreign.text(in[1], in[2]), Foreign.text(in[3], in[4]))),
                    new Entry(
                            "sensitive_columns",
                            3,
                            (bridge, in) -> bridge.sensitiveColumns(in[0], Foreign.text(in[1], in[2]))));

    /// What an entry does.
    interface Body {
        long run(Bridge bridge, long[] in);
    }
}
