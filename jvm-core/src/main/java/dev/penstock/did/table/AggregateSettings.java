package dev.penstock.did.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The settings of `did_aggregate`.
///
/// @param resultJson a result as JSON
/// @param request the text of an [dev.penstock.did.aggregate.AggregationRequest]
/// @param output what to answer; the effects by default
record AggregateSettings(
        @JsonProperty("result_json") String resultJson,
        @JsonProperty("request") String request,
        @JsonProperty("output") Output output) {
    /// What `did_aggregate` answers.
    enum Output {
        ROWS,
        WARNINGS,
        PLOT
    }

    AggregateSettings(@Nullable String resultJson, @Nullable String request, @Nullable Output output) {
        if (resultJson == null) {
            throw StoredSettings.missing("result_json", "give the text that did_att_gt returned");
        }
        if (request == null) {
            throw StoredSettings.missing("request", "give a JSON object as text, such as {\"type\": \"dynamic\"}");
        }
        this.resultJson = resultJson;
        this.request = request;
        this.output = Objects.requireNonNullElse(output, Output.ROWS);
    }
}
