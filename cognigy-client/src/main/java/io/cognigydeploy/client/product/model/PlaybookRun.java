package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A run of a playbook.
 *
 * @param entrypoint the {@code _id} of the snapshot or project that was tested
 * @param flowId id of the flow as the platform states it; sources disagree about which of its ids that is
 * @param localeId id of the locale as the platform states it; sources disagree about which of its ids that is
 */
public record PlaybookRun(
        @JsonProperty("_id") ObjectId id,
        RunStatus status,
        Optional<ObjectId> entrypoint,
        Optional<String> flowId,
        Optional<String> localeId,
        List<StepResult> stepResults) {

    public PlaybookRun {
        stepResults = List.copyOf(stepResults);
    }

    /**
     * The result of one step.
     *
     * @param text what the bot answered
     * @param timeout whether the bot did not answer in time
     */
    public record StepResult(Optional<RunStatus> status, Optional<String> text, Optional<Boolean> timeout) {}
}
