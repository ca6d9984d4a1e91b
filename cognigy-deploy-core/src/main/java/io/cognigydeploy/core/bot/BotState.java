package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.core.platform.Reading;
import java.util.List;
import java.util.Optional;

/**
 * The state of an environment before a bot version is deployed.
 *
 * @param liveVersion the live version; absent if it could not be read
 * @param source where the version was read, or why it could not be read
 * @param justRead the list of versions, for gates that are judged at once; not recorded
 */
record BotState(
        Optional<String> liveVersion,
        String source,
        @JsonIgnore Optional<Reading<List<BotVersion>>> justRead) {

    /** Creates a recorded state. */
    @JsonCreator
    BotState(@JsonProperty("liveVersion") Optional<String> liveVersion, @JsonProperty("source") String source) {
        this(liveVersion, source, Optional.empty());
    }
}
