package io.cognigydeploy.core;

import java.util.Optional;

/**
 * The bot that a deployment is about, for checks that ask the platform about it.
 *
 * @param version that is live when the deployment has succeeded
 * @param environmentId absent if only the environment's name is known
 * @param environmentName as the platform names it, where it is known
 */
public record DeployedBot(
        String id, String version, Optional<String> environmentId, Optional<String> environmentName) {}
