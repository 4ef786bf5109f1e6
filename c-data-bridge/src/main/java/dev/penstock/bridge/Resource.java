package dev.penstock.bridge;

import org.jspecify.annotations.Nullable;

/// What a handle stands for.
sealed interface Resource extends AutoCloseable permits Session, QueryJob, FrameResource, StreamResource, TextResource {
    /// The session that it ends with; null for what belongs to none.
    @Nullable Session session();

    /// What it is called in messages.
    String kind();

    /// Gives back what the handle holds. Called once, when the handle is released or its session is closed; never
    /// waits.
    @Override
    void close();
}
