package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.model.Noted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an environment stands before it is brought back to a version.
 *
 * @param environmentId the id that was given, unless the platform says that it is another environment's or does not show
 *     it
 * @param place why it is not known whether the id is the named environment's; empty if it is
 * @param otherPlace the name of the environment whose id was given, if it is another one
 * @param unread what could not be read and has to be, in words; empty in records of earlier versions
 * @param liveVersion what is live; absent if it could not be learnt
 * @param source where that was read, or why it could not be
 * @param versions the versions that matter, as they are listed; absent if the list could not be read
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
     * A version, from all of its rows.
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
    }

    Optional<Listed> listed(String id) {
        return versions.flatMap(
                all -> all.stream().filter(each -> each.id().equals(id)).findFirst());
    }

    /** How a version compares with what is live, in words. */
    String comparedWithLive(String versionId) {
        if (liveVersion.isEmpty()) {
            return "unknown: what is live is not known";
        }
        if (liveVersion.get().equals(versionId)) {
            return "is live already";
        }
        Optional<Instant> live = listed(liveVersion.get()).flatMap(Listed::createdAt);
        Optional<Instant> target = listed(versionId).flatMap(Listed::createdAt);
        if (live.isEmpty() || target.isEmpty()) {
            return "unknown: the platform does not say when both were made";
        }
        return target.get().isAfter(live.get()) ? "newer than what is live" : "not newer than what is live";
    }
}
