package dev.penstock.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Patterns for paths: `*` and `?` within a name, `[ab]`, `[a-z]`, `[!a]`, and `**` for any number of folders.
final class Glob {
    private Glob() {}

    static boolean isPattern(String path) {
        return path.contains("*") || path.contains("?") || path.contains("[");
    }

    /// All files that match, sorted. Hidden ones match like others.
    static List<Path> files(String pattern) {
        Path base = Path.of(pattern.startsWith("/") ? "/" : "");
        var found = new ArrayList<Path>();
        collect(base, List.of(pattern.split("/+")).stream().filter(part -> !part.isEmpty()).toList(), found);
        return found.stream().distinct().sorted().toList();
    }

    private static void collect(Path base, List<String> parts, List<Path> found) {
        String part = parts.getFirst();
        List<String> rest = parts.subList(1, parts.size());
        if (!isPattern(part)) {
            Path next = base.resolve(part);
            if (!rest.isEmpty()) {
                collect(next, rest, found);
            } else if (Files.isRegularFile(next)) {
                found.add(next);
            }
            return;
        }
        boolean anyDepth = part.equals("**");
        if (anyDepth && !rest.isEmpty()) {
            collect(base, rest, found);
        }
        Pattern names = Pattern.compile(regex(anyDepth ? "*" : part), Pattern.DOTALL);
        for (Path entry : entries(base)) {
            if (!names.matcher(String.valueOf(entry.getFileName())).matches()) {
                continue;
            }
            if (Files.isDirectory(entry) && (anyDepth || !rest.isEmpty())) {
                // Links to folders are not followed below `**`, where they could lead round in a circle.
                if (!anyDepth || !Files.isSymbolicLink(entry)) {
                    collect(entry, anyDepth ? parts : rest, found);
                }
            } else if (rest.isEmpty() && !anyDepth && Files.isRegularFile(entry)) {
                found.add(entry);
            }
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(folder).isEmpty() ? entry.normalize() : entry).sorted().toList();
        } catch (NotDirectoryException | NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw FileErrors.of(folder, e);
        }
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String content = pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                content = content.replace("&&", "&\\&").replace("^", "\\^");
                regex.append('[').append(content.startsWith("!") ? "^" + content.substring(1) : content).append(']');
                i = end;
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
