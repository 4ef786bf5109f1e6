package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of a file, as errors name it.
///
/// @param column null for no column in particular
/// @param rowGroup -1 for none in particular
/// @param page -1 for none in particular
record Place(Path file, @Nullable String column, int rowGroup, int page) {
    Place(Path file) {
        this(file, null, -1, -1);
    }

    Place inRowGroup(int number) {
        return new Place(file, column, number, -1);
    }

    Place inColumn(String name) {
        return new Place(file, name, rowGroup, -1);
    }

    Place onPage(int number) {
        return new Place(file, column, rowGroup, number);
    }

    /// What `read` gives; what it finds broken is an error that names this place.
    ///
    /// @throws PenstockException with code IO for a broken file
    <T> T guarded(Supplier<T> read) {
        try {
            return read.get();
        } catch (BrokenFile e) {
            throw error(String.valueOf(e.getMessage()), e);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // Numbers of the file that lead nowhere.
            throw error("it contradicts itself (" + e + ")", e);
        }
    }

    private PenstockException error(String what, Throwable cause) {
        var text = new StringBuilder("cannot read ").append(file);
        if (column != null) {
            text.append(", column \"").append(column).append('"');
        }
        if (rowGroup >= 0) {
            text.append(", row group ").append(rowGroup);
        }
        if (page >= 0) {
            text.append(", page ").append(page);
        }
        var error =
                new PenstockException(ErrorCode.IO, text.append(": ").append(what).toString(), cause)
                        .hint("the file was damaged, not written to its end, or is of another format");
        return column == null ? error : error.column(column);
    }
}
