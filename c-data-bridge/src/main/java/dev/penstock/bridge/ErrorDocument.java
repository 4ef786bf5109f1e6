package dev.penstock.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A failure as the JSON text that foreign code reads.
final class ErrorDocument {
    /// What is said when there is not even memory left to say what happened.
    static final String EXHAUSTED =
            "{\"code\":\"MEMORY_LIMIT\",\"message\":\"the Java heap is used up\",\"hint\":\"raise memory_limit\"}";

    private ErrorDocument() {}

    /// The document for `error`, with its stack when `debug`.
    static String of(Throwable error, boolean debug) {
        PenstockException known = known(error);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("code", known.code().name());
        document.put("message", known.getMessage());
        put(document, "column", known.column());
        put(document, "expression", known.expression());
        put(document, "hint", known.hint());
        put(document, "reference", known.reference());
        if (!known.path().isEmpty()) {
            known.path().forEach(document.putArray("path")::add);
        }
        if (debug) {
            document.put("trace", trace(unwrapped(error)));
        }
        return JsonText.print(document);
    }

    private static void put(ObjectNode document, String name, @Nullable String value) {
        if (value != null) {
            document.put(name, value);
        }
    }

    private static PenstockException known(Throwable error) {
        return switch (unwrapped(error)) {
            case PenstockException known -> known;
            case OutOfMemoryError e ->
                    new PenstockException(ErrorCode.MEMORY_LIMIT, "the JVM has no memory left: " + e.getMessage())
                            .hint("raise memory_limit");
            case StackOverflowError _ ->
                    new PenstockException(ErrorCode.PLAN_TOO_LARGE, "the plan or one of its types is nested too deeply")
                            .hint("collect an intermediate result and go on from there");
            case Throwable other ->
                    new PenstockException(ErrorCode.INTERNAL, "internal error: " + other)
                            .hint("this is a defect; please report it with the trace that PENSTOCK_DEBUG=1 shows");
        };
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return cause != null && (error instanceof CompletionException || error instanceof ExecutionException)
                ? unwrapped(cause)
                : error;
    }

    private static String trace(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
