/* Uses Penstock from C: starts a JVM, gets the table of penstock.h, and hands Arrow data in and out.
 *
 * bridge_test LIBJVM CLASS_PATH CONFIG
 *
 * Prints how many checks passed, or the first that did not, and ends with 0 or 1.
 */
#define _POSIX_C_SOURCE 200809L
#include "penstock.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the Arrow C data and stream interfaces, as their specification gives them */

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

/* ---- checks */

static int checks;

#define CHECK(condition)                                                        \
    do {                                                                        \
        checks++;                                                               \
        if (!(condition)) {                                                     \
            printf("line %d: %s does not hold\n", __LINE__, #condition);        \
            exit(1);                                                            \
        }                                                                       \
    } while (0)

static PenstockApi api = {.abi_version = PENSTOCK_ABI_VERSION, .size = sizeof(PenstockApi)};
static penstock_handle session;

/* Whether `result` is an error whose document has all these texts in it; the document is released. */
static int is_error(int64_t result, const char *code, const char *words) {
    const char *bytes = NULL;
    int64_t length = 0;
    char expected[64];
    int found;
    if (result >= 0 || api.text(-result, &bytes, &length) != 0) {
        return 0;
    }
    snprintf(expected, sizeof expected, "\"code\":\"%s\"", code);
    found = bytes[length] == 0 && strlen(bytes) == (size_t)length && strstr(bytes, expected) && strstr(bytes, words);
    if (!found) {
        printf("%s\n", bytes);
    }
    return found && api.release(-result) == 0;
}

/* ---- starting the JVM: the few slots of JNI's tables that it takes */

typedef struct {
    char *text;
    void *extra;
} Option;

typedef struct {
    int32_t version, count;
    Option *options;
    uint8_t ignore;
} Arguments;

enum { FIND_CLASS = 6, EXCEPTION_CLEAR = 17, GET_STATIC_METHOD = 113, CALL_STATIC_VOID_A = 143, EXCEPTION_CHECK = 228 };

/* Functions and objects are different kinds of pointers to ISO C, and the same to POSIX. */
static void *take(void *function_address, void *pointer) {
    memcpy(function_address, &pointer, sizeof pointer);
    return pointer;
}

static void **start(const char *library, const char *class_path) {
    int32_t (*create)(void **, void ***, Arguments *);
    void *machine, **environment, *handle = dlopen(library, RTLD_NOW);
    char path[1 << 14];
    Option options[] = {{path, NULL}, {"-Xrs", NULL}, {"--enable-native-access=ALL-UNNAMED", NULL}, {"-Xmx64m", NULL}};
    Arguments arguments = {0x00150000, 4, options, 0};
    CHECK(handle != NULL);
    CHECK((size_t)snprintf(path, sizeof path, "-Djava.class.path=%s", class_path) < sizeof path);
    CHECK(take(&create, dlsym(handle, "JNI_CreateJavaVM")) != NULL);
    CHECK(create(&machine, &environment, &arguments) == 0);
    return environment;
}

/* Calls Boot.table(table), and returns whether it threw. */
static int boot(void **environment, PenstockApi *table) {
    void **slots = *environment;
    void *(*find_class)(void *, const char *), *(*find_method)(void *, void *, const char *, const char *);
    void (*call)(void *, void *, void *, int64_t *), (*clear)(void *);
    uint8_t (*check)(void *), threw;
    int64_t argument = (int64_t)(intptr_t)table;
    void *owner;
    take(&find_class, slots[FIND_CLASS]);
    take(&find_method, slots[GET_STATIC_METHOD]);
    take(&call, slots[CALL_STATIC_VOID_A]);
    take(&check, slots[EXCEPTION_CHECK]);
    take(&clear, slots[EXCEPTION_CLEAR]);
    owner = find_class(environment, "dev/penstock/bridge/Boot");
    CHECK(owner != NULL);
    call(environment, owner, find_method(environment, owner, "table", "(J)V"), &argument);
    threw = check(environment);
    clear(environment);
    return threw;
}

static void refuses_other_versions_and_fills_shorter_tables(void **environment) {
    PenstockApi other = {.abi_version = PENSTOCK_ABI_VERSION + 1, .size = sizeof other};
    PenstockApi old = {.abi_version = PENSTOCK_ABI_VERSION, .size = (int32_t)offsetof(PenstockApi, release)};
    struct {
        PenstockApi table;
        void *later;
    } newer = {{.abi_version = PENSTOCK_ABI_VERSION, .size = sizeof newer}, NULL};
    CHECK(boot(environment, &other));
    CHECK(other.session_open == NULL);
    CHECK(!boot(environment, &old));
    CHECK(old.session_describe != NULL && old.release == NULL);
    CHECK(!boot(environment, &newer.table));
    CHECK(newer.table.size == sizeof(PenstockApi) && newer.later == NULL);
}

/* ---- a producer: two batches of a struct with a number, a text and a null column, all with offsets of their own */

static int released_schemas, released_arrays, released_streams;
static const int64_t numbers[] = {-1, 10, 20, 30, 40, 50};
static const uint8_t number_bits[] = {0x2D}; /* 1 0 1 1 0 1 */
static const int32_t ends[] = {0, 1, 3, 6, 6, 10, 15};
static const char letters[] = "abbccceeeefffff";
static char dangling;

static void release_schema(struct ArrowSchema *schema) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release) {
            schema->children[i]->release(schema->children[i]);
        }
        free(schema->children[i]);
    }
    free(schema->children);
    schema->release = NULL;
    released_schemas++;
}

static void make_schema(struct ArrowSchema *schema, const char *format, const char *name, int64_t children) {
    memset(schema, 0, sizeof *schema);
    schema->format = format;
    schema->name = name;
    schema->flags = 2;
    schema->n_children = children;
    schema->children = calloc((size_t)children + 1, sizeof *schema->children);
    for (int64_t i = 0; i < children; i++) {
        schema->children[i] = calloc(1, sizeof **schema->children);
    }
    schema->release = release_schema;
}

static void make_table_schema(struct ArrowSchema *schema) {
    make_schema(schema, "+s", "", 3);
    make_schema(schema->children[0], "l", "number", 0);
    make_schema(schema->children[1], "u", "text", 0);
    make_schema(schema->children[2], "n", "nothing", 0);
}

static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release) {
            array->children[i]->release(array->children[i]);
        }
        free(array->children[i]);
    }
    free(array->children);
    free(array->buffers);
    array->release = NULL;
    released_arrays++;
}

static void make_array(struct ArrowArray *array, int64_t length, int64_t offset, int64_t buffers, int64_t children) {
    memset(array, 0, sizeof *array);
    array->length = length;
    array->null_count = -1;
    array->offset = offset;
    array->n_buffers = buffers;
    array->buffers = calloc((size_t)buffers + 1, sizeof *array->buffers);
    array->n_children = children;
    array->children = calloc((size_t)children + 1, sizeof *array->children);
    for (int64_t i = 0; i < children; i++) {
        array->children[i] = calloc(1, sizeof **array->children);
    }
    array->release = release_array;
}

/* Rows `first` to `first + rows` of the data above: the struct begins at 1, its first child at another 0 or more. */
static void make_table(struct ArrowArray *array, int64_t first, int64_t rows) {
    int64_t below = first - 1;
    make_array(array, rows, 1, 1, 3);
    make_array(array->children[0], 6 - below, below, 2, 0);
    array->children[0]->buffers[0] = number_bits;
    array->children[0]->buffers[1] = numbers;
    make_array(array->children[1], 6 - below, below, 3, 0);
    array->children[1]->buffers[1] = ends;
    array->children[1]->buffers[2] = letters;
    make_array(array->children[2], 6, 0, 0, 0);
}

static void make_empty_table(struct ArrowArray *array) {
    make_array(array, 0, 0, 1, 3);
    make_array(array->children[0], 0, 0, 2, 0);
    array->children[0]->buffers[0] = array->children[0]->buffers[1] = &dangling;
    make_array(array->children[1], 0, 0, 3, 0);
    array->children[1]->buffers[2] = &dangling;
    make_array(array->children[2], 0, 0, 0, 0);
}

typedef struct {
    int next, fails_at;
} Producer;

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    (void)stream;
    make_table_schema(out);
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    Producer *producer = stream->private_data;
    int index = producer->next++;
    if (index == producer->fails_at) {
        return EIO;
    }
    memset(out, 0, sizeof *out);
    if (index == 0) {
        make_table(out, 1, 2);
    } else if (index == 1) {
        make_empty_table(out);
    } else if (index == 2) {
        make_table(out, 3, 3);
    }
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "the well ran dry";
}

static void release_stream(struct ArrowArrayStream *stream) {
    free(stream->private_data);
    stream->release = NULL;
    released_streams++;
}

static penstock_handle open_stream(int fails_at) {
    struct ArrowArrayStream stream = {get_schema, get_next, get_last_error, release_stream, NULL};
    Producer *producer = calloc(1, sizeof *producer);
    penstock_handle handle;
    producer->fails_at = fails_at;
    stream.private_data = producer;
    handle = api.stream_open(session, &stream);
    CHECK(handle > 0);
    CHECK(stream.release == NULL);
    return handle;
}

/* ---- queries */

static int64_t open_query(const char *format, penstock_handle source) {
    char plan[512];
    int length = snprintf(plan, sizeof plan, format, (long long)source);
    return api.query_open(session, plan, length, NULL, 0);
}

#define READ(kind) "{\"ir\": 1, \"features\": [], \"plan\": {\"kind\": \"" kind "\", \"handle\": \"%lld\"}}"

static int64_t wait_for(penstock_handle query) {
    int64_t done;
    while ((done = api.query_wait(query, 50)) == 0) {
    }
    return done;
}

static penstock_handle collect(penstock_handle stream) {
    penstock_handle query = open_query(READ("Stream"), stream);
    penstock_handle frame;
    CHECK(query > 0);
    CHECK(wait_for(query) == 1);
    CHECK(api.query_collect(query) == 0);
    CHECK(wait_for(query) == 1);
    frame = api.query_frame(query);
    CHECK(frame > 0);
    CHECK(api.release(query) == 0);
    CHECK(api.release(stream) == 0);
    return frame;
}

static void check_schema(const struct ArrowSchema *schema) {
    CHECK(strcmp(schema->format, "+s") == 0 && schema->n_children == 3);
    CHECK(strcmp(schema->children[0]->format, "l") == 0 && strcmp(schema->children[0]->name, "number") == 0);
    CHECK(strcmp(schema->children[1]->format, "u") == 0 && strcmp(schema->children[1]->name, "text") == 0);
    CHECK(strcmp(schema->children[2]->format, "n") == 0 && strcmp(schema->children[2]->name, "nothing") == 0);
}

static int bit(const struct ArrowArray *array, int64_t row) {
    const uint8_t *bits = array->buffers[0];
    return bits == NULL || (bits[(array->offset + row) / 8] >> ((array->offset + row) % 8) & 1);
}

/* Reads rows first, first + 1, ... of the data above until the stream ends, and returns how many there were. */
static int64_t check_rows(struct ArrowArrayStream *stream, int64_t first) {
    struct ArrowArray array;
    int64_t rows = 0;
    for (;;) {
        CHECK(stream->get_next(stream, &array) == 0);
        if (array.release == NULL) {
            return rows;
        }
        CHECK(array.n_children == 3 && array.offset == 0);
        for (int64_t row = 0; row < array.length; row++, rows++) {
            const struct ArrowArray *number = array.children[0], *text = array.children[1];
            const int64_t *values = number->buffers[1];
            const int32_t *offsets = text->buffers[1];
            const int64_t at = first + rows;
            const int32_t from = offsets[text->offset + row], to = offsets[text->offset + row + 1];
            CHECK(bit(number, row) == (number_bits[0] >> at & 1));
            CHECK(values[number->offset + row] == numbers[at]);
            CHECK(&values[number->offset + row] == &numbers[at]); /* nothing was copied */
            CHECK(to - from == ends[at + 1] - ends[at]);
            CHECK(memcmp((const char *)text->buffers[2] + from, letters + ends[at], (size_t)(to - from)) == 0);
        }
        array.release(&array);
    }
}

static void takes_a_stream_in_and_gives_it_out(void) {
    penstock_handle stream = open_stream(-1), frame, slice;
    struct ArrowSchema schema;
    struct ArrowArrayStream out;
    CHECK(api.stream_schema(stream, &schema) == 0);
    check_schema(&schema);
    schema.release(&schema);
    CHECK(schema.release == NULL);
    frame = collect(stream);
    CHECK(released_streams == 1);
    CHECK(released_arrays == 4); /* the empty batch */
    CHECK(api.frame_rows(frame) == 5);
    CHECK(api.frame_bytes(frame) > 0);
    for (int time = 0; time < 3; time++) {
        CHECK(api.frame_export(frame, &out) == 0);
        CHECK(out.get_schema(&out, &schema) == 0);
        check_schema(&schema);
        schema.release(&schema);
        CHECK(check_rows(&out, 1) == 5);
        out.release(&out);
        CHECK(out.release == NULL);
    }
    slice = api.frame_slice(frame, 1, 3);
    CHECK(api.frame_export(slice, &out) == 0);
    CHECK(api.release(slice) == 0 && api.release(slice) == 0);
    CHECK(api.release(frame) == 0);
    CHECK(is_error(api.frame_rows(frame), "HANDLE_EXPIRED", "not open"));
    CHECK(released_arrays == 4); /* the slice outlives the frame */
    CHECK(check_rows(&out, 2) == 3);
    out.release(&out);
    CHECK(released_arrays == 12); /* each struct once */
}

static void takes_one_array(void) {
    int before = released_arrays, schemas = released_schemas;
    struct ArrowSchema schema;
    struct ArrowArray array;
    penstock_handle frame;
    struct ArrowArrayStream out;
    make_table_schema(&schema);
    make_table(&array, 2, 3);
    frame = api.frame_copy(session, &schema, &array);
    CHECK(frame > 0 && array.release != NULL && schema.release != NULL);
    CHECK(api.frame_rows(frame) == 3);
    CHECK(api.release(frame) == 0);
    frame = collect(api.array_open(session, &schema, &array));
    CHECK(array.release == NULL && schema.release != NULL);
    CHECK(is_error(api.array_open(session, &schema, &array), "HANDLE_EXPIRED", "released"));
    CHECK(api.frame_export(frame, &out) == 0);
    CHECK(api.release(frame) == 0);
    CHECK(check_rows(&out, 2) == 3);
    out.release(&out);
    schema.release(&schema);
    CHECK(released_arrays == before + 4 && released_schemas == schemas + 4);
}

static void streams_a_query_and_explains_it(void) {
    penstock_handle frame = collect(open_stream(-1)), query, text;
    struct ArrowSchema schema;
    struct ArrowArrayStream out;
    const char *bytes;
    int64_t length, rows;
    double share;
    query = open_query(READ("InMemory"), frame);
    CHECK(wait_for(query) == 1);
    CHECK(api.query_schema(query, &schema) == 0);
    check_schema(&schema);
    schema.release(&schema);
    text = api.query_explain(query, NULL, 0);
    CHECK(text > 0 && api.text(text, &bytes, &length) == 0 && length > 0 && bytes[length] == 0);
    CHECK(api.release(text) == 0);
    CHECK(api.query_stream(query, &out) == 0);
    CHECK(is_error(api.query_collect(query), "INVALID_OPERATION", "ran already"));
    CHECK(api.release(query) == 0); /* the stream keeps it */
    CHECK(api.release(frame) == 0);
    CHECK(check_rows(&out, 1) == 5);
    out.release(&out);
    query = open_query(READ("Stream"), open_stream(-1));
    CHECK(wait_for(query) == 1);
    CHECK(api.query_progress(query, &share, &rows) == 0 && rows == 0);
    CHECK(api.query_cancel(query) == 0);
    CHECK(api.release(query) == 0);
}

static void tells_what_the_producer_said(void) {
    int before = released_streams;
    penstock_handle stream = open_stream(1);
    penstock_handle query = open_query(READ("Stream"), stream);
    struct ArrowArrayStream out;
    struct ArrowArray array;
    CHECK(wait_for(query) == 1);
    CHECK(api.query_stream(query, &out) == 0);
    CHECK(api.release(query) == 0);
    CHECK(out.get_next(&out, &array) == 0 && array.length == 2);
    array.release(&array);
    CHECK(out.get_next(&out, &array) == EIO);
    CHECK(strstr(out.get_last_error(&out), "the well ran dry") != NULL);
    out.release(&out);
    CHECK(api.release(stream) == 0);
    for (int tries = 0; tries < 500 && released_streams == before; tries++) {
        struct timespec pause = {0, 10000000}; /* it goes in the background */
        nanosleep(&pause, NULL);
    }
    CHECK(released_streams == before + 1);
}

static int get_odd_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    (void)stream;
    make_schema(out, "+s", "", 2);
    make_schema(out->children[0], "l", "plain", 0);
    make_schema(out->children[1], "?!", "odd", 0);
    return 0;
}

static void names_the_column_that_it_cannot_take(void) {
    struct ArrowArrayStream stream = {get_odd_schema, get_next, get_last_error, release_stream, NULL};
    int streams = released_streams, schemas = released_schemas;
    CHECK(is_error(api.stream_open(session, &stream), "UNSUPPORTED_TYPE", "\"column\":\"odd\""));
    CHECK(stream.release == NULL);
    CHECK(released_streams == streams + 1 && released_schemas == schemas + 3);
}

static void answers_nonsense_with_errors(void) {
    struct ArrowArrayStream released = {get_schema, get_next, get_last_error, NULL, NULL};
    struct ArrowSchema schema;
    const char *bytes;
    int64_t length;
    penstock_handle stream = open_stream(-1), query;
    CHECK(is_error(api.session_open("{\"memory_limit_byte\": 1}", 24), "CONFIG", "memory_limit_bytes"));
    CHECK(is_error(api.session_open("[]", 2), "CONFIG", "not a JSON object"));
    CHECK(is_error(api.session_open(NULL, 5), "CONFIG", "null pointer"));
    CHECK(is_error(api.session_open("{", -1), "CONFIG", "-1 bytes"));
    CHECK(is_error(api.stream_open(session, NULL), "CONFIG", "null pointer"));
    CHECK(is_error(api.stream_open(session, &released), "HANDLE_EXPIRED", "already read"));
    CHECK(is_error(api.stream_open(-5, &released), "HANDLE_EXPIRED", "-5"));
    CHECK(is_error(api.stream_schema(stream, NULL), "CONFIG", "null pointer"));
    CHECK(is_error(api.frame_rows(stream), "INVALID_OPERATION", "stands for a stream"));
    CHECK(is_error(api.frame_export(0, &released), "HANDLE_EXPIRED", "not open"));
    CHECK(is_error(api.text(stream, &bytes, &length), "INVALID_OPERATION", "stream"));
    CHECK(is_error(api.release(session), "INVALID_OPERATION", "session_close"));
    CHECK(is_error(api.array_open(session, NULL, NULL), "CONFIG", "null pointer"));
    CHECK(is_error(api.frame_copy(session, NULL, NULL), "CONFIG", "null pointer"));
    CHECK(api.release(INT64_MAX) == 0 && api.release(-1) == 0);
    CHECK(is_error(wait_for(api.query_open(session, "{\"ir\": 2}", 9, NULL, 0)), "PLAN_VERSION", "newest known is 1"));
    CHECK(is_error(api.query_open(session, NULL, 9, NULL, 0), "CONFIG", "null pointer"));
    CHECK(is_error(api.query_open(session, "{}", 2, "{\"thread\": 1}", 13), "CONFIG", "threads"));
    query = open_query(
        "{\"ir\": 1, \"features\": [], \"plan\": {\"kind\": \"Project\", \"input\": {\"kind\": \"Stream\", \"handle\": \"%lld\"},"
        " \"expressions\": [{\"kind\": \"Column\", \"name\": \"numbr\"}]}}",
        stream);
    CHECK(is_error(wait_for(query), "COLUMN_NOT_FOUND", "\"column\":\"numbr\""));
    CHECK(is_error(api.query_wait(query, 0), "COLUMN_NOT_FOUND", "\\\"number\\\"")); /* the hint */
    CHECK(is_error(api.query_schema(query, &schema), "COLUMN_NOT_FOUND", "\"path\":[\"select\"]"));
    CHECK(api.release(query) == 0 && api.release(stream) == 0);
}

static void *call_from_a_thread(void *frame) {
    for (int i = 0; i < 1000; i++) {
        if (api.frame_rows((penstock_handle)(intptr_t)frame) != 5) {
            return "wrong";
        }
    }
    return NULL;
}

static void may_be_called_from_any_thread(void) {
    penstock_handle frame = collect(open_stream(-1));
    for (int round = 0; round < 25; round++) {
        pthread_t threads[4];
        void *answer;
        for (int i = 0; i < 4; i++) {
            CHECK(pthread_create(&threads[i], NULL, call_from_a_thread, (void *)(intptr_t)frame) == 0);
        }
        for (int i = 0; i < 4; i++) {
            CHECK(pthread_join(threads[i], &answer) == 0 && answer == NULL);
        }
    }
    CHECK(api.release(frame) == 0);
}

static void gives_everything_back_when_the_session_is_closed(void) {
    penstock_handle frame = collect(open_stream(-1)), forgotten = open_stream(-1);
    struct ArrowArrayStream out;
    CHECK(api.frame_export(frame, &out) == 0);
    CHECK(api.session_close(session) == 0);
    CHECK(is_error(api.frame_rows(frame), "HANDLE_EXPIRED", "session was closed"));
    CHECK(is_error(api.stream_schema(forgotten, NULL), "HANDLE_EXPIRED", "session was closed"));
    CHECK(is_error(api.session_close(session), "HANDLE_EXPIRED", ""));
    CHECK(is_error(api.session_describe(session), "HANDLE_EXPIRED", ""));
    CHECK(check_rows(&out, 1) == 5); /* what was handed out stays good */
    out.release(&out);
}

int main(int count, char **words) {
    void **environment;
    CHECK(count == 4);
    environment = start(words[1], words[2]);
    refuses_other_versions_and_fills_shorter_tables(environment);
    CHECK(!boot(environment, &api));
    CHECK(api.size == sizeof api);
    session = api.session_open(words[3], (int64_t)strlen(words[3]));
    CHECK(session > 0);
    takes_a_stream_in_and_gives_it_out();
    takes_one_array();
    streams_a_query_and_explains_it();
    tells_what_the_producer_said();
    names_the_column_that_it_cannot_take();
    answers_nonsense_with_errors();
    may_be_called_from_any_thread();
    gives_everything_back_when_the_session_is_closed();
    printf("%d checks passed\n", checks);
    return 0;
}
