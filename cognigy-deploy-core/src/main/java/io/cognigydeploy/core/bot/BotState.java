package io.cognigydeploy.core.bot;

import java.util.Optional;

/**
 * How an environment stands before a bot version is deployed.
 *
 * @param liveVersion what is live; absent if it could not be learnt
 * @param source where that was read, or why it could not be
 */
record BotState(Optional<String> liveVersion, String source) {}
