package io.cognigydeploy.client.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Words of platforms for states, by their meaning. A word with two possible meanings is not included. */
final class StateWords {

    // Before the words, which need it.
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]");

    /** Words for the states of jobs. */
    static final StateWords OF_JOBS = new StateWords(
            "queued, enqueued, pending, waiting, scheduled, submitted, accepted, created, new",
            "running, in progress, progressing, processing, executing, started, starting, working, ongoing, deploying, "
                    + "importing, cancelling, canceling",
            "completed, complete, succeeded, success, successful, done, finished, deployed, active, live",
            "failed, failure, fail, error, errored, unsuccessful, timed out, rejected",
            "cancelled, canceled, aborted, terminated",
            "rolling_back, reverting, rollback in progress, rollback running",
            "rolled_back, reverted, rollback completed, rollback complete, rollback succeeded",
            "rollback_failed, revert failed");

    /** Words for the health of an environment. */
    static final StateWords OF_HEALTH = new StateWords(
            "healthy, up, ok, okay, green, good, passing, operational",
            "degraded, yellow, impaired, warn, warning",
            "unhealthy, down, red, critical, failing");

    /** Words for the result of a trial run. */
    static final StateWords OF_TRIALS = new StateWords(
            "passed, pass, success, succeeded, successful, ok", "failed, fail, failure, error, errored, unsuccessful");

    private final Map<String, String> meanings = new HashMap<>();

    /** Takes lists of words with the same meaning; the first word of a list stands for all. */
    private StateWords(String... alike) {
        for (String list : alike) {
            List<String> words = List.of(list.split(", ", -1));
            words.forEach(word -> meanings.put(plain(word), words.get(0)));
        }
    }

    /** Returns the common word of all with the same meaning; an unknown word is returned in lower case. */
    String meaning(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        String meaning = meanings.get(lower);
        return meaning == null ? meanings.getOrDefault(plain(lower), lower) : meaning;
    }

    /** Returns a word without separators: {@code in_progress}, {@code in-progress}, {@code inProgress} are one. */
    private static String plain(String lower) {
        return SEPARATORS.matcher(lower).replaceAll("");
    }
}
