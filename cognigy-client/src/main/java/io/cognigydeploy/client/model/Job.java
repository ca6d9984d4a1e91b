package io.cognigydeploy.client.model;

import java.util.Optional;

/** Something that the platform does in the background. */
public interface Job {

    /** The id under which the platform knows it. */
    String id();

    JobState state();

    /** The platform's own words about how it stands, or why it failed. */
    Optional<String> message();

    /** A job as it was seen. */
    static Job of(String id, JobState state, Optional<String> message) {
        return new SeenJob(id, state, message);
    }
}
