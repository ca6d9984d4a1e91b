package io.cognigydeploy.core;

import java.util.Optional;

/** A release to perform, as an immutable value. Creating one sends no request. */
public interface Deployment {

    /** Returns the place that is changed, such as an environment's id. Only one run at a time works on a target. */
    String target();

    /** Returns the bot of the deployment; absent if an environment is changed and no single bot. */
    default Optional<Bot> bot() {
        return Optional.empty();
    }

    /** Returns the deployment in one line, without secrets. */
    String describe();

    /**
     * The bot of a deployment, for checks that ask the platform about it.
     *
     * @param version that is live when the deployment has succeeded
     * @param environmentId absent if only the environment's name is known
     * @param environmentName as the platform names it, where it is known
     */
    record Bot(String id, String version, Optional<String> environmentId, Optional<String> environmentName) {}
}
