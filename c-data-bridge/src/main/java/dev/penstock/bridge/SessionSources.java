package dev.penstock.bridge;

import dev.penstock.Sources;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;

/// The frames and streams of one session, by the handles that plans name them by.
record SessionSources(Handles handles, Session session) implements Sources {
    @Override
    public Frame frame(String handle) {
        return find(handle, FrameResource.class).frame();
    }

    @Override
    public BatchStream takeStream(String handle) {
        return find(handle, StreamResource.class).take();
    }

    @Override
    public Schema streamSchema(String handle) {
        return find(handle, StreamResource.class).schema();
    }

    private <T extends Resource> T find(String handle, Class<T> type) {
        long number;
        try {
            number = Long.parseLong(handle);
        } catch (NumberFormatException _) {
            throw Sources.expired(handle);
        }
        T resource = handles.get(number, type);
        if (!session.equals(resource.session())) {
            throw new PenstockException(
                            ErrorCode.HANDLE_EXPIRED,
                            "the " + resource.kind() + " " + handle + " belongs to another session")
                    .hint("hand it over as an Arrow stream");
        }
        return resource;
    }
}
