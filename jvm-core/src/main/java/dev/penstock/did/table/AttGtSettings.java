package dev.penstock.did.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The settings of `did_att_gt`.
///
/// @param config the text of a [DidConfig]
/// @param output what to answer; the cells by default
/// @param draws whether a result in JSON has the bootstrap's draws
record AttGtSettings(
        @JsonProperty("config") String config,
        @JsonProperty("output") Output output,
        @JsonProperty("draws") Boolean draws) {
    /// What `did_att_gt` answers.
    enum Output {
        /// A row for each effect.
        CELLS,
        /// The same, each with the whole result as JSON.
        CELLS_WITH_RESULT,
        /// One row, with the whole result as JSON.
        RESULT,
        /// A row for each unit, with what it contributes to each effect.
        INFLUENCE
    }

    AttGtSettings(@Nullable String config, @Nullable Output output, @Nullable Boolean draws) {
        if (config == null) {
            throw Fault.E05.because("config is missing", "give a JSON object of fields as text").expression("/config");
        }
        this.config = config;
        this.output = Objects.requireNonNullElse(output, Output.CELLS);
        this.draws = Objects.requireNonNullElse(draws, false);
    }

    /// The config; ids are kept where they are answered.
    DidConfig parsed() {
        DidConfig parsed = DidConfig.parse(config);
        if (output != Output.INFLUENCE) {
            return parsed;
        }
        if (!parsed.computeInffunc()) {
            throw Fault.E40
                    .because("the influence is asked for with compute_inffunc=false", "set compute_inffunc=true")
                    .expression("/compute_inffunc");
        }
        return DidConfig.parse(parsed.toJson().put("return_influence", "table").toString());
    }
}
