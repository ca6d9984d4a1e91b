package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: work of the installation in the background.
 *
 * @param taskId the {@code _id}
 * @param name the kind of task, such as {@code createSnapshot}; some versions state it as {@code type}
 * @param failReason the platform's reason of a failure
 * @param currentStep number of the present step; some versions state {@code progress} instead
 * @param totalStep number of all steps
 * @param progress share of the work that is done, from 0 to 100
 * @param data what the task works on and results in; empty if the platform states nothing
 */
public record Task(
        @JsonProperty("_id") ObjectId taskId,
        TaskStatus status,
        @JsonAlias("type") Optional<String> name,
        Optional<String> failReason,
        Optional<Long> currentStep,
        Optional<Long> totalStep,
        Optional<Double> progress,
        Optional<Instant> lastRunAt,
        Optional<Instant> lastFinishedAt,
        Map<String, @Nullable Object> data)
        implements Job {

    public Task {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Returns the text of {@link #taskId()}. */
    @Override
    public String id() {
        return taskId.text();
    }

    @Override
    public JobState state() {
        return status.state();
    }

    /** Returns {@link #failReason()}. */
    @Override
    public Optional<String> message() {
        return failReason;
    }

    /** Returns the snapshot that the task made; not every version states it. */
    public Optional<ObjectId> snapshotId() {
        return idOf("snapshotId");
    }

    /** Returns the package that the task made or received. */
    public Optional<ObjectId> packageId() {
        return idOf("packageId");
    }

    /** Returns the run that the task of a playbook made. */
    public Optional<ObjectId> playbookRunId() {
        return idOf("playbookRunId");
    }

    private Optional<ObjectId> idOf(String member) {
        return data.get(member) instanceof String text && ObjectId.isForm(text)
                ? Optional.of(new ObjectId(text))
                : Optional.empty();
    }

    /** Returns kind, id and status only; data and reason are texts of others. */
    @Override
    public String toString() {
        return "Task" + name.map(kind -> " " + kind).orElse("") + " " + taskId + ", " + status.text();
    }
}
