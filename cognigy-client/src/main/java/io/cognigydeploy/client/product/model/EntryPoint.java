package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** The content that an endpoint or a playbook runs. */
public sealed interface EntryPoint {

    /** Returns the id in requests. */
    @JsonValue
    ObjectId id();

    /**
     * The content of a snapshot, which does not change.
     *
     * @param id id of the snapshot
     */
    record OfSnapshot(ObjectId id) implements EntryPoint {}

    /**
     * The present content of a project.
     *
     * @param id id of the project
     */
    record OfProject(ObjectId id) implements EntryPoint {}
}
