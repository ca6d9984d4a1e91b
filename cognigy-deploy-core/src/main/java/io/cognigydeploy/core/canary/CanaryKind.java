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
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.platform.EnvironmentCompatibility;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A bot version beside the one that is live, by degrees, until it is decided.
 *
 * @param hook whom the platform shall tell of the end
 */
record CanaryKind(CognigyClient cognigy, Optional<WebhookRequest> hook) implements Kind<CanaryDeployment, CanaryState> {

    static final String NAME = "canary";

    /** @throws IllegalArgumentException if another version is to take the place of the one that is live */
    static CanaryKind of(CognigyClient cognigy, Optional<WebhookRequest> hook, Rollbacker rollbacker) {
        if (rollbacker.fallbackVersion().isPresent()) {
            throw new IllegalArgumentException(
                    "A canary has no fallback version. What was live before gets all conversations back.");
        }
        return new CanaryKind(cognigy, hook);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<CanaryDeployment> deploymentType() {
        return CanaryDeployment.class;
    }

    @Override
    public Class<CanaryState> stateType() {
        return CanaryState.class;
    }

    @Override
    public CanaryState observe(CanaryDeployment wish) {
        LiveVersion live = LiveVersion.read(cognigy, wish.botId(), wish.environmentId());
        return new CanaryState(
                live.version(),
                live.source(),
                CanaryMetrics.offered(cognigy, wish.botId()),
                hook.flatMap(wished -> WebhookRegistration.find(cognigy, wished)));
    }

    @Override
    public List<Evidence> describe(CanaryState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of("live version", state.liveVersion().orElse("unknown")));
        facts.add(Evidence.of("read from", state.source()));
        facts.add(Evidence.of(
                "metrics",
                switch (state.arms()) {
                    case BOTH -> "of the canary and of what is live";
                    case CANARY -> "of the canary alone, which is held against fixed limits";
                    case UNREADABLE -> "of the canary alone, as far as could be read";
                }));
        state.webhookId().ifPresent(id -> facts.add(Evidence.of("webhook", id + ", registered already")));
        return facts;
    }

    @Override
    public List<Change> changes(CanaryDeployment wish, CanaryState before) {
        List<Change> changes = new ArrayList<>();
        // Before the canary, so that not even an early end is missed.
        hook.filter(wished -> before.webhookId().isEmpty())
                .map(WebhookChange::new)
                .ifPresent(changes::add);
        changes.add(new CanaryChange(wish, before));
        return changes;
    }

    @Override
    public List<Check<Plan>> gates(CanaryDeployment wish) {
        return List.of(
                new EnvironmentCompatibility(
                        wish.botId(), wish.environmentId(), List.of(), wish.allowsIncomparableVersions(), false),
                Check.named("canary version", plan -> version(wish, plan)),
                Check.named("no other deployment", plan -> alone(wish)),
                Check.named("canary metrics", plan -> measured(wish, plan)));
    }

    private Verdict version(CanaryDeployment wish, Plan plan) {
        Optional<String> live = state(plan).liveVersion();
        if (live.filter(wish.version()::equals).isPresent()) {
            return Verdict.fail("version " + wish.version() + " is live already");
        }
        Reading<List<BotVersion>> listed = Reading.of(
                cognigy, () -> cognigy.lists().versions(wish.botId()).stream().toList());
        if (listed instanceof Reading.Missing<List<BotVersion>> missing) {
            return missing.judged(
                    "whether version " + wish.version() + " is published is not confirmed: the list of versions is ");
        }
        Set<VersionStatus> states = listed.value().orElseThrow().stream()
                .filter(version -> version.id().equals(wish.version()))
                .map(BotVersion::status)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        if (states.isEmpty()) {
            return Verdict.fail("the platform lists no version " + wish.version() + " of bot " + wish.botId());
        }
        return states.equals(Set.of(VersionStatus.PUBLISHED))
                ? Verdict.pass("version " + wish.version() + " is published")
                : Verdict.fail("version " + wish.version() + " is " + states);
    }

    private Verdict alone(CanaryDeployment wish) {
        Reading<List<DeploymentJob>> running = Reading.of(
                cognigy,
                () -> cognigy.deployments()
                        .listInState(wish.botId(), wish.environmentId(), JobState.RUNNING)
                        .items());
        if (running instanceof Reading.Missing<List<DeploymentJob>> missing) {
            return missing.judged(
                    "whether another deployment is under way is not confirmed: the list of deployments is ");
        }
        List<String> others = running.value().orElseThrow().stream()
                .filter(job -> !job.state().isTerminal())
                .map(DeploymentJob::id)
                .toList();
        return others.isEmpty()
                ? Verdict.pass("no other deployment of the bot is under way")
                : Verdict.fail("under way in " + wish.environmentId() + ": " + String.join(", ", others)
                        + ". End it or wait for it.");
    }

    /** By the documented question, which is the only one that every platform answers. */
    private Verdict measured(CanaryDeployment wish, Plan plan) {
        Reading<ConversationMetrics> documented = CanaryMetrics.documented(cognigy, wish.botId());
        if (documented instanceof Reading.Missing<ConversationMetrics> missing) {
            return Verdict.inconclusive(
                    "the canary could not be watched: what is measured of a canary is " + missing.inFull());
        }
        ConversationMetrics told = documented.value().orElseThrow();
        if (told.conversationCount().isEmpty()
                && wish.validator().options().judge().needsCounts()) {
            return Verdict.inconclusive("the judge '"
                    + wish.validator().options().judge().name()
                    + "' cannot judge: "
                    + told.whyAbsent("conversation_count", "the platform does not say how many conversations there are")
                    + ". Judge by limits:"
                    + " CanaryValidator.limits or --judge limits.");
        }
        return state(plan).arms() == CanaryMetrics.Arms.BOTH
                ? compared(wish)
                : Verdict.pass("the platform measures the canary alone; it is held against fixed limits");
    }

    /** That there may be too little traffic to decide is no reason not to begin, but to be said before. */
    private Verdict compared(CanaryDeployment wish) {
        String reason = "the canary can be compared with what is live";
        Optional<CanaryMetrics.Traffic> traffic = Reading.of(cognigy, () -> CanaryMetrics.before(cognigy, wish.botId()))
                .value()
                .flatMap(seen -> seen);
        return traffic.map(seen -> Verdict.pass(reason, wish.validator().prospects(seen.perMinute(), seen.errorRate())))
                .orElseGet(() -> Verdict.pass(reason + "; how much there is to see is not known"));
    }

    private static CanaryState state(Plan plan) {
        return Json.MAPPER.convertValue(plan.state(), CanaryState.class);
    }

    @Override
    public void addTo(ManifestBuilder manifest, CanaryDeployment wish, CanaryState state) {
        manifest.with("canary", wish.validator().on(state.arms()));
    }

    @Override
    public ObjectNode payload(Report report) {
        return CanaryPayload.of(report);
    }

    @Override
    public List<CanaryAuditRecord> auditActions(Report report) {
        return CanaryAudit.lines(report);
    }

    private final class WebhookChange implements Change {

        private final WebhookRequest wished;

        WebhookChange(WebhookRequest wished) {
            this.wished = wished;
        }

        @Override
        public String id() {
            return "webhook";
        }

        @Override
        public Mutation apply() {
            return new WebhookRegistration(cognigy, wished);
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of();
        }

        @Override
        public Optional<String> stays() {
            return Optional.of("webhook " + wished.name() + " stays registered");
        }

        @Override
        public Verdict unchanged() {
            return Verdict.pass("a webhook changes no conversation");
        }
    }

    private final class CanaryChange implements Change {

        private final CanaryDeployment wish;
        private final CanaryState before;

        CanaryChange(CanaryDeployment wish, CanaryState before) {
            this.wish = wish;
            this.before = before;
        }

        @Override
        public String id() {
            return NAME;
        }

        @Override
        public Mutation apply() {
            TrafficShare first = TrafficShare.ofPercent(
                    wish.validator().options().ramp().shares().get(0));
            return new CanaryShare(cognigy, wish, first, Optional.empty());
        }

        @Override
        public Progression course() {
            return new CanaryProgression(cognigy, wish, before.arms(), NAME);
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of(new CanaryRevert(cognigy, wish, operationId, before.liveVersion()));
        }

        /** While it has a share, and when it was given back, what was live before is live. */
        @Override
        public Verdict stillApplied() {
            LiveVersion now = LiveVersion.read(cognigy, wish.botId(), wish.environmentId());
            return now.is(
                    now.version().equals(before.liveVersion())
                            ? before.liveVersion().orElse(wish.version())
                            : wish.version());
        }

        @Override
        public Verdict unchanged() {
            return LiveVersion.unchanged(
                    cognigy, wish.botId(), wish.environmentId(), before.liveVersion(), wish.version());
        }
    }
}
