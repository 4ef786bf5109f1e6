package dev.penstock.bridge;

import dev.penstock.column.Frame;

/// A frame that foreign code holds.
record FrameResource(Session session, Frame frame) implements Resource {
    @Override
    public String kind() {
        return "frame";
    }

    @Override
    public void close() {
        frame.close();
    }
}
