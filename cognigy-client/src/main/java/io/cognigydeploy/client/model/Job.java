package io.cognigydeploy.client.model;

import java.util.Optional;

/** A job that the platform runs in the background. */
public interface Job {

    /** Returns the id of the job on the platform. */
    String id();

    /** Returns the state of the job. */
    JobState state();

    /** Returns the platform's own description of the state, or of the failure. */
    Optional<String> message();

    /** Returns a job with these values. */
    static Job of(String id, JobState state, Optional<String> message) {
        return new SeenJob(id, state, message);
    }
}
