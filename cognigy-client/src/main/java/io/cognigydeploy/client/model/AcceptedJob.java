package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * The platform took a request and works on it under this id. Whether it will come to a good end is another matter.
 *
 * @param id called {@code id}, {@code jobId} or {@code deploymentId} on the wire
 */
public record AcceptedJob(
        @JsonProperty(required = true) @JsonAlias({"jobId", "deploymentId", "operationId", "taskId"})
        String id) {

    public AcceptedJob {
        // A null in JSON gets past "required".
        Objects.requireNonNull(id, "id");
    }
}
