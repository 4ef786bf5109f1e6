package dev.penstock.bridge;

import dev.penstock.cdata.CText;
import org.jspecify.annotations.Nullable;

/// A text or an error document. It belongs to no session, so that an error can be read whatever happens around it.
record TextResource(CText text) implements Resource {
    @Override
    public @Nullable Session session() {
        return null;
    }

    @Override
    public String kind() {
        return "text";
    }

    @Override
    public void close() {
        text.close();
    }
}
