package io.cognigydeploy.client.product.model;

/**
 * A request to replace the content of a project by that of a snapshot.
 *
 * @param projectId the project that loses its content
 */
public record RestoreRequest(ObjectId projectId) {}
