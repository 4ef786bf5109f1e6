/* The C ABI of Penstock: a table of functions that any language with a C FFI can call.
 *
 * How to get the table: load libjvm, create a JVM with Penstock's jars on the class path, and call the static method
 * `dev.penstock.bridge.Boot.table(long)` with the address of a PenstockApi whose `abi_version` is PENSTOCK_ABI_VERSION and
 * whose `size` is sizeof(PenstockApi). Java fills in the function pointers, and sets `size` to how many bytes it filled: fewer
 * when the jars are older than the header. The functions are good until the process ends and may be called from any thread,
 * which attaches itself.
 *
 * Results: every function returns an int64_t. A negative result is the negated handle of an error document: read it with
 * `text`, then `release` it. The document is JSON:
 *   {"code": "COLUMN_NOT_FOUND", "message": "...", "column": "prise", "expression": "...", "hint": "did you mean \"price\"?",
 *    "path": ["select", "filter"], "trace": "..."}
 * Only `code` and `message` are always there; `trace` only when the session was opened with "debug": true.
 *
 * Handles are positive, are never used twice, and stay good until they are released. Texts are UTF-8 with a length; nothing
 * that goes in needs a terminating zero, everything that comes out has one behind its last byte.
 *
 * No function blocks for long: what takes time runs on threads of the JVM, and `query_wait` waits in steps of the caller's
 * choice. After fork() the child must not call anything.
 */
#ifndef PENSTOCK_H
#define PENSTOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows by one when a function changes its meaning; new functions only make the table longer. */
#define PENSTOCK_ABI_VERSION 1

struct ArrowSchema;
struct ArrowArray;
struct ArrowArrayStream;

typedef int64_t penstock_handle;

typedef struct PenstockApi {
    int32_t abi_version;
    int32_t size;

    /* An engine. `config` is a JSON object: memory_limit_bytes, duckdb_memory_limit_bytes, threads, batch_rows, spill_dir,
     * spill_limit_bytes, duckdb_library (a path), debug. Returns a session. */
    int64_t (*session_open)(const char* config, int64_t config_bytes);

    /* Cancels the session's queries, waits until they have stopped, and closes the engine. Handles of the session that are
     * still open become HANDLE_EXPIRED; exported streams and arrays stay good until they are released. */
    int64_t (*session_close)(penstock_handle session);

    /* What `penstock doctor` shows, as a JSON text: versions, memory and how much of it is in use, open handles. */
    int64_t (*session_describe)(penstock_handle session);

    /* Gives back a frame, stream, query, text or error. Releasing a query cancels it. Releasing twice is harmless. */
    int64_t (*release)(penstock_handle any);

    /* The bytes of a text or an error document; good until it is released. */
    int64_t (*text)(penstock_handle text, const char** bytes, int64_t* length);

    /* Takes over an Arrow stream (the struct is marked released) for plans with {"kind": "Stream", "handle": "<handle>"}.
     * Its schema is read at once, its batches when a query runs. Returns a stream; a query that reads it uses it up. */
    int64_t (*stream_open)(penstock_handle session, struct ArrowArrayStream* stream);
    int64_t (*stream_schema)(penstock_handle stream, struct ArrowSchema* out);

    /* A frame, named in plans by {"kind": "InMemory", "handle": "<handle>"}: its schema, a fresh stream over its batches
     * (no copy; any number of times), its rows, its bytes, and some of its rows as another frame (no copy; `offset` and
     * `rows` are cut to what is there). */
    int64_t (*frame_schema)(penstock_handle frame, struct ArrowSchema* out);
    int64_t (*frame_export)(penstock_handle frame, struct ArrowArrayStream* out);
    int64_t (*frame_rows)(penstock_handle frame);
    int64_t (*frame_bytes)(penstock_handle frame);
    int64_t (*frame_slice)(penstock_handle frame, int64_t offset, int64_t rows);

    /* A query of a plan (JSON, see dev.penstock.plan.PlanJson). Binding starts on a thread of the JVM at once.
     * `options` is a JSON object, or zero bytes: engine ("core", "duckdb"), disabled_rules (a list), threads, batch_rows,
     * memory_limit_bytes, functions (numbers of Python functions that are kept until the query ends). Returns a query; errors of the plan come out of `query_wait`. */
    int64_t (*query_open)(
        penstock_handle session, const char* plan, int64_t plan_bytes, const char* options, int64_t options_bytes);

    /* Waits at most `milliseconds` for what was started last: binding, or collecting. 1: done. 0: not yet. Negative: it
     * failed. */
    int64_t (*query_wait)(penstock_handle query, int64_t milliseconds);

    /* The result's schema, once the query is bound. */
    int64_t (*query_schema)(penstock_handle query, struct ArrowSchema* out);

    /* Starts to collect all rows; `query_wait` says when they are there, `query_frame` then hands them over as a frame. */
    int64_t (*query_collect)(penstock_handle query);
    int64_t (*query_frame)(penstock_handle query);

    /* Exports the rows as a stream that computes as it is read. The stream keeps the query alive by itself. */
    int64_t (*query_stream)(penstock_handle query, struct ArrowArrayStream* out);

    /* The plan as a text. `options` is a JSON object: level ("logical", "optimized", "physical"), format ("plain", "tree",
     * "json"). After a run the physical level shows what the run did. */
    int64_t (*query_explain)(penstock_handle query, const char* options, int64_t options_bytes);

    /* How far the run is: the share of the work from 0 to 1, or -1 when unknown, and the rows seen so far. */
    int64_t (*query_progress)(penstock_handle query, double* share, int64_t* rows);

    /* What the run did, as a JSON text: seconds, peak_bytes, engines, and rows and seconds of each fragment. */
    int64_t (*query_statistics)(penstock_handle query);

    /* Makes the run stop soon; whoever waits or reads gets CANCELLED. Harmless when nothing runs. */
    int64_t (*query_cancel)(penstock_handle query);

    /* Takes over one Arrow array as a stream of one batch (the array is marked released; the schema is only read and stays
     * the caller's). Returns a stream, as `stream_open` does. */
    int64_t (*array_open)(penstock_handle session, const struct ArrowSchema* schema, struct ArrowArray* array);

    /* Copies the rows of a struct array, whose children are the columns. Schema and array are only read, during the call,
     * and stay the caller's. Takes as long as copying the memory does. Returns a frame. */
    int64_t (*frame_copy)(
        penstock_handle session, const struct ArrowSchema* schema, const struct ArrowArray* array);

    /* Makes the functions of jars (or of folders with classes) known, which plans then call by name. `jars` is a JSON object:
     * jars, a list of paths that share a class loader. What is known already costs nothing. */
    int64_t (*functions_add)(penstock_handle session, const char* jars, int64_t jars_bytes);

    /* The functions that plans can call, as a JSON text: a list of objects with name, kind, signatures, settings, jar. */
    int64_t (*functions_list)(penstock_handle session);

    /* Makes a key for pseudonyms, or with an id "file:<id>" one for files, known to the process: hexadecimal digits, or "base64:" with what follows. The same key again
     * changes nothing; another one for the same id is an error. No message shows a part of it. */
    int64_t (*key_add)(
        penstock_handle session, const char* id, int64_t id_bytes, const char* key, int64_t key_bytes);

    /* Hides the values of more columns in all that people see, for the whole process. `names` is a JSON object: add, a list of
     * names, perhaps with "*". Returns a JSON text, the list of all that are hidden. */
    int64_t (*sensitive_columns)(penstock_handle session, const char* names, int64_t names_bytes);
} PenstockApi;

#ifdef __cplusplus
}
#endif

#endif
