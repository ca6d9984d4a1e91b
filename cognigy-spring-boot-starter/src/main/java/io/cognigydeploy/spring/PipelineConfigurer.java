package io.cognigydeploy.spring;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.runs.RunStore;
import java.util.List;

/**
 * The settings that all pipelines of an application share: its run store, and its beans of {@link EventListener}. Runs of
 * pipelines that are configured by it can be left when the application ends.
 */
public final class PipelineConfigurer {

    private final HaltableStore store;
    private final List<EventListener> listeners;

    PipelineConfigurer(RunStore store, List<EventListener> listeners) {
        this.store = new HaltableStore(store);
        this.listeners = List.copyOf(listeners);
    }

    /** Sets the store of a pipeline and adds the listeners, and returns its builder. */
    public <D extends Deployment> DeploymentPipeline.Builder<D> configure(DeploymentPipeline.Builder<D> builder) {
        listeners.forEach(builder::listener);
        return builder.store(store);
    }

    /** Makes the runs of all configured pipelines stand still, so that they can be left. */
    void halt() {
        store.halt();
    }

    /** Lets the runs go on. */
    void goOn() {
        store.goOn();
    }
}
