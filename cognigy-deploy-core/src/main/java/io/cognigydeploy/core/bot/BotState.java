package io.cognigydeploy.core.bot;

import java.util.Optional;

/**
 * The state of an environment before a bot version is deployed.
 *
 * @param liveVersion the live version; absent if it could not be read
 * @param source where the version was read, or why it could not be read
 */
record BotState(Optional<String> liveVersion, String source) {}
