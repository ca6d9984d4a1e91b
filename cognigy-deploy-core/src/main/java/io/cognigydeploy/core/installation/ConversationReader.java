package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.ConversationSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.text.OwnSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A reader of the conversations of a project, by the time at which they began. Each is read once: at the first look after it
 * had the time to appear. Not safe for use by many threads.
 */
public final class ConversationReader {

    private static final int PAGES_OF_LIST = 20;
    private static final int PAGES_OF_CONVERSATION = 3;
    private static final Set<String> ANSWERING = Set.of("bot", "agent", "suggestion");
    private static final Duration DISORDER = Duration.ofSeconds(1);

    private final CognigyInstallation installation;
    private final Project project;
    private final Set<String> endpoints;
    private final Duration delay;
    private final Duration lasting;
    private final Duration kept;
    private final int reads;
    private final Map<String, Conversation> read = new HashMap<>();
    private Optional<LastRead> last = Optional.empty();

    /**
     * Creates a reader.
     *
     * @param endpoints the names of the endpoints that conversations are read of
     * @param delay the time that a conversation has to appear
     * @param lasting how long a look is used again
     * @param kept how long a conversation that was read is kept
     * @param reads the most conversations that one look reads
     */
    public ConversationReader(
            CognigyInstallation installation,
            Project project,
            Set<String> endpoints,
            Duration delay,
            Duration lasting,
            Duration kept,
            int reads) {
        this.installation = installation;
        this.project = project;
        this.endpoints = Set.copyOf(endpoints);
        this.delay = delay;
        this.lasting = lasting;
        this.kept = kept;
        this.reads = reads;
    }

    /**
     * A conversation.
     *
     * @param snapshot the snapshot that answered; absent for the project itself
     * @param isBad whether a person had to take over, or a message of the user was not answered
     * @param rating the mean of its ratings
     */
    public record Conversation(
            Instant begun, String endpoint, Optional<ObjectId> snapshot, boolean isBad, Optional<Double> rating) {}

    /**
     * The conversations that began in a span of time.
     *
     * @param notRead those that were not read, by when they began
     */
    public record Span(Instant from, Instant to, List<Conversation> conversations, List<Instant> notRead) {

        public Span {
            conversations = List.copyOf(conversations);
            notRead = List.copyOf(notRead);
        }

        private Span since(Instant later) {
            return new Span(
                    later,
                    to,
                    conversations.stream()
                            .filter(one -> !one.begun().isBefore(later))
                            .toList(),
                    notRead.stream().filter(begun -> !begun.isBefore(later)).toList());
        }
    }

    /** The result of a look: a span, or the failure to read one. */
    private record LastRead(Instant from, Instant to, Optional<Span> span, Optional<CognigyException> failure) {}

    /** Returns the time until which conversations have had the time to appear. */
    public Instant until() {
        return installation.time().now().minus(delay);
    }

    /**
     * Returns the conversations that began from then on and have had the time to appear. A look that was made a moment ago is
     * used again, also one that failed.
     *
     * @throws CognigyException if the list or one of the conversations could not be read
     */
    public Span since(Instant from) {
        Instant to = until();
        LastRead look = last.filter(made ->
                        !made.from().isAfter(from) && to.isBefore(made.to().plus(lasting)))
                .orElseGet(() -> look(from, to));
        last = Optional.of(look);
        if (look.failure().isPresent()) {
            throw look.failure().get();
        }
        return look.span().orElseThrow().since(from);
    }

    private LastRead look(Instant from, Instant to) {
        return Reading.orElse(
                () -> new LastRead(from, to, Optional.of(span(from, to)), Optional.empty()),
                failure -> new LastRead(from, to, Optional.empty(), Optional.of(failure)));
    }

    private Span span(Instant from, Instant to) {
        Instant oldest = to.minus(kept);
        read.values().removeIf(one -> one.begun().isBefore(from) && one.begun().isBefore(oldest));
        Rows listed = listed(installation, project, from);
        if (!listed.isWhole()) {
            throw new CallFailedException(
                    "",
                    OutcomeClass.UNKNOWN,
                    "the list of conversations has more than " + PAGES_OF_LIST + " pages since " + from,
                    null);
        }
        List<ConversationSummary> rows = listed.rows().stream()
                .filter(row -> isBetween(row, from, to) && isOfEndpoint(row) && !isOwn(row))
                .sorted(Comparator.comparingInt(ConversationReader::drawn))
                .toList();
        List<Conversation> conversations = new ArrayList<>();
        List<Instant> notRead = new ArrayList<>();
        int requests = 0;
        for (ConversationSummary row : rows) {
            String session = row.sessionId().orElse("");
            Instant begun = row.startTime().orElseThrow();
            if (!read.containsKey(session) && !session.isEmpty() && requests < reads) {
                requests++;
                read(row, session, to).ifPresent(one -> read.put(session, one));
            }
            Optional.ofNullable(read.get(session)).ifPresentOrElse(conversations::add, () -> notRead.add(begun));
        }
        return new Span(from, to, conversations, notRead);
    }

    /**
     * Returns how many conversations of each endpoint, by its name, began since then. Only the first pages of the list are
     * read.
     *
     * @throws CognigyException if the list could not be read
     */
    public static Map<String, Long> begunSince(CognigyInstallation installation, Project project, Instant from) {
        return listed(installation, project, from).rows().stream()
                .filter(row -> isBetween(row, from, Instant.MAX) && !isOwn(row))
                .flatMap(row -> row.endpointName().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** The rows of a list, the newest first. It is whole if no row of the wanted time is missing. */
    private record Rows(List<ConversationSummary> rows, boolean isWhole) {}

    private static Rows listed(CognigyInstallation installation, Project project, Instant from) {
        List<ConversationSummary> rows = new ArrayList<>();
        Instant earliest = Instant.MAX;
        boolean isOrdered = true;
        int pages = 0;
        for (List<ConversationSummary> page :
                installation.lists().newestConversations(project).pages()) {
            if (pages == PAGES_OF_LIST) {
                return new Rows(rows, false);
            }
            pages++;
            for (ConversationSummary row : page) {
                Instant begun = row.startTime().orElse(Instant.MAX);
                // A platform that does not sort must not hide what comes after an old row.
                isOrdered &= earliest.equals(Instant.MAX) || !begun.isAfter(earliest.plus(DISORDER));
                earliest = begun.isBefore(earliest) ? begun : earliest;
            }
            rows.addAll(page);
            if (isOrdered && earliest.isBefore(from.minus(DISORDER))) {
                break;
            }
        }
        return new Rows(rows, true);
    }

    private static boolean isBetween(ConversationSummary row, Instant from, Instant to) {
        return row.startTime()
                .filter(begun -> !begun.isBefore(from) && begun.isBefore(to))
                .isPresent();
    }

    private boolean isOfEndpoint(ConversationSummary row) {
        return row.endpointName().map(endpoints::contains).orElse(true);
    }

    /** Returns whether a conversation is one of this library with an endpoint that it has switched. */
    public static boolean isOwn(ConversationSummary row) {
        return row.sessionId().filter(id -> id.startsWith(OwnSession.PREFIX)).isPresent();
    }

    /** Returns a number that orders conversations by chance, the same at each look. */
    private static int drawn(ConversationSummary row) {
        return row.sessionId().orElse("").hashCode() * 0x9E3779B9;
    }

    /** Reads a conversation; empty if it is not there any more, or its messages are of several endpoints or snapshots. */
    private Optional<Conversation> read(ConversationSummary row, String session, Instant heardUntil) {
        List<ConversationItem> items = new ArrayList<>();
        try {
            int pages = 0;
            for (List<ConversationItem> page :
                    installation.lists().conversation(project, session).pages()) {
                items.addAll(page);
                pages++;
                if (pages == PAGES_OF_CONVERSATION) {
                    break;
                }
            }
        } catch (NotFoundException e) {
            return Optional.empty();
        }
        List<String> names = items.stream()
                .flatMap(item -> item.endpointName().stream())
                .distinct()
                .toList();
        List<ObjectId> snapshots = items.stream()
                .flatMap(item -> item.snapshotId().stream())
                .distinct()
                .toList();
        if (names.size() > 1 || snapshots.size() > 1) {
            return Optional.empty();
        }
        return row.endpointName()
                .or(() -> names.stream().findFirst())
                .map(endpoint -> new Conversation(
                        row.startTime().orElseThrow(),
                        endpoint,
                        snapshots.stream().findFirst(),
                        isHandedOver(items) || isUnanswered(items, heardUntil),
                        rating(items)));
    }

    private static boolean isHandedOver(List<ConversationItem> items) {
        return items.stream()
                .anyMatch(item -> item.inHandoverRequest().orElse(false)
                        || item.inHandoverConversation().orElse(false));
    }

    /** Returns whether nothing was said after the last message of the user that had the time to be answered. */
    private static boolean isUnanswered(List<ConversationItem> items, Instant heardUntil) {
        Optional<Instant> answered = times(items, ANSWERING).max(Comparator.naturalOrder());
        return times(items, Set.of("user"))
                .filter(asked -> !asked.isAfter(heardUntil))
                .max(Comparator.naturalOrder())
                .filter(asked -> answered.filter(at -> !at.isBefore(asked)).isEmpty())
                .isPresent();
    }

    private static Stream<Instant> times(List<ConversationItem> items, Set<String> sources) {
        return items.stream()
                .filter(item -> item.source().filter(sources::contains).isPresent())
                .flatMap(item -> item.timestamp().stream());
    }

    private static Optional<Double> rating(List<ConversationItem> items) {
        List<Double> all =
                items.stream().flatMap(item -> item.rating().stream()).toList();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.stream().mapToDouble(Double::doubleValue).sum() / all.size());
    }
}
