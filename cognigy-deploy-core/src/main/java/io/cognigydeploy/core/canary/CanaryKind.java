package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.judge.Rules;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.platform.EnvironmentCompatibility;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.core.watch.WatchProgression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Canary deployments: a bot version beside the live one, with a rising share, until the decision.
 *
 * @param hook the webhook that the platform calls when the canary ends
 * @param source the source of metrics of one's own
 */
record CanaryKind(CognigyClient platform, Optional<WebhookRequest> hook, Optional<MetricSource> source)
        implements Kind<CanaryDeployment, CanaryState> {

    @Override
    public String name() {
        return CanaryForms.NAME;
    }

    @Override
    public CanaryState observe(CanaryDeployment deployment) {
        BotTarget target = deployment.on(platform);
        Reading<List<BotVersion>> versions = target.versions(Optional.empty());
        LiveVersion live = target.live(versions);
        CanaryMetrics.Lately lately = CanaryMetrics.lately(platform, deployment.botId());
        Arms arms = lately.arms();
        return new CanaryState(
                live.version(),
                live.source(),
                arms,
                hook.flatMap(request -> WebhookRegistration.find(platform, request)),
                deployment.validator().variance(platform, deployment.botId(), arms),
                deployment.validator().reference(platform, deployment.botId(), arms),
                lately.traffic()
                        .map(CanaryMetrics.Traffic::perMinute)
                        .filter(perMinute -> deployment.validator().fitsTraffic()),
                Optional.of(new CanaryState.JustRead(versions, lately)));
    }

    /** Reads the live version; the change needs nothing else to be as it was. */
    @Override
    public CanaryState observeAgain(CanaryDeployment deployment, CanaryState before) {
        LiveVersion live = deployment.on(platform).live();
        return new CanaryState(
                live.version(),
                live.source(),
                before.arms(),
                before.webhookId(),
                before.variance(),
                before.reference(),
                before.perMinute());
    }

    @Override
    public List<Evidence> describe(CanaryState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of("live version", state.liveVersion().orElse("unknown")));
        facts.add(Evidence.of("read from", state.source()));
        facts.add(Evidence.of(
                "metrics",
                switch (state.arms()) {
                    case BOTH -> "of the canary and of the live version";
                    case CANARY -> "of the canary alone, " + comparison(state);
                    case UNREADABLE -> "of the canary alone, as far as the metrics could be read";
                }));
        variance(state).ifPresent(facts::add);
        before(state).ifPresent(facts::add);
        state.webhookId().ifPresent(id -> facts.add(Evidence.of("webhook", id + ", registered already")));
        return facts;
    }

    /** Returns the deployment with the shares and the time that it has on this traffic. */
    private static CanaryDeployment fitted(CanaryDeployment deployment, CanaryState state) {
        return deployment.validatedBy(deployment.validator().fitted(state.perMinute()));
    }

    @Override
    public List<Change> changes(CanaryDeployment deployment, CanaryState before) {
        List<Change> changes = new ArrayList<>();
        // Registered before the canary starts: even an early end calls the webhook.
        hook.filter(request -> before.webhookId().isEmpty())
                .map(request -> new WebhookChange(new WebhookRegistration(platform, request)))
                .ifPresent(changes::add);
        changes.add(new CanaryChange(platform, fitted(deployment, before), before, source));
        return changes;
    }

    @Override
    public List<Check<Plan>> gates(CanaryDeployment deployment, CanaryState state) {
        List<Check<Plan>> gates = new ArrayList<>(List.of(
                new EnvironmentCompatibility(
                        deployment.on(platform), List.of(), deployment.allowsIncomparableVersions(), false),
                Check.named("canary version", plan -> version(deployment, justRead(plan, state), state)),
                Check.named("no other deployment", plan -> alone(deployment)),
                Check.named("canary metrics", plan -> measured(deployment, justRead(plan, state), state))));
        List<NamedMetric> named = deployment.validator().options().judge().named();
        if (!named.isEmpty()) {
            gates.add(Check.named("metrics of one's own", plan -> read(named)));
        }
        return gates;
    }

    private Verdict read(List<NamedMetric> named) {
        String without = named.stream()
                .filter(metric -> source.isEmpty() && !PlatformSource.has(metric))
                .map(NamedMetric::name)
                .collect(Collectors.joining(", "));
        return without.isEmpty()
                ? Verdict.pass("each metric of one's own has a source")
                : Verdict.fail("the judge judges " + without
                        + ", but the pipeline has no source: give one to CanaryDeployment.pipeline");
    }

    private static Optional<CanaryState.JustRead> justRead(Plan plan, CanaryState state) {
        return plan.isFresh() ? state.justRead() : Optional.empty();
    }

    private Verdict version(CanaryDeployment deployment, Optional<CanaryState.JustRead> justRead, CanaryState state) {
        if (state.liveVersion().filter(deployment.version()::equals).isPresent()) {
            return Verdict.fail("version " + deployment.version() + " is live already");
        }
        return justRead.map(CanaryState.JustRead::versions)
                .orElseGet(() -> deployment.on(platform).versions(Optional.empty()))
                .judged(
                        "whether version " + deployment.version()
                                + " is published is not confirmed: the list of versions is ",
                        rows -> published(
                                deployment,
                                rows.stream()
                                        .filter(row -> row.id().equals(deployment.version()))
                                        .flatMap(row -> row.status().stream())
                                        .collect(Collectors.toSet())));
    }

    private static Verdict published(CanaryDeployment deployment, Set<VersionStatus> states) {
        if (states.isEmpty()) {
            return Verdict.fail(
                    "the platform lists no version " + deployment.version() + " of bot " + deployment.botId());
        }
        return states.equals(Set.of(VersionStatus.PUBLISHED))
                ? Verdict.pass("version " + deployment.version() + " is published")
                : Verdict.fail("version " + deployment.version() + " is " + states);
    }

    private Verdict alone(CanaryDeployment deployment) {
        return Reading.of(
                        platform,
                        () -> platform
                                .deployments()
                                .listInState(deployment.botId(), deployment.environmentId(), JobState.RUNNING)
                                .items()
                                .stream()
                                .filter(job -> !job.state().isTerminal())
                                .map(DeploymentJob::id)
                                .toList())
                .judged(
                        "whether another deployment is in progress is not confirmed: the list of deployments is ",
                        others -> others.isEmpty()
                                ? Verdict.pass("no other deployment of the bot is in progress")
                                : Verdict.fail("in progress in " + deployment.environmentId() + ": "
                                        + String.join(", ", others) + ". End it or wait for it."));
    }

    /** Judges the metrics of the request that the canary is watched by. */
    private Verdict measured(CanaryDeployment deployment, Optional<CanaryState.JustRead> justRead, CanaryState state) {
        if (state.arms() == Arms.BOTH) {
            CanaryMetrics.Lately lately = justRead.map(CanaryState.JustRead::lately)
                    .orElseGet(() -> CanaryMetrics.lately(platform, deployment.botId()));
            return unwatchable(deployment, lately.stable()).orElseGet(() -> compared(deployment, lately, state));
        }
        return unwatchable(deployment, CanaryMetrics.documented(platform, deployment.botId()))
                .orElseGet(() -> measuredAlone(deployment, state));
    }

    /** Returns why the canary could not be watched by such metrics; empty if it can. */
    private static Optional<Verdict> unwatchable(CanaryDeployment deployment, Reading<ConversationMetrics> metrics) {
        if (metrics instanceof Reading.Missing<ConversationMetrics> missing) {
            return Optional.of(Verdict.inconclusive(
                    "the canary could not be watched: conversation metrics are " + missing.inFull()));
        }
        ConversationMetrics measured = metrics.value().orElseThrow();
        return measured.conversationCount().isEmpty()
                        && deployment.validator().options().judge().needsCounts()
                ? Optional.of(Verdict.inconclusive("the judge '"
                        + deployment.validator().options().judge().name()
                        + "' cannot judge: "
                        + measured.whyAbsent(
                                "conversation_count", "the platform does not say how many conversations there are")
                        + ". Judge by limits: CanaryValidator.limits or --judge limits."))
                : Optional.empty();
    }

    private static Verdict measuredAlone(CanaryDeployment deployment, CanaryState state) {
        Evidence[] risks = risks(deployment, state);
        return state.arms() == Arms.CANARY
                ? Verdict.pass("the platform measures the canary alone; it is " + comparison(state), risks)
                : Verdict.unconfirmed(
                        "the metrics of the live version could not be read; the canary is " + comparison(state), risks);
    }

    private static String comparison(CanaryState state) {
        return "compared with fixed limits"
                + (state.reference().isPresent() ? " and with the live version before the start" : "");
    }

    /** Returns the risks that the judge cannot exclude without a stable arm. */
    private static Evidence[] risks(CanaryDeployment deployment, CanaryState state) {
        WatchOptions options = deployment
                .validator()
                .on(state.arms(), state.variance(), state.reference())
                .options();
        return options.judge().begin(Rules.of(options)).verdict().grounds().cannotExclude().stream()
                .map(risk -> Evidence.of("cannot exclude", risk))
                .toArray(Evidence[]::new);
    }

    /** Passes with a forecast: too little traffic does not block the start, but is reported before it. */
    private static Verdict compared(CanaryDeployment deployment, CanaryMetrics.Lately lately, CanaryState state) {
        String reason = "the canary can be compared with the live version";
        CanaryValidator watched = fitted(deployment, state).validator();
        return lately.traffic()
                .map(seen -> Verdict.pass(
                        reason,
                        Stream.of(
                                        Stream.of(watched.prospects(seen.perMinute(), seen.errorRate())),
                                        chosen(deployment.validator(), watched).stream(),
                                        variance(state).stream())
                                .flatMap(evidence -> evidence)
                                .toArray(Evidence[]::new)))
                .orElseGet(() -> Verdict.pass(reason + "; the amount of traffic is unknown"));
    }

    private static Optional<Evidence> chosen(CanaryValidator given, CanaryValidator watched) {
        return given.equals(watched)
                ? Optional.empty()
                : Optional.of(Evidence.of(
                        "shares and time, chosen for so few conversations",
                        watched.options().ramp().shares().stream()
                                        .map(TrafficShare::ofPercent)
                                        .map(TrafficShare::toString)
                                        .collect(Collectors.joining(", "))
                                + " in " + watched.options().window().toMinutes() + " minutes"));
    }

    private static Optional<Evidence> variance(CanaryState state) {
        return state.variance()
                .map(variance -> Evidence.of(
                        "variance of errors, by that of chance",
                        String.format(
                                Locale.ROOT,
                                "%.2g (%.2g to %.2g)",
                                variance.estimate(),
                                variance.low(),
                                variance.high())));
    }

    private static Optional<Evidence> before(CanaryState state) {
        return state.reference()
                .map(reference -> Evidence.of("errors of the live version before", reference.describe()));
    }

    @Override
    public void addTo(ManifestBuilder manifest, CanaryDeployment deployment, CanaryState state) {
        manifest.with(
                "canary", fitted(deployment, state).validator().on(state.arms(), state.variance(), state.reference()));
    }

    @Override
    public ObjectNode payload(Report report) {
        return CanaryForms.payload(report);
    }

    @Override
    public List<CanaryAuditRecord> auditActions(Report report) {
        return CanaryForms.lines(report);
    }

    private record WebhookChange(WebhookRegistration apply) implements Change {

        @Override
        public String id() {
            return "webhook";
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of();
        }

        @Override
        public Optional<String> keptOnRollback() {
            return Optional.of("webhook " + apply.name() + " stays registered");
        }

        @Override
        public Verdict unchanged() {
            return Verdict.pass("a webhook changes no conversation");
        }
    }

    private record CanaryChange(
            CognigyClient cognigy, CanaryDeployment deployment, CanaryState before, Optional<MetricSource> source)
            implements Change {

        @Override
        public String id() {
            return CanaryForms.NAME;
        }

        @Override
        public Mutation apply() {
            TrafficShare first = TrafficShare.ofPercent(
                    deployment.validator().options().ramp().shares().get(0));
            return new CanaryShare(cognigy, deployment, first, Optional.empty());
        }

        @Override
        public Progression progression() {
            return new WatchProgression(new WatchedCanary(
                    cognigy, deployment, before.arms(), before.variance(), before.reference(), source));
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of(new CanaryRevert(cognigy, deployment, operationId, before.liveVersion()));
        }

        /**
         * Returns whether the canary or its promotion is in place. While the canary has a share, and after the share
         * was given back, the earlier version is live.
         */
        @Override
        public Verdict stillApplied() {
            LiveVersion now = deployment.on(cognigy).live();
            return now.is(
                    now.version().equals(before.liveVersion())
                            ? before.liveVersion().orElse(deployment.version())
                            : deployment.version());
        }

        @Override
        public Verdict unchanged() {
            return deployment.on(cognigy).unchanged(before.liveVersion());
        }
    }
}
