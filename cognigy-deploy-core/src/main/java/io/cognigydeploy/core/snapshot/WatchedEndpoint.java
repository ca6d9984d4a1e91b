package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.ConversationReader;
import io.cognigydeploy.core.installation.ConversationReader.Conversation;
import io.cognigydeploy.core.installation.ConversationReader.Span;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.watch.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The conversations on the released snapshot at a switched endpoint, beside those on earlier content at other endpoints.
 *
 * @param released returns the id of the released snapshot
 * @param rules makes the options of the watch when it begins
 * @param all the names of all endpoints of the release
 * @param others the names of the endpoints that are not switched yet; none if there is nothing to compare with
 */
record WatchedEndpoint(
        EndpointChange endpoint,
        Supplier<ObjectId> released,
        Function<WatchedEndpoint, WatchOptions> rules,
        Duration interval,
        List<String> all,
        ConversationReader reader,
        Set<String> others)
        implements Watched {

    private static final String IN_PLACE = "in place";

    @Override
    public String change() {
        return endpoint.id();
    }

    @Override
    public Optional<String> stratum() {
        return Optional.of(endpoint.label());
    }

    @Override
    public WatchOptions options() {
        return rules.apply(this);
    }

    /**
     * Returns the greatest odds ratio of bad conversations on earlier content, this endpoint to another. Empty if they cannot be
     * read.
     *
     * @param lately the time until now that they began in
     */
    Optional<Double> ratioBefore(Duration lately) {
        return Reading.orElse(
                () -> Optional.of(ratio(reader.since(reader.until().minus(lately)))), failure -> Optional.empty());
    }

    private double ratio(Span span) {
        ObjectId id = released.get();
        Map<String, List<Conversation>> earlier = span.conversations().stream()
                .filter(one -> one.snapshot().filter(id::equals).isEmpty())
                .collect(Collectors.groupingBy(Conversation::endpoint));
        String own = endpoint.before().name();
        return all.stream()
                .filter(name -> !name.equals(own))
                .mapToDouble(name ->
                        odds(earlier.getOrDefault(own, List.of())) / odds(earlier.getOrDefault(name, List.of())))
                .max()
                .orElse(1);
    }

    /** Returns the odds of a bad conversation. Half of one is added to either side, so that a few are not extreme. */
    private static double odds(List<Conversation> conversations) {
        long bad = bad(conversations);
        return (bad + 0.5) / (conversations.size() - bad + 0.5);
    }

    private static long bad(List<Conversation> conversations) {
        return conversations.stream().filter(Conversation::isBad).count();
    }

    @Override
    public Time time() {
        return endpoint.target().time();
    }

    @Override
    public boolean isMeasured(Instant since, Instant now) {
        return reader.until().isAfter(since);
    }

    @Override
    public Observation look(String operationId, double share, ReadSoFar before) {
        Instant until = reader.until();
        return Reading.orElse(
                () -> counted(reader.since(before.from()), share),
                failure -> new Observation.Refused(
                        until, Observation.Defect.UNREACHABLE, "no conversations: " + failure.getMessage()));
    }

    private Observation counted(Span span, double share) {
        if (!span.from().isBefore(span.to())) {
            return new Observation.Refused(span.to(), Observation.Defect.ABSENT, "no time has passed");
        }
        ObjectId id = released.get();
        List<Conversation> mine = span.conversations().stream()
                .filter(one -> one.endpoint().equals(endpoint.before().name()))
                .filter(one -> one.snapshot().filter(id::equals).isPresent())
                .toList();
        List<Conversation> theirs = span.conversations().stream()
                .filter(one -> others.contains(one.endpoint()))
                .filter(one -> one.snapshot().filter(id::equals).isEmpty())
                .toList();
        return new Observation.Window(
                span.from(),
                span.to(),
                share,
                arm(mine),
                others.isEmpty() ? Optional.empty() : Optional.of(arm(theirs)),
                Optional.of((long) span.notRead().size()).filter(some -> some > 0),
                Optional.empty());
    }

    private static Arm arm(List<Conversation> conversations) {
        long bad = bad(conversations);
        List<Double> ratings =
                conversations.stream().flatMap(one -> one.rating().stream()).toList();
        return new Arm(
                conversations.size(),
                Optional.of(new Errors(bad, bad)),
                ratings.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ratings.stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum()
                                / ratings.size()),
                Optional.empty());
    }

    @Override
    public Optional<String> state(String operationId) {
        Verdict seen = endpoint.stillApplied();
        if (seen instanceof Verdict.Inconclusive) {
            return Optional.empty();
        }
        return Optional.of(seen instanceof Verdict.Pass ? IN_PLACE : seen.reason());
    }

    @Override
    public boolean isOver(String state, TrafficShare share) {
        return !state.equals(IN_PLACE);
    }

    /** Returns nothing: a wave is passed without a request. */
    @Override
    public Optional<Mutation> share(TrafficShare share, String operationId) {
        return Optional.empty();
    }

    @Override
    public String name() {
        return "snapshot " + endpoint.snapshot().name() + " at "
                + endpoint.before().name();
    }

    @Override
    public String portion(TrafficShare share) {
        return "all new conversations";
    }

    @Override
    public String ended(String operationId, String state) {
        return state;
    }

    @Override
    public String choice(String operationId) {
        return "Decide about " + name() + ": resume the run to watch it again, or undo the run to roll it back.";
    }
}
