package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A task that the installation accepted. Whether the task will succeed is not decided yet.
 *
 * @param id id of the task
 */
public record AcceptedTask(@JsonProperty("_id") ObjectId id) {}
