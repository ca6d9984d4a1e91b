package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.Redaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The changes that a run would make, and the state they start from, made by reads alone. A plan is valid only while the
 * platform stays as it was read: a run compares the fingerprint before its first change. Safe for use by many threads.
 *
 * @param maker the pipeline's own mark, by which {@link #isOf} recognises it
 * @param platform the platform that the plan was read from
 * @param deployment the deployment to perform
 * @param target the place that one run at a time works on
 * @param before the state of the target, as far as the platform shows it
 * @param changes the changes to make, in order, a line each
 * @param gates the names of the gates that have to be passed before the first change
 * @param leastTime the least time of a run by the platform's rate limit; absent if it is not worth stating
 * @param fingerprint the SHA-256 in hex over kind, deployment, state of the target, and names of gates and verifications.
 *     An approval of the fingerprint covers all of them
 * @param observed the state of the target, of the type of its kind, which must not change
 * @param readAt when the target was read, by the platform's clock in nanoseconds; absent if the plan is made again from a
 *     journal
 * @param runId the id of the run that carries it out; absent outside of a run
 * @param expires from when on a run of it is rejected, by the platform's clock; absent if it does not expire
 */
public record Plan(
        Object maker,
        Platform platform,
        Deployment deployment,
        String target,
        List<Evidence> before,
        List<String> changes,
        List<String> gates,
        Optional<Duration> leastTime,
        String fingerprint,
        Object observed,
        OptionalLong readAt,
        Optional<String> runId,
        Optional<Instant> expires) {

    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    /** Copies the lists, so that later changes to them have no effect. */
    public Plan {
        before = List.copyOf(before);
        changes = List.copyOf(changes);
        gates = List.copyOf(gates);
    }

    /**
     * Returns the client of the plan's platform, for checks that read more.
     *
     * @throws IllegalStateException if the platform is not a Cognigy platform
     */
    public CognigyClient cognigy() {
        if (platform instanceof CognigyClient cognigy) {
            return cognigy;
        }
        throw new IllegalStateException(platform.name() + " is not a Cognigy platform");
    }

    /** Returns this plan as a part of a run. */
    public Plan inRun(String id) {
        return with(Optional.of(id), expires);
    }

    /** Returns this plan, which a run that begins at this time or later rejects. */
    public Plan until(Instant end) {
        return with(runId, Optional.of(end));
    }

    private Plan with(Optional<String> run, Optional<Instant> end) {
        return new Plan(
                maker,
                platform,
                deployment,
                target,
                before,
                changes,
                gates,
                leastTime,
                fingerprint,
                observed,
                readAt,
                run,
                end);
    }

    /** Returns whether this very pipeline made the plan. Another may have fewer gates under the same names. */
    @SuppressWarnings("ReferenceEquality") // two pipelines that look alike may judge otherwise
    public boolean isOf(Object other) {
        return maker == other;
    }

    /** Returns whether the target was read less than 1 s ago. A plan made again from a journal is not fresh. */
    public boolean isFresh() {
        return readAt.isPresent() && platform.time().nanoTime() - readAt.getAsLong() < JUST_NOW.toNanos();
    }

    /** Returns the state of the target as JSON, made anew at each call. It may be large. */
    public ObjectNode state() {
        return Json.tree(observed);
    }

    /** Returns the plan for a person, with a line for each fact, change and gate. */
    public String describe() {
        StringBuilder text = new StringBuilder("Plan: ").append(Printable.shown(deployment.describe()));
        text.append("\n  on      ").append(platform.name());
        before.forEach(fact -> text.append("\n  now     ").append(fact));
        changes.forEach(change -> text.append("\n  change  ").append(Printable.shown(change)));
        gates.forEach(gate -> text.append("\n  gate    ").append(Printable.shown(gate)));
        leastTime.ifPresent(time ->
                text.append("\n  takes   at least ").append(Time.inWords(time)).append(", by the rate limit"));
        expires.ifPresent(end -> text.append("\n  until   ").append(end));
        return text.append("\n  fingerprint ").append(fingerprint).toString();
    }

    /** Returns the plan and the results of its gates as one JSON document on one line. */
    public String toJson(List<CheckResult> judged) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schemaVersion", Json.SCHEMA_VERSION);
        root.put("platform", platform.name());
        root.put("target", target);
        root.put("wish", deployment.describe());
        root.set("deployment", Redaction.redacted(Json.tree(deployment)));
        root.set("before", Json.MAPPER.valueToTree(before));
        root.set("changes", Json.MAPPER.valueToTree(changes));
        root.set("gates", CheckResult.toJson(judged));
        leastTime.ifPresent(time -> root.put("leastSeconds", time.toSeconds()));
        root.put("fingerprint", fingerprint);
        return Printable.shown(root.toString());
    }

    @Override
    public String toString() {
        return describe();
    }
}
