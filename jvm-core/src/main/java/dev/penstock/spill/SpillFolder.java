package dev.penstock.spill;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A private folder of this process for what does not fit into memory, and how much may lie there. Its name carries the
/// process id, so that what a killed process left behind is removed by the next one. Thread-safe.
public final class SpillFolder implements AutoCloseable {
    private static final String PREFIX = "penstock-";

    private final Path path;
    private final long limitBytes;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong files = new AtomicLong();

    private SpillFolder(Path path, long limitBytes) {
        this.path = path;
        this.limitBytes = limitBytes;
    }

    /// Makes a folder in `parent` and removes those of processes that are gone.
    ///
    /// @param limitBytes how much our own files may hold
    /// @throws PenstockException with code IO when the folder cannot be made
    public static SpillFolder create(Path parent, long limitBytes) {
        try {
            Files.createDirectories(parent);
            removeLeftovers(parent);
            return new SpillFolder(makeFolder(parent), limitBytes);
        } catch (IOException e) {
            throw new PenstockException(
                            ErrorCode.IO, "the spill folder cannot be made in " + parent + ": " + e.getMessage(), e)
                    .hint("set spill_dir to a folder that can be written");
        }
    }

    /// A new folder that only its owner may look into. `Files.createTempDirectory` would do, but asks for secure random
    /// numbers, whose machinery costs the start of a process 50 ms; a folder that is there already is never taken.
    private static Path makeFolder(Path parent) throws IOException {
        FileAttribute<?>[] attributes = permissions(parent, "rwx------");
        String prefix = PREFIX + ProcessHandle.current().pid() + "-";
        while (true) {
            try {
                return Files.createDirectory(parent.resolve(prefix + Long.toHexString(System.nanoTime())), attributes);
            } catch (FileAlreadyExistsException _) {
                // The clock has moved on by the next attempt.
            }
        }
    }

    private static FileAttribute<?>[] permissions(Path place, String permissions) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// Opens a new file for writing that only its owner may read, whatever others may do to the folder.
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(file, "rw-------"));
    }

    public Path path() {
        return path;
    }

    /// How much lies here now.
    public long usedBytes() {
        return used.get();
    }

    /// A path that nobody else uses. Nothing is there yet.
    Path newFile() {
        return path.resolve(files.incrementAndGet() + ".arrows");
    }

    /// Takes `bytes` of the quota.
    ///
    /// @throws PenstockException with code SPILL_QUOTA
    void reserve(String owner, long bytes) {
        if (used.addAndGet(bytes) > limitBytes) {
            long now = used.addAndGet(-bytes);
            throw new PenstockException(
                            ErrorCode.SPILL_QUOTA,
                            "%s would put %,d more bytes into the spill folder %s, where %,d of %,d are in use"
                                    .formatted(owner, bytes, path, now, limitBytes))
                    .hint("raise spill_limit, or memory_limit so that less is spilled");
        }
    }

    /// Gives back what was reserved.
    void release(long bytes) {
        long left = used.addAndGet(-bytes);
        assert left >= 0 : "more was released than was reserved";
    }

    private static void removeLeftovers(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.filter(SpillFolder::isLeftover).toList()) {
                remove(folder);
            }
        }
    }

    private static boolean isLeftover(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        String pid = name.substring(PREFIX.length()).split("-", 2)[0];
        return pid.chars().allMatch(Character::isDigit)
                && !pid.isEmpty()
                && ProcessHandle.of(Long.parseLong(pid)).map(process -> !process.isAlive()).orElse(true);
    }

    /// Removes what can be removed: another process may be doing the same.
    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.deleteIfExists(file);
                        } catch (IOException _) {
                            // Somebody else removes it, or it stays for the next process.
                        }
                    });
        } catch (IOException | UncheckedIOException _) {
            // Already gone.
        }
    }

    @Override
    public void close() {
        remove(path);
    }
}
