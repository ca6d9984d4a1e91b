package io.cognigydeploy.client.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Words of platforms for states, by their meaning. A word with two possible meanings is not included. */
final class StateWords {

    /** Words for the states of jobs. */
    static final StateWords OF_JOBS = new StateWords(ofJobs());

    /** Words for the health of an environment. */
    static final StateWords OF_HEALTH = new StateWords(Map.of(
            "healthy", List.of("healthy", "up", "ok", "okay", "green", "good", "passing", "operational"),
            "degraded", List.of("degraded", "yellow", "impaired", "warn", "warning"),
            "unhealthy", List.of("unhealthy", "down", "red", "critical", "failing")));

    /** Words for the result of a trial run. */
    static final StateWords OF_TRIALS = new StateWords(Map.of(
            "passed", List.of("passed", "pass", "success", "succeeded", "successful", "ok"),
            "failed", List.of("failed", "fail", "failure", "error", "errored", "unsuccessful")));

    private final Map<String, String> meanings = new HashMap<>();

    private StateWords(Map<String, List<String>> words) {
        words.forEach((meaning, all) -> all.forEach(word -> meanings.put(plain(word), meaning)));
    }

    /** Returns the common word of all with the same meaning; an unknown word is returned in lower case. */
    String meaning(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return meanings.getOrDefault(plain(lower), lower);
    }

    /** Returns a word without separators: {@code in_progress}, {@code in-progress}, {@code inProgress} are one. */
    private static String plain(String lower) {
        return lower.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static Map<String, List<String>> ofJobs() {
        return Map.of(
                "queued",
                List.of(
                        "queued",
                        "enqueued",
                        "pending",
                        "waiting",
                        "scheduled",
                        "submitted",
                        "accepted",
                        "created",
                        "new"),
                "running",
                List.of(
                        "running",
                        "in progress",
                        "progressing",
                        "processing",
                        "executing",
                        "started",
                        "starting",
                        "working",
                        "ongoing",
                        "deploying",
                        "importing",
                        "cancelling",
                        "canceling"),
                "completed",
                List.of(
                        "completed",
                        "complete",
                        "succeeded",
                        "success",
                        "successful",
                        "done",
                        "finished",
                        "deployed",
                        "active",
                        "live"),
                "failed",
                List.of("failed", "failure", "fail", "error", "errored", "unsuccessful", "timed out", "rejected"),
                "cancelled",
                List.of("cancelled", "canceled", "aborted", "terminated"),
                "rolling_back",
                List.of("rolling back", "reverting", "rollback in progress", "rollback running"),
                "rolled_back",
                List.of("rolled back", "reverted", "rollback completed", "rollback complete", "rollback succeeded"),
                "rollback_failed",
                List.of("rollback failed", "revert failed"));
    }
}
