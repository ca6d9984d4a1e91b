package io.cognigydeploy.spring;

import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.runs.RunStore;
import java.util.List;

/**
 * The settings that all pipelines of an application share: its run store, and its beans of {@link EventListener}.
 */
public final class PipelineConfigurer {

    private final RunStore store;
    private final List<EventListener> listeners;

    PipelineConfigurer(RunStore store, List<EventListener> listeners) {
        this.store = store;
        this.listeners = List.copyOf(listeners);
    }

    /** Sets the store of a pipeline and adds the listeners, and returns its builder. */
    public <D extends Deployment> DeploymentPipeline.Builder<D> configure(DeploymentPipeline.Builder<D> builder) {
        listeners.forEach(builder::listener);
        return builder.store(store);
    }
}
