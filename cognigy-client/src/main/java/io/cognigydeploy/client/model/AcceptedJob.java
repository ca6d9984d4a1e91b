package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * A job that the platform accepted. Whether the job will succeed is not decided yet.
 *
 * @param id called {@code id}, {@code jobId} or {@code deploymentId} in the platform's JSON
 */
public record AcceptedJob(
        @JsonProperty(required = true) @JsonAlias({"jobId", "deploymentId", "operationId", "taskId"})
        String id) {

    public AcceptedJob {
        // A null in JSON gets past "required".
        Objects.requireNonNull(id, "id");
    }
}
