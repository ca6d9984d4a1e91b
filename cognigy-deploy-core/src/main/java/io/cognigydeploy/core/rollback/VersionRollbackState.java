package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.Noted;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.platform.BotTarget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The state of an environment before its rollback to a version.
 *
 * @param environmentId the given id, unless the platform reports that it belongs to another environment or does not
 *     show it
 * @param place why it is unknown whether the id belongs to the named environment; empty if it does
 * @param otherPlace the name of the environment with the given id, if it is another one
 * @param unread required reads that failed, in words; empty in records of earlier versions
 * @param liveVersion the live version; absent if it could not be read
 * @param source where it was read, or why it could not be read
 * @param versions the relevant versions as listed; absent if the list could not be read
 */
record VersionRollbackState(
        Optional<String> environmentId,
        String place,
        Optional<String> liveVersion,
        String source,
        Optional<List<Listed>> versions,
        Optional<String> otherPlace,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unread) {

    VersionRollbackState {
        unread = unread == null ? List.of() : List.copyOf(unread);
    }

    /**
     * A version, combined from all its rows.
     *
     * @param notes empty in records of earlier versions
     */
    record Listed(
            String id,
            List<String> states,
            List<String> environments,
            Optional<Instant> createdAt,

            @JsonProperty(access = JsonProperty.Access.READ_WRITE) @JsonInclude(JsonInclude.Include.NON_EMPTY)
            Map<String, String> notes)
            implements Noted {

        Listed {
            notes = notes == null ? Map.of() : Map.copyOf(notes);
        }

        static Listed of(String id, List<BotVersion> rows) {
            Map<String, String> notes = new TreeMap<>();
            rows.forEach(row -> row.notes().forEach(notes::putIfAbsent));
            return new Listed(
                    id,
                    inOrder(rows.stream().flatMap(row -> row.status().stream()).map(VersionStatus::text)),
                    inOrder(rows.stream().flatMap(row -> row.environment().stream())),
                    rows.stream().flatMap(row -> row.createdAt().stream()).findFirst(),
                    notes);
        }

        private static List<String> inOrder(Stream<String> words) {
            return words.distinct().sorted().toList();
        }
    }

    /** Returns a version in the environment; absent if the environment's id is unknown. */
    Optional<BotTarget> target(CognigyClient cognigy, String botId, String version) {
        return environmentId.map(id -> new BotTarget(cognigy, botId, id, version));
    }

    Optional<Listed> listed(String id) {
        return versions.flatMap(
                all -> all.stream().filter(each -> each.id().equals(id)).findFirst());
    }

    /** Returns in words how a version compares with the live one. */
    String comparedWithLive(String versionId) {
        if (liveVersion.isEmpty()) {
            return "unknown: the live version is unknown";
        }
        if (liveVersion.get().equals(versionId)) {
            return "is live already";
        }
        Optional<Instant> live = listed(liveVersion.get()).flatMap(Listed::createdAt);
        Optional<Instant> target = listed(versionId).flatMap(Listed::createdAt);
        if (live.isEmpty() || target.isEmpty()) {
            return "unknown: the platform does not say when both were made";
        }
        return target.get().isAfter(live.get()) ? "newer than the live version" : "not newer than the live version";
    }
}
