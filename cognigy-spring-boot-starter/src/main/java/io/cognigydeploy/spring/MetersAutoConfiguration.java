package io.cognigydeploy.spring;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.micrometer.CallMetrics;
import io.cognigydeploy.core.micrometer.RunMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters of calls and runs, where the application has a {@link MeterRegistry}. */
@AutoConfiguration(
        afterName = {
            // Spring Boot 3
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            // Spring Boot 4
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
@ConditionalOnBean(type = "io.micrometer.core.instrument.MeterRegistry")
public final class MetersAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CallMetrics cognigyCallMetrics(MeterRegistry registry) {
        return new CallMetrics(registry);
    }

    /** Returns the registration of the rate budgets, which needs the clients that use the meters. */
    @Bean
    SmartInitializingSingleton cognigyBudgetMetrics(CallMetrics metrics, ObjectProvider<CognigyClient> clients) {
        return () -> clients.forEach(metrics::budgetOf);
    }

    @Bean
    @ConditionalOnMissingBean
    RunMetrics cognigyRunMetrics(MeterRegistry registry) {
        return new RunMetrics(registry);
    }
}
