package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The switch of an endpoint to the snapshot of a release. An endpoint that shows anything else than the plan or this change
 * is never overwritten.
 *
 * @param before the endpoint as the release was planned from
 * @param label the name of the endpoint in records
 * @param then what follows the switch, in words; empty for nothing
 * @param course makes the steps after the switch
 */
record EndpointChange(
        CognigyInstallation target,
        SnapshotState state,
        Endpoint before,
        ReleasedSnapshot snapshot,
        String label,
        Check<Applied> talk,
        String then,
        Supplier<Progression> course)
        implements Change {

    /** Returns this change with steps after the switch. */
    EndpointChange followedBy(String what, Supplier<Progression> steps) {
        return new EndpointChange(target, state, before, snapshot, label, talk, what, steps);
    }

    @Override
    public String id() {
        return "switch/" + label;
    }

    @Override
    public Mutation apply() {
        return new Switch(
                this,
                "switch " + before.name() + " from " + state.entry(before.entrypoint()) + " to snapshot "
                        + snapshot.name() + start() + (then.isEmpty() ? "" : ", " + then),
                () -> values(before),
                this::after,
                now -> before.equals(now) ? Optional.empty() : Optional.of(changed(now)));
    }

    @Override
    public List<Mutation> revert(String operationId, Cause why) {
        return List.of(new Switch(
                this,
                "switch " + before.name() + " back to " + state.entry(before.entrypoint()),
                this::after,
                () -> values(before),
                this::obstacle));
    }

    /** Returns why an endpoint must not be switched back, such as to a snapshot that was deleted since the plan. */
    private Optional<String> obstacle(Endpoint now) {
        if (!isBefore(now) && !isAfter(now)) {
            return Optional.of(changed(now));
        }
        if (!state.knows(before.entrypoint())) {
            return Optional.empty();
        }
        return Reading.orElse(
                () -> {
                    target.snapshots().get(before.entrypoint());
                    return Optional.empty();
                },
                // A rollback does not end because of any other failure to read.
                failure -> failure instanceof NotFoundException
                        ? Optional.of(state.entry(before.entrypoint()) + ", which endpoint " + before.name()
                                + " ran before, was deleted. Switch the endpoint to another one by hand")
                        : Optional.empty());
    }

    @Override
    public List<Check<Applied>> checks() {
        return List.of(talk);
    }

    @Override
    public Progression progression() {
        return course.get();
    }

    /** Returns that another person's value is there, which nothing may overwrite. */
    @Override
    public Optional<String> keptOnFailure() {
        return Reading.orElse(
                () -> {
                    Endpoint now = read();
                    return isBefore(now) || isAfter(now)
                            ? Optional.empty()
                            : Optional.of(changed(now) + ". It is left so");
                },
                // The revert reads it once more.
                failure -> Optional.empty());
    }

    @Override
    public Verdict unchanged() {
        return judged(this::isBefore);
    }

    @Override
    public Verdict stillApplied() {
        return judged(this::isAfter);
    }

    private interface Expectation {

        boolean isMetBy(Endpoint now);
    }

    private Verdict judged(Expectation expectation) {
        return Reading.orElse(
                () -> {
                    Endpoint now = read();
                    return expectation.isMetBy(now)
                            ? Verdict.pass("endpoint " + before.name() + " runs " + state.entry(now.entrypoint()))
                            : Verdict.fail(changed(now));
                },
                failure -> Verdict.inconclusive(
                        "endpoint " + before.name() + " could not be read: " + failure.getMessage()));
    }

    private Endpoint read() {
        return Endpoint.of(target.endpoints().get(before.id()), target.secrets());
    }

    private boolean isBefore(Endpoint now) {
        return values(now).equals(values(before));
    }

    private boolean isAfter(Endpoint now) {
        return snapshot.find()
                .filter(found -> after(new EntryPoint.OfSnapshot(found.id())).equals(values(now)))
                .isPresent();
    }

    private EndpointSwitch values(Endpoint endpoint) {
        return endpoint.asSwitch(state.target());
    }

    private EndpointSwitch after() {
        return after(new EntryPoint.OfSnapshot(snapshot.required().id()));
    }

    private EndpointSwitch after(EntryPoint entry) {
        return new EndpointSwitch(entry, state.flowOf(before), state.localeOf(before));
    }

    /** Returns how an endpoint differs from the plan; of one that runs what was deleted, only that is known. */
    private String changed(Endpoint now) {
        List<String> differences = new ArrayList<>();
        if (!now.entrypoint().equals(before.entrypoint())) {
            differences.add("it runs " + state.entry(now.entrypoint()));
        }
        differ(differences, "flow", before.flowId(), now.flowId());
        differ(differences, "locale", before.localeId(), now.localeId());
        differ(differences, "name", before.name(), now.name());
        differ(differences, "channel", before.channel(), now.channel());
        differ(differences, "overrideSnapshotConnections", before.override(), now.override());
        if (differences.isEmpty()) {
            differences.add("in something else than what it runs");
        }
        return "endpoint " + before.name() + " was changed: " + String.join(", ", differences) + ", " + now.change()
                + (isOfLostSnapshot(now)
                        ? ". That snapshot was deleted, and so was snapshot " + snapshot.name()
                                + " of this run: whether they are the same is not known. Switch the endpoint by hand"
                        : "");
    }

    private static void differ(List<String> differences, String what, Object was, Object is) {
        if (!was.equals(is)) {
            differences.add("its " + what + " is "
                    + (is instanceof Optional<?> value
                            ? value.map(Object::toString).orElse("not set")
                            : is));
        }
    }

    /** Returns whether an endpoint runs a snapshot that is not there, as that of this run is not. */
    private boolean isOfLostSnapshot(Endpoint now) {
        return !isBefore(now)
                && values(now).equals(after(new EntryPoint.OfSnapshot(now.entrypoint())))
                && snapshot.find().isEmpty()
                && Reading.orElse(
                        () -> {
                            target.snapshots().get(now.entrypoint());
                            return false;
                        },
                        failure -> failure instanceof NotFoundException);
    }

    /** Returns the part of a description that names the new flow and locale. */
    private String start() {
        return state.flow().map(flow -> ", flow " + flow.name()).orElse("")
                + state.locale().map(locale -> ", locale " + locale.name()).orElse("");
    }

    /** One direction of the change. */
    private static final class Switch implements Mutation {

        private final EndpointChange change;
        private final String description;
        private final Supplier<EndpointSwitch> from;
        private final Supplier<EndpointSwitch> to;
        private final Function<Endpoint, Optional<String>> obstacle;
        private @Nullable EndpointSwitch goal;

        Switch(
                EndpointChange change,
                String description,
                Supplier<EndpointSwitch> from,
                Supplier<EndpointSwitch> to,
                Function<Endpoint, Optional<String>> obstacle) {
            this.change = change;
            this.description = description;
            this.from = from;
            this.to = to;
            this.obstacle = obstacle;
        }

        @Override
        public String description() {
            return description;
        }

        /** Reads the endpoint right before the request, and returns why it must not be changed. */
        @Override
        public Optional<String> unready() {
            goal = to.get();
            return obstacle.apply(change.read());
        }

        @Override
        public String send(String idempotencyKey) {
            change.target.endpoints().switchTo(change.before.id(), goal());
            return change.before.id().text();
        }

        private EndpointSwitch goal() {
            EndpointSwitch known = goal;
            return known == null ? to.get() : known;
        }

        @Override
        public Search search(Optional<List<String>> known) {
            Endpoint now = change.read();
            EndpointSwitch values = change.values(now);
            if (values.equals(goal())) {
                return new Search.Found(change.before.id().text());
            }
            return values.equals(from.get()) ? new Search.Absent() : new Search.Unclear(change.changed(now));
        }

        @Override
        public Verdict confirm(Job end) {
            Endpoint now = change.read();
            EndpointSwitch values = change.values(now);
            if (values.equals(goal())) {
                return Verdict.pass("endpoint " + now.name() + " runs "
                        + goal().entrypoint().id());
            }
            return Verdict.fail(
                    values.equals(from.get())
                            ? "endpoint " + now.name() + " still runs " + change.state.entry(now.entrypoint())
                            : change.changed(now));
        }
    }
}
