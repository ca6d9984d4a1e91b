package io.cognigydeploy.spring;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator endpoint {@code cognigyruns}, where the actuator is and the endpoint is exposed. */
@AutoConfiguration(after = CognigyAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = RunsEndpoint.class)
public final class RunsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RunsEndpoint cognigyRunsEndpoint(CognigyRuns runs) {
        return new RunsEndpoint(runs);
    }
}
