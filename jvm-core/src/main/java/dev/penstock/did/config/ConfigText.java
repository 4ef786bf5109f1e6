package dev.penstock.did.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// The settings of a table function whose config is JSON text, so that places in it can be named as the caller sees
/// them.
///
/// @param config the text of a [DidConfig]
public record ConfigText(@JsonProperty("config") String config) {
    public ConfigText(@Nullable String config) {
        if (config == null) {
            throw Fault.E05.because("config is missing", "give a JSON object of fields as text").expression("/config");
        }
        this.config = config;
    }

    public DidConfig parsed() {
        return DidConfig.parse(config);
    }
}
