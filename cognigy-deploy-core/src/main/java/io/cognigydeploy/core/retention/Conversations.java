package io.cognigydeploy.core.retention;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.ConversationSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.installation.ConversationReader;
import io.cognigydeploy.core.retention.SnapshotRetention.Replaced;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The conversations of a project that have not ended. The messages of each are read once, because a session stays on the
 * snapshot that it began on. Safe for use by one thread.
 */
final class Conversations {

    /** The largest accepted difference between the platform's clock and that of a switch. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final CognigyInstallation installation;
    private final Project project;
    private final Map<String, Set<ObjectId>> read = new HashMap<>();

    Conversations(CognigyInstallation installation, Project project) {
        this.installation = installation;
        this.project = project;
    }

    CognigyInstallation installation() {
        return installation;
    }

    /**
     * Returns how many conversations without an end may be on a replaced snapshot. One that does not state what it is on
     * counts.
     *
     * @throws CognigyException if they cannot be read
     */
    long open(Replaced replaced) {
        ObjectId snapshot = new ObjectId(replaced.snapshot());
        long open = 0;
        for (ConversationSummary conversation : installation.lists().conversations(project)) {
            if (isOpenSince(conversation, replaced)) {
                Set<ObjectId> on = on(conversation);
                open += on.isEmpty() || on.contains(snapshot) ? 1 : 0;
            }
        }
        return open;
    }

    private static boolean isOpenSince(ConversationSummary conversation, Replaced replaced) {
        return conversation.endTime().isEmpty()
                && !ConversationReader.isOwn(conversation)
                && conversation
                        .startTime()
                        .filter(begun -> begun.isAfter(replaced.at().plus(CLOCKS_APART)))
                        .isEmpty()
                && (replaced.endpoints().isEmpty()
                        || conversation
                                .endpointName()
                                .filter(name -> !replaced.endpoints().contains(name))
                                .isEmpty());
    }

    /** Returns the snapshots that a conversation is on; empty if that is not known. */
    private Set<ObjectId> on(ConversationSummary conversation) {
        Optional<String> session = conversation.sessionId().or(conversation::id);
        if (session.isEmpty()) {
            return Set.of();
        }
        Set<ObjectId> known = read.get(session.get());
        if (known != null) {
            return known;
        }
        List<ConversationItem> items = items(session.get());
        Set<ObjectId> on = new HashSet<>();
        items.forEach(item -> item.snapshotId().ifPresent(on::add));
        if (!items.isEmpty()) {
            read.put(session.get(), on);
        }
        return on;
    }

    private List<ConversationItem> items(String session) {
        try {
            return StreamSupport.stream(
                            installation.lists().conversation(project, session).spliterator(), false)
                    .toList();
        } catch (NotFoundException e) {
            // Messages may appear some time after they were said.
            return List.of();
        }
    }
}
