package io.cognigydeploy.spring;

import io.cognigydeploy.client.micrometer.CallObservations;
import io.cognigydeploy.core.micrometer.RunObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The observations of calls and runs, where the application has an {@link ObservationRegistry}. */
@AutoConfiguration(
        afterName = {
            // Spring Boot 3
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            // Spring Boot 4
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass(name = "io.micrometer.observation.ObservationRegistry")
@ConditionalOnBean(type = "io.micrometer.observation.ObservationRegistry")
public final class SpansAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CallObservations cognigyCallObservations(ObservationRegistry registry) {
        return new CallObservations(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    RunObservations cognigyRunObservations(ObservationRegistry registry) {
        return new RunObservations(registry);
    }
}
