package io.cognigydeploy.spring;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.runs.RunStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of runs where Spring Boot 4 is, whose types of health are not those of Spring Boot 3. */
@AutoConfiguration(after = CognigyAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnEnabledHealthIndicator("cognigy")
public final class Boot4HealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "cognigyHealthIndicator")
    HealthIndicator cognigyHealthIndicator(RunStore store) {
        RunsHealth runs = new RunsHealth(store);
        return new AbstractHealthIndicator("The runs cannot be read") {
            @Override
            protected void doHealthCheck(Health.Builder builder) {
                builder.up().withDetails(runs.details(Time.SYSTEM.now()));
            }
        };
    }
}
