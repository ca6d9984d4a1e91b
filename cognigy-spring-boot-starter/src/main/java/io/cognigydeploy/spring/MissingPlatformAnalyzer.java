package io.cognigydeploy.spring;

import io.cognigydeploy.client.CognigyClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** An explanation of a start that failed because a bean needs a client and no platform is set. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingPlatformAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

    private static final String PROPERTY = "cognigy.base-url";

    private final Environment environment;

    MissingPlatformAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        if (cause.getBeanType() != CognigyClient.class || environment.containsProperty(PROPERTY)) {
            return null;
        }
        return new FailureAnalysis(
                "There is no CognigyClient, because the property " + PROPERTY + " is not set.",
                "Set " + PROPERTY + " with cognigy.client-id and cognigy.client-secret, or with cognigy.api-key,"
                        + " or define a bean of the type CognigyClient.",
                cause);
    }
}
