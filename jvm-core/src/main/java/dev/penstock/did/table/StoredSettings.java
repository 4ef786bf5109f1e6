package dev.penstock.did.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.did.config.Fault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The settings of `did_result`.
///
/// @param resultJson a result as JSON
/// @param output what to answer; the cells by default
record StoredSettings(@JsonProperty("result_json") String resultJson, @JsonProperty("output") Output output) {
    /// What `did_result` answers.
    enum Output {
        CELLS,
        WALD,
        WARNINGS,
        PLOT
    }

    StoredSettings(@Nullable String resultJson, @Nullable Output output) {
        if (resultJson == null) {
            throw missing("result_json", "give the text that did_att_gt returned");
        }
        this.resultJson = resultJson;
        this.output = Objects.requireNonNullElse(output, Output.CELLS);
    }

    static RuntimeException missing(String name, String hint) {
        return Fault.E05.because(name + " is missing", hint).expression("/" + name);
    }
}
