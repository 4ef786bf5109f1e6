package dev.penstock.source;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Files of text, decompressed when they are compressed.
final class TextInput {
    private static final int BUFFER = 1 << 16;

    private TextInput() {}

    /// The caller closes the stream.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO_NOT_FOUND or IO
    static InputStream open(Path path) {
        try {
            InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER);
            try {
                file.mark(4);
                byte[] first = file.readNBytes(4);
                file.reset();
                if (first.length >= 2 && first[0] == 0x1F && first[1] == (byte) 0x8B) {
                    return new GZIPInputStream(file, BUFFER);
                }
                boolean zstd =
                        first.length == 4
                                && first[0] == 0x28
                                && first[1] == (byte) 0xB5
                                && first[2] == 0x2F
                                && first[3] == (byte) 0xFD;
                return zstd ? new ZstdInputStream(file) : file;
            } catch (Throwable e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileErrors.of(path, e);
        }
    }
}
