package io.cognigydeploy.spring;

import io.cognigydeploy.client.CognigyClient;

/**
 * A further setting of the {@link CognigyClient} bean, such as a proxy, a TLS context or a listener. Every bean of this type
 * is applied to the builder, in order, after the properties.
 */
@FunctionalInterface
public interface CognigyClientCustomizer {

    /** Changes settings of the client that is about to be built. */
    void customize(CognigyClient.Builder builder);
}
