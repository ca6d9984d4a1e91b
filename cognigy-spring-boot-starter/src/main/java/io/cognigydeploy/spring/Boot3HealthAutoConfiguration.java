package io.cognigydeploy.spring;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.runs.RunStore;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health of runs where Spring Boot 3 is, whose types of health Spring Boot 4 has moved. */
@AutoConfiguration(after = CognigyAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnEnabledHealthIndicator("cognigy")
public final class Boot3HealthAutoConfiguration {

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
