package io.cognigydeploy.client.model;

import java.util.Optional;

/**
 * Import of a flow as a job, whose state is the status of the flow.
 *
 * @param id the id of the flow, because the platform gives imports none
 * @param status the status of the flow, with the version and the hash that the platform states
 */
public record FlowImportJob(String id, FlowStatus status) implements Job {

    @Override
    public JobState state() {
        return status.state();
    }

    @Override
    public Optional<String> message() {
        return status.message();
    }
}
