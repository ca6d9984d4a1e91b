package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.core.watch.WatchProgression;
import io.cognigydeploy.core.watch.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rising share of the users at the canary's endpoint; undone by a share of none. */
record RouterChange(TrafficRouter router, RoutedCanary canary, WatchedEndpoint arms) implements Change {

    @Override
    public String id() {
        return "canary/" + arms.endpoint().label();
    }

    private String endpoint() {
        return arms.endpoint().before().name();
    }

    /** Returns the shares that this run sets. */
    private Set<TrafficShare> shares() {
        Set<TrafficShare> shares = new LinkedHashSet<>(Set.of(TrafficShare.NONE));
        canary.options().ramp().shares().forEach(percent -> shares.add(TrafficShare.ofPercent(percent)));
        return shares;
    }

    private RouterShare to(TrafficShare share) {
        return new RouterShare(router, endpoint(), share, shares());
    }

    @Override
    public Mutation apply() {
        return to(TrafficShare.ofPercent(canary.options().ramp().shares().get(0)));
    }

    @Override
    public Progression progression() {
        return new WatchProgression(new WatchedShare(this));
    }

    @Override
    public List<Mutation> revert(String operationId, Cause why) {
        return List.of(to(TrafficShare.NONE));
    }

    @Override
    public Optional<String> keptOnFailure() {
        RouterShare none = to(TrafficShare.NONE);
        // The revert reads it once more.
        return Reading.orElse(() -> none.foreign(none.read()), failure -> Optional.empty());
    }

    @Override
    public Verdict unchanged() {
        return judged(now -> now.equals(TrafficShare.NONE));
    }

    @Override
    public Verdict stillApplied() {
        return judged(shares()::contains);
    }

    private Verdict judged(Function<TrafficShare, Boolean> expectation) {
        return Reading.orElse(
                () -> {
                    TrafficShare now = to(TrafficShare.NONE).read();
                    String line = "the router sends " + now + " of the users to " + endpoint();
                    return expectation.apply(now) ? Verdict.pass(line) : Verdict.fail(line);
                },
                failure -> Verdict.inconclusive(
                        "the share of " + endpoint() + " could not be read: " + failure.getMessage()));
    }

    /** Returns the change that ends the canary once the other endpoints have the snapshot. */
    Change end() {
        return new ShareEnd(this);
    }

    private record ShareEnd(RouterChange canary) implements Change {

        @Override
        public String id() {
            return "end/" + canary.arms().endpoint().label();
        }

        @Override
        public Mutation apply() {
            return canary.to(TrafficShare.NONE);
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of();
        }

        @Override
        public Optional<String> keptOnRollback() {
            return Optional.of("no users are sent to " + canary.endpoint());
        }
    }

    /**
     * The request to a router for a share of the users. A share that another person set is never overwritten.
     *
     * @param ours the shares of this run, one of which is set before
     */
    private record RouterShare(TrafficRouter router, String endpoint, TrafficShare share, Set<TrafficShare> ours)
            implements Mutation {

        @Override
        public String description() {
            return "send " + share + " of the users to " + endpoint;
        }

        @Override
        public Optional<String> unready() {
            return foreign(read());
        }

        /** Returns why a share is not one of this run. */
        Optional<String> foreign(TrafficShare now) {
            return ours.contains(now) ? Optional.empty() : Optional.of(sends(now) + ", which this run did not set");
        }

        private String sends(TrafficShare now) {
            return "the router sends " + now + " of the users to " + endpoint;
        }

        @Override
        public String send(String idempotencyKey) {
            asked(() -> {
                router.send(endpoint, share);
                return share;
            });
            return endpoint;
        }

        TrafficShare read() {
            return asked(() -> router.share(endpoint));
        }

        /** Returns an answer of the router, whose failures can be of any kind. */
        private <T> T asked(Supplier<T> call) {
            try {
                return call.get();
            } catch (CallInterruptedException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new CallFailedException("", OutcomeClass.UNKNOWN, "the router failed: " + e.getMessage(), e);
            }
        }

        @Override
        public Search search(Optional<List<String>> operations) {
            TrafficShare now = read();
            if (now.equals(share)) {
                return new Search.Found(endpoint);
            }
            return foreign(now).<Search>map(Search.Unclear::new).orElseGet(Search.Absent::new);
        }

        @Override
        public Verdict confirm(Job end) {
            TrafficShare now = read();
            return now.equals(share) ? Verdict.pass(sends(now)) : Verdict.fail(sends(now));
        }
    }

    /** The users that a router sends to the canary's endpoint, beside those at the other endpoints. */
    private record WatchedShare(RouterChange routed) implements Watched {

        @Override
        public String change() {
            return routed.id();
        }

        @Override
        public Optional<String> stratum() {
            return routed.arms().stratum();
        }

        @Override
        public WatchOptions options() {
            return routed.canary().options();
        }

        @Override
        public Duration interval() {
            return routed.canary().interval();
        }

        @Override
        public Time time() {
            return routed.arms().time();
        }

        @Override
        public boolean isMeasured(Instant since, Instant now) {
            return routed.arms().isMeasured(since, now);
        }

        @Override
        public Observation look(String operationId, double share, ReadSoFar before) {
            return routed.arms().look(operationId, share, before);
        }

        @Override
        public Optional<String> state(String operationId) {
            return Reading.orElse(
                    () -> Optional.of(routed.to(TrafficShare.NONE).read().toString()), failure -> Optional.empty());
        }

        @Override
        public boolean isOver(String state, TrafficShare share) {
            return !state.equals(share.toString());
        }

        /** Returns nothing for all users: the endpoints are switched then. */
        @Override
        public Optional<Mutation> share(TrafficShare share, String operationId) {
            return share.equals(TrafficShare.ALL) ? Optional.empty() : Optional.of(routed.to(share));
        }

        @Override
        public String name() {
            return routed.arms().name();
        }

        @Override
        public String portion(TrafficShare share) {
            return share + " of the users";
        }

        @Override
        public String ended(String operationId, String state) {
            return "the router sends " + state + " of the users to "
                    + routed.arms().endpoint().before().name() + ", which this run did not set";
        }

        @Override
        public String choice(String operationId) {
            return routed.arms().choice(operationId);
        }
    }
}
