package dev.penstock.source.parquet;

import java.util.Locale;

/// What is wrong with a file, before anybody has said where. [Place] turns it into an error that users see.
sealed class BrokenFile extends RuntimeException permits ThriftBytes.Incomplete {
    BrokenFile(String message) {
        super(message);
    }

    BrokenFile(String message, Throwable cause) {
        super(message, cause);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is one of a library that we do not need
    static BrokenFile because(String format, Object... arguments) {
        return new BrokenFile(String.format(Locale.ROOT, format, arguments));
    }

    /// A number of a file that must be a count.
    ///
    /// @return the number
    static int count(int number, String what) {
        if (number < 0) {
            throw because("%d %s", number, what);
        }
        return number;
    }
}
