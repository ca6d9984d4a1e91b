package io.cognigydeploy.core;

import java.util.Optional;

/** What one wants of the platform. Values, made without asking the platform anything. */
public sealed interface Deployment
        permits BotDeployment, CanaryDeployment, ConfigurationDeployment, FlowBundle, VersionRollback {

    /** The place that is changed, such as an environment's id. Only one run at a time works on a target. */
    String target();

    /** The bot that it is about; absent for what belongs to an environment and to no single bot. */
    default Optional<DeployedBot> bot() {
        return Optional.empty();
    }

    /** The wish in one line, without secrets. */
    String describe();
}
