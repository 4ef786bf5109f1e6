package dev.penstock.function;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads the classes of a user's jars: their own first, so that a jar may bring another version of a library than
/// Penstock or another jar has. Only what both sides must agree on comes from Penstock: Java itself, the interfaces,
/// and the annotations of settings.
final class JarLoader extends URLClassLoader {
    private static final List<String> SHARED =
            List.of(
                    "java.",
                    "javax.",
                    "jdk.",
                    "sun.",
                    "dev.penstock.",
                    "com.fasterxml.jackson.annotation.",
                    "org.jspecify.");

    static {
        registerAsParallelCapable();
    }

    JarLoader(URL[] jars, ClassLoader penstock) {
        super(jars, penstock);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known == null && SHARED.stream().noneMatch(name::startsWith)) {
                known = own(name);
            }
            return known == null ? super.loadClass(name, resolve) : known;
        }
    }

    private @Nullable Class<?> own(String name) {
        try {
            return findClass(name);
        } catch (ClassNotFoundException _) {
            return null;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    /// Services are those of the jars alone: what Penstock has itself is known.
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> own = findResources(name);
        return own.hasMoreElements() || name.startsWith("META-INF/services/dev.penstock.")
                ? own
                : getParent() == null ? Collections.emptyEnumeration() : getParent().getResources(name);
    }
}
