package dev.penstock.bridge;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The numbers under which foreign code knows our objects. A number is never used twice. Thread-safe.
final class Handles {
    private final ConcurrentHashMap<Long, Resource> resources = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /// A new handle, which keeps `resource` until it is released.
    long add(Resource resource) {
        long handle = last.incrementAndGet();
        resources.put(handle, resource);
        return handle;
    }

    /// The object behind `handle`.
    ///
    /// @throws PenstockException with code HANDLE_EXPIRED when there is none, INVALID_OPERATION when it is something
    ///   else
    <T extends Resource> T get(long handle, Class<T> type) {
        Resource resource = resources.get(handle);
        if (resource == null) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the handle " + handle + " is not open (any more)")
                    .hint("it was released, or its session was closed");
        }
        if (!type.isInstance(resource)) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "the handle " + handle + " stands for a " + resource.kind() + ", which does not fit here");
        }
        return type.cast(resource);
    }

    /// The object behind `handle`; null when there is none.
    @Nullable Resource find(long handle) {
        return resources.get(handle);
    }

    /// Forgets the handle and closes its object. Harmless for a handle that is not open.
    void release(long handle) {
        Resource resource = resources.remove(handle);
        if (resource != null) {
            resource.close();
        }
    }

    /// Releases all handles that belong to `session`, its own one included.
    void releaseAll(Session session) {
        resources.forEach((handle, resource) -> {
            if (session.equals(resource.session())) {
                release(handle);
            }
        });
    }

    /// How many handles of each kind are open.
    Map<String, Integer> countsByKind() {
        Map<String, Integer> counts = new TreeMap<>();
        resources.values().forEach(resource -> counts.merge(resource.kind(), 1, Integer::sum));
        return counts;
    }
}
