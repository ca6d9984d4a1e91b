package io.cognigydeploy.client.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The words of platforms for the states of their jobs. One that could mean two things is not here. */
final class StateWords {

    private static final Map<String, String> MEANINGS = meanings();

    private StateWords() {}

    /** The word that all of the same meaning share; a word that is not known as it is, in lower case. */
    static String meaning(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return MEANINGS.getOrDefault(plain(lower), lower);
    }

    /** Without what separates words: {@code in_progress}, {@code in-progress}, {@code inProgress} are one. */
    private static String plain(String lower) {
        return lower.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static Map<String, String> meanings() {
        Map<String, List<String>> words = Map.of(
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
        Map<String, String> meanings = new HashMap<>();
        words.forEach((meaning, all) -> all.forEach(word -> meanings.put(plain(word), meaning)));
        return Map.copyOf(meanings);
    }
}
