package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.json.Redaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot.
 *
 * @param run the run of this library that made it, according to its description
 */
public record ProjectSnapshot(
        ObjectId id,
        String name,
        Optional<String> hash,
        Optional<String> run,
        Optional<Instant> createdAt,
        Optional<String> createdBy) {

    private static final Pattern MARK = Pattern.compile("\\[cognigy-deploy ([A-Za-z0-9-]{1,64})]");

    /** Returns the text in the description of a snapshot that a run made. */
    public static String mark(String runId) {
        return "[cognigy-deploy " + runId + "]";
    }

    /** Returns a snapshot that was read, with these secrets hidden in its texts. */
    public static ProjectSnapshot of(Snapshot snapshot, Secrets secrets) {
        return new ProjectSnapshot(
                snapshot.id(),
                Redaction.without(secrets, snapshot.name()),
                snapshot.hash().map(text -> Redaction.without(secrets, text)),
                snapshot.description().map(MARK::matcher).filter(Matcher::find).map(found -> found.group(1)),
                snapshot.createdAt(),
                snapshot.createdBy().map(text -> Redaction.without(secrets, text)));
    }

    /** The order of age, in which one without a time is the newest. */
    public static final Comparator<ProjectSnapshot> OLDEST_FIRST = Comparator.comparing(
                    (ProjectSnapshot made) -> made.createdAt().orElse(Instant.MAX))
            .thenComparing(made -> made.id().text());

    public boolean hasContentOf(ProjectSnapshot other) {
        return hash.isPresent() && hash.equals(other.hash());
    }
}
