package io.cognigydeploy.client.product.model;

/**
 * A request for a snapshot of a project's present content.
 *
 * @param description 1 to 500 characters; cannot be changed later
 */
public record SnapshotRequest(ObjectId projectId, SnapshotName name, String description) {

    private static final int LONGEST = 500;

    /** @throws IllegalArgumentException if the description is blank or too long */
    public SnapshotRequest {
        if (description.isBlank() || description.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "description must have 1 to " + LONGEST + " characters, but had " + description.length());
        }
    }
}
