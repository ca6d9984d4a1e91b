package io.cognigydeploy.spring;

import io.cognigydeploy.client.CallListener;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.RequestInterceptor;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunStore;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The beans of an application that releases bots: client, store, worker, {@link PipelineConfigurer} and {@link
 * CognigyRuns}. Each gives way to a bean of the application. The pipelines are the application's own beans of the type
 * {@link DeploymentPipeline}.
 */
@AutoConfiguration(
        afterName = {
            // Spring Boot 3
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            // Spring Boot 4
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@EnableConfigurationProperties(CognigyProperties.class)
public final class CognigyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("cognigy.base-url")
    CognigyClient cognigyClient(
            CognigyProperties properties,
            ObjectProvider<CallListener> listeners,
            ObjectProvider<RequestInterceptor> interceptors,
            ObjectProvider<CognigyClientCustomizer> customizers) {
        CognigyClient.Builder builder = CognigyClient.builder()
                .credentials(properties.credentials())
                .timeout(properties.timeout())
                .attemptTimeout(properties.attemptTimeout())
                .rateLimit(
                        properties.rateLimit().requestsPerMinute(),
                        properties.rateLimit().atOnce());
        String url = properties.platform().orElseThrow();
        try {
            builder.baseUrl(url);
        } catch (IllegalArgumentException e) {
            throw CognigyProperties.refused("base-url", url, String.valueOf(e.getMessage()));
        }
        listeners.orderedStream().forEach(builder::listener);
        interceptors.orderedStream().forEach(builder::interceptor);
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    RunStore cognigyRunStore(CognigyProperties properties, ObjectProvider<DataSource> sources) {
        CognigyProperties.Store store = properties.store();
        return switch (store.type()) {
            case FILES -> RunStore.files(store.folder());
            case POSTGRES -> {
                DataSource source = sources.getIfUnique();
                if (source == null) {
                    throw CognigyProperties.refused(
                            "store.type", store.type(), "needs one DataSource bean, or one that is primary");
                }
                yield postgres(source, properties);
            }
        };
    }

    private static PostgresRunStore postgres(DataSource source, CognigyProperties properties) {
        CognigyProperties.Store settings = properties.store();
        PostgresRunStore.Builder builder = PostgresRunStore.builder(source)
                .lease(settings.lease())
                .heartbeat(settings.heartbeat())
                .patience(settings.patience())
                .attemptLimit(properties.attemptTimeout());
        properties.instance().ifPresent(builder::owner);
        PostgresRunStore store;
        try {
            store = builder.build();
        } catch (IllegalArgumentException e) {
            throw CognigyProperties.refused("store.lease", settings.lease(), String.valueOf(e.getMessage()));
        }
        if (settings.createTables()) {
            store.createTables();
        }
        return store;
    }

    @Bean
    @ConditionalOnMissingBean
    PipelineConfigurer cognigyPipelineConfigurer(RunStore store, ObjectProvider<EventListener> listeners) {
        return new PipelineConfigurer(store, listeners.orderedStream().toList());
    }

    /** Returns a worker that {@link RunsLifecycle} starts, and closes unless that would cancel runs. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    RunWorker cognigyRunWorker(
            RunStore store, ObjectProvider<DeploymentPipeline<?>> pipelines, CognigyProperties properties) {
        return RunWorker.of(store, pipelines.orderedStream().toArray(DeploymentPipeline<?>[]::new))
                .every(properties.worker().every())
                .concurrency(properties.worker().concurrency());
    }

    @Bean
    @ConditionalOnMissingBean
    CognigyRuns cognigyRuns(RunStore store, ObjectProvider<DeploymentPipeline<?>> pipelines) {
        return new CognigyRuns(store, pipelines.orderedStream().toList(), Time.SYSTEM);
    }

    @Bean
    RunsLifecycle cognigyRunsLifecycle(CognigyRuns runs, RunWorker worker, CognigyProperties properties) {
        return new RunsLifecycle(runs, worker, properties);
    }
}
