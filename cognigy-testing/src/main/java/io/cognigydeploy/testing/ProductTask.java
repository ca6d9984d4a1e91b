package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task of the product: one state further with each step of time. */
final class ProductTask {

    /** The end of a task that could not do its work; the reason is text alone, as on the wire. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(String reason) {
            super(reason, null, false, false);
        }
    }

    static final JobScript SUCCEEDS = JobScript.states("queued", "active", "done");

    private static final List<String> CANCELLED = List.of("cancelling", "cancelled");
    private static final List<String> ENDS = List.of("done", "error", "cancelled");

    @JsonProperty(value = "_id", required = true)
    private final String id;

    @JsonProperty(required = true)
    private final String name;

    @JsonProperty(required = true)
    private final String projectId;

    private final ObjectNode parameters;
    private final Instant createdAt;
    private final int stepMillis;

    /** The present state and those to come. */
    private List<String> states;

    private int passed;
    private Instant since;
    private @Nullable String failReason;
    private boolean halfApplied;
    private ObjectNode data = Json.object();

    ProductTask(
            String id,
            String name,
            String projectId,
            ObjectNode parameters,
            Instant now,
            Duration step,
            JobScript script) {
        this.id = id;
        this.name = name;
        this.projectId = projectId;
        this.parameters = parameters;
        this.createdAt = now;
        this.since = now;
        this.stepMillis = Math.toIntExact(step.toMillis());
        this.states = script.states();
        this.failReason = script.message().orElse(null);
        this.halfApplied = script.isHalfApplied();
    }

    @JsonCreator
    static ProductTask written(
            @JsonProperty(value = "_id", required = true) String id,
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "projectId", required = true) String projectId,
            @JsonProperty(value = "parameters", required = true) ObjectNode parameters,
            @JsonProperty(value = "createdAt", required = true) Instant createdAt,
            @JsonProperty(value = "stepMillis", required = true) int stepMillis) {
        return new ProductTask(id, name, projectId, parameters, createdAt, Duration.ofMillis(stepMillis), SUCCEEDS);
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String projectId() {
        return projectId;
    }

    ObjectNode parameters() {
        return parameters;
    }

    /** Returns what the task has found out or made. */
    ObjectNode data() {
        return data;
    }

    Instant createdAt() {
        return createdAt;
    }

    String status() {
        return states.get(0);
    }

    boolean hasEnded() {
        return states.size() == 1;
    }

    /** Returns when the next state begins. */
    Instant due() {
        return since.plusMillis(stepMillis);
    }

    /** Returns when the present state began. */
    Instant since() {
        return since;
    }

    /** Goes to the next state, and does the work if it is the end. */
    void advance(ProductWorld world) {
        since = due();
        passed++;
        states = List.copyOf(states.subList(1, states.size()));
        boolean isWorking = status().equals("done") || (status().equals("error") && halfApplied);
        if (isWorking) {
            try {
                TaskWork.of(name).carryOut(world, this);
            } catch (Failure failure) {
                states = List.of("error");
                failReason = failure.getMessage();
            }
        }
    }

    void cancel(Instant now) {
        if (hasEnded() || status().equals(CANCELLED.get(0))) {
            throw Refusal.conflict("not_cancellable", "The task is " + status());
        }
        since = now;
        states = CANCELLED;
    }

    /** Returns the answer to the request that began the task. */
    ObjectNode created(boolean hasProgress) {
        ObjectNode json =
                Json.object().put(ProductWorld.ID, id).put("status", status()).put("type", name);
        json.set("parameters", visible(parameters));
        json.put("createdAt", createdAt.getEpochSecond()).put("lastChangedAt", since.getEpochSecond());
        return withProgress(json, hasProgress);
    }

    /** Returns the task as it is read. */
    ObjectNode json(boolean hasProgress, boolean hasResults) {
        ObjectNode json = Json.object()
                .put(ProductWorld.ID, id)
                .put("name", name)
                .put("type", name)
                .put("status", status());
        ObjectNode shown = visible(parameters);
        if (hasResults) {
            shown.setAll(data);
        }
        json.set("data", shown);
        withProgress(json, hasProgress);
        json.put("failReason", status().equals("error") ? failReason : null)
                .put("lastRunAt", passed == 0 ? null : since.toString())
                .put("lastFinishedAt", hasEnded() && ENDS.contains(status()) ? since.toString() : null)
                .put("createdAt", createdAt.getEpochSecond())
                .put("lastChanged", since.getEpochSecond())
                .put("createdBy", ProductWorld.API_USER);
        return json;
    }

    private static ObjectNode visible(ObjectNode parameters) {
        ObjectNode shown = parameters.deepCopy();
        shown.remove("file");
        return shown;
    }

    private ObjectNode withProgress(ObjectNode json, boolean hasProgress) {
        int total = passed + states.size() - 1;
        if (hasProgress) {
            json.put("progress", total == 0 ? 100 : 100 * passed / total);
            json.putObject("job")
                    .put("name", name + "-" + id)
                    .put("namespace", "cognigy")
                    .put("timeoutInMs", 3_600_000);
            return json;
        }
        return json.put("currentStep", passed).put("totalStep", total);
    }

    @Override
    public String toString() {
        return "task " + id + " " + name + ": " + String.join(" > ", states)
                + (failReason == null ? "" : " (" + failReason + ")");
    }
}
