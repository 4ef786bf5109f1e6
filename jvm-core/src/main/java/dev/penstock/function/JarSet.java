package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Jars, or folders with classes, that belong together, the functions in them, and the class loader that keeps them
/// apart from all others.
///
/// Jars are copied first: a file may be built anew while its classes are in use.
final class JarSet implements AutoCloseable {
    private final List<Path> paths;
    private final String stamp;
    private final Path folder;
    private final JarLoader loader;
    private final List<Provided> functions;

    private JarSet(List<Path> paths, String stamp, Path folder, JarLoader loader) {
        this.paths = paths;
        this.stamp = stamp;
        this.folder = folder;
        this.loader = loader;
        this.functions = Provided.by(loader, origin(paths));
    }

    private static String origin(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /// Where the files really are.
    ///
    /// @throws PenstockException with code IO_NOT_FOUND
    static List<Path> real(List<Path> given) {
        return given.stream().map(JarSet::real).toList();
    }

    /// Says of which size and time the files are.
    static String stamp(List<Path> paths) {
        return paths.stream().map(JarSet::stampOf).collect(Collectors.joining("\n"));
    }

    /// @param paths from [#real]
    /// @param stamp from [#stamp]
    static JarSet open(List<Path> paths, String stamp, Path copies) {
        @Nullable Path folder = null;
        @Nullable JarLoader loader = null;
        try {
            folder = Files.createTempDirectory(copies, "jars-");
            var urls = new ArrayList<URL>();
            for (Path path : paths) {
                urls.add(copied(path, folder, urls.size()).toUri().toURL());
            }
            loader = new JarLoader(urls.toArray(URL[]::new), JarSet.class.getClassLoader());
            var set = new JarSet(paths, stamp, folder, loader);
            if (set.functions.isEmpty()) {
                throw new PenstockException(ErrorCode.CONFIG, "there are no functions in " + origin(paths))
                        .hint(
                                "a jar names its functions in META-INF/services/dev.penstock.function.ScalarFunction"
                                        + " (or AggregateFunction, TableFunction), one class a line");
            }
            return set;
        } catch (IOException e) {
            discard(loader, folder);
            throw new PenstockException(
                    ErrorCode.IO, "the jar " + origin(paths) + " cannot be read: " + e.getMessage(), e);
        } catch (Throwable e) {
            discard(loader, folder);
            throw e;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            throw new PenstockException(ErrorCode.IO_NOT_FOUND, "there is no jar " + path.toAbsolutePath())
                    .hint("build it first, or see whether the path is right");
        }
    }

    private static String stampOf(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            var parts = new ArrayList<String>();
            for (Path file : files.sorted().toList()) {
                parts.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
            return String.join("\n", parts);
        } catch (IOException e) {
            throw new PenstockException(ErrorCode.IO, "the jar " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path copied(Path path, Path folder, int number) throws IOException {
        if (Files.isDirectory(path)) {
            Path copy = folder.resolve("classes-" + number);
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(path.relativize(file).toString()));
                }
            }
            return copy;
        }
        Path copy = folder.resolve(number + ".jar");
        Files.copy(path, copy);
        // A broken archive is found here, with a message about it; the class loader would just see no classes.
        new ZipFile(copy.toFile()).close();
        return copy;
    }

    /// Where the jars are, in the caller's order.
    List<Path> paths() {
        return paths;
    }

    /// Tells whether the files have changed.
    String stamp() {
        return stamp;
    }

    List<Provided> functions() {
        return functions;
    }

    @Override
    public void close() {
        discard(loader, folder);
    }

    private static void discard(@Nullable JarLoader loader, @Nullable Path folder) {
        try {
            if (loader != null) {
                loader.close();
            }
            if (folder != null) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException _) {
            // The folder goes with the engine's spill folder.
        }
    }
}
