package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The rows of a CSV file, split into their fields.
final class CsvRecords implements AutoCloseable {
    private static final int FIRST_BYTES = 1 << 18;
    private static final int LONGEST = 1 << 30;

    private final Path path;
    private final InputStream in;
    private final CsvDialect dialect;
    private final byte[] comment;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int limit;
    private int start;
    private int at;
    private boolean over;
    private long line = 1;
    private long linesInRecord;
    private int count;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private boolean[] quoted = new boolean[16];

    /// Adopts the stream.
    CsvRecords(Path path, InputStream in, CsvDialect dialect) {
        this.path = path;
        this.in = in;
        this.dialect = dialect;
        String prefix = dialect.comment();
        comment = prefix == null ? new byte[0] : prefix.getBytes(StandardCharsets.UTF_8);
        while (limit < 3 && fill()) {
            // A byte order mark has three bytes.
        }
        if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            start = 3;
        }
        at = start;
    }

    byte[] bytes() {
        return buffer;
    }

    int count() {
        return count;
    }

    /// Where field `index` starts, without its quote.
    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    boolean isQuoted(int index) {
        return quoted[index];
    }

    /// The line that the row begins in, counted from 1.
    long line() {
        return line;
    }

    /// Whether the row is a line without any character.
    boolean isBlank() {
        return count == 1 && !quoted[0] && starts[0] == ends[0];
    }

    /// Passes over whole lines, whatever is in them.
    void skipLines(long lines) {
        for (long i = 0; i < lines && has(at); i++) {
            skipLine();
        }
    }

    private void skipLine() {
        while (has(at) && buffer[at] != dialect.end()) {
            at++;
            start = at;
        }
        if (has(at)) {
            at++;
        }
        start = at;
        line++;
    }

    /// Moves to the next row; false at the end.
    boolean next() {
        line += linesInRecord;
        linesInRecord = 0;
        start = at;
        while (isComment()) {
            skipLine();
        }
        if (!has(at)) {
            count = 0;
            return false;
        }
        while (true) {
            count = 0;
            linesInRecord = 0;
            at = start;
            if (split()) {
                return true;
            }
            fill();
        }
    }

    private boolean isComment() {
        if (comment.length == 0) {
            return false;
        }
        for (int i = 0; i < comment.length; i++) {
            if (!has(at + i) || buffer[at + i] != comment[i]) {
                return false;
            }
        }
        return true;
    }

    /// Splits the row at `start`; false when it goes on behind what is in the buffer.
    private boolean split() {
        byte separator = dialect.separator();
        byte end = dialect.end();
        while (true) {
            int from = at;
            if (dialect.quote() != 0 && at < limit && buffer[at] == dialect.quote()) {
                if (!quotedField()) {
                    return false;
                }
            } else {
                while (at < limit && buffer[at] != separator && buffer[at] != end) {
                    at++;
                }
                if (at == limit && !over) {
                    return false;
                }
                boolean lastOfLine = at == limit || buffer[at] == end;
                boolean carriage = lastOfLine && end == '\n' && at > from && buffer[at - 1] == '\r';
                add(from, carriage ? at - 1 : at, false);
            }
            if (at == limit) {
                return true;
            }
            if (buffer[at++] == end) {
                linesInRecord++;
                return true;
            }
        }
    }

    /// A field in quotes; `at` is then behind it. False when it goes on behind what is in the buffer.
    private boolean quotedField() {
        byte quote = dialect.quote();
        int from = at + 1;
        at = from;
        while (true) {
            while (at < limit && buffer[at] != quote) {
                linesInRecord += buffer[at] == dialect.end() ? 1 : 0;
                at++;
            }
            if (at == limit) {
                if (over) {
                    throw error("a quote is opened and not closed again");
                }
                return false;
            }
            if (at + 1 == limit && !over) {
                return false;
            }
            if (at + 1 < limit && buffer[at + 1] == quote) {
                at += 2;
                continue;
            }
            add(from, at, true);
            at++;
            if (at < limit && buffer[at] == '\r' && dialect.end() == '\n') {
                if (at + 1 == limit && !over) {
                    return false;
                }
                at += at + 1 == limit || buffer[at + 1] == '\n' ? 1 : 0;
            }
            if (at < limit && buffer[at] != dialect.separator() && buffer[at] != dialect.end()) {
                throw error("text follows a closing quote");
            }
            return true;
        }
    }

    private void add(int from, int to, boolean isQuoted) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
        }
        starts[count] = from;
        ends[count] = to;
        quoted[count++] = isQuoted;
    }

    private boolean has(int position) {
        int needed = position - start;
        while (start + needed >= limit) {
            int moved = start;
            if (!fill()) {
                return start + needed < limit;
            }
            // Filling moves the row to the buffer's front.
            at -= moved - start;
        }
        return true;
    }

    /// Reads more behind what is there, from `start` on; false at the end of the file.
    private boolean fill() {
        if (over) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            limit -= start;
            start = 0;
        }
        if (limit == buffer.length) {
            if (limit >= LONGEST) {
                throw error("a row is longer than 1 GiB; a quote may be missing");
            }
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        try {
            int read = in.read(buffer, limit, buffer.length - limit);
            over = read < 0;
            limit += Math.max(0, read);
        } catch (IOException e) {
            throw FileErrors.of(path, e);
        }
        return !over;
    }

    /// An error that names the file and the line.
    PenstockException error(String what) {
        return new PenstockException(ErrorCode.COMPUTE, path + ", line " + line + ": " + what);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException _) {
            // Nothing is lost when reading ends badly.
        }
    }
}
