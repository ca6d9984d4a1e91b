package io.cognigydeploy.cli;

import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.record.PlatformAudit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rollout of a configuration into an environment. */
@Command(
        name = "rollout",
        description = {
            "Rolls a configuration out to an environment.",
            "Validation, synthetic trace, locks, job, health soak, report; on failure it is rolled back and the rollback is confirmed by the health of the environment."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL. None of the first four with --fake.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class RolloutCommand implements Callable<Integer>, ReleaseCommand {

    private static final List<String> SCOPES =
            List.of("deployments:write", "environments:read", "jobs:read", "validations:execute", "webhooks:write");

    private static final String ENVIRONMENT = "env_prod_us_01";
    private static final String BOT_VERSION = "2.4.1";
    private static final String NLP_ENGINE = "v3.2";
    private static final String DIALOG_FLOW = "production_v8";
    private static final List<String> INTEGRATIONS = List.of("salesforce_crm", "sap_erp");
    private static final List<String> LOCKS = List.of("cognigy-nlp-core@3.2.0", "dialog-runtime@2.1.4");
    private static final int SESSIONS = 500;
    private static final int MEMORY = 4096;
    private static final String TENANT_BOUNDARY = "strict";
    private static final String NETWORK_SEGMENT = "production-us-east-1";
    private static final String REVERT_SNAPSHOT = "snap_prev_stable";

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlatformOptions where;

    @Mixin
    private RunOptions run;

    @Option(
            names = {"--environment", "--env"},
            paramLabel = "ID",
            description = "The environment to configure. Required; " + ENVIRONMENT + " with --fake")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--bot-version",
            paramLabel = "VERSION",
            description = "The snapshot's bot version. Required; " + BOT_VERSION + " with --fake")
    private Optional<String> botVersion = Optional.empty();

    @Option(
            names = "--nlp-engine",
            paramLabel = "NAME",
            description = "The snapshot's NLP engine. Default: none; " + NLP_ENGINE + " with --fake")
    private Optional<String> nlpEngine = Optional.empty();

    @Option(
            names = "--dialog-flow",
            paramLabel = "NAME",
            description = "The snapshot's dialog flow. Default: none; " + DIALOG_FLOW + " with --fake")
    private Optional<String> dialogFlow = Optional.empty();

    @Option(
            names = "--integration",
            paramLabel = "NAME",
            description = {
                "An integration of the snapshot. Repeatable. Default: none; salesforce_crm, sap_erp with --fake"
            })
    private @Nullable List<String> integrations;

    @Option(
            names = "--lock",
            paramLabel = "NAME@VERSION",
            description = {
                "A package and its version. Repeatable. Required;",
                "cognigy-nlp-core@3.2.0, dialog-runtime@2.1.4 with --fake"
            })
    private @Nullable List<String> locks;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "The number of sessions needed. Required; " + SESSIONS + " with --fake")
    private Optional<Integer> sessions = Optional.empty();

    @Option(
            names = "--memory",
            paramLabel = "MB",
            description = "The memory needed, in MB. Required; " + MEMORY + " with --fake")
    private Optional<Integer> memory = Optional.empty();

    @Option(
            names = "--tenant-boundary",
            paramLabel = "WORD",
            description = "The separation of tenants. Required; " + TENANT_BOUNDARY + " with --fake")
    private Optional<String> tenantBoundary = Optional.empty();

    @Option(
            names = "--network-segment",
            paramLabel = "NAME",
            description = "The environment's network segment. Required; " + NETWORK_SEGMENT + " with --fake")
    private Optional<String> networkSegment = Optional.empty();

    @Option(
            names = "--no-auto-rollback",
            description = "Leave a failed rollout to a person. Cancelling still rolls back.")
    private boolean keep;

    @Option(
            names = "--health-threshold",
            defaultValue = "3",
            paramLabel = "N",
            description =
                    "The number of consecutive bad health answers that fails the rollout. Default: ${DEFAULT-VALUE}")
    private int threshold;

    @Option(
            names = "--job-timeout",
            defaultValue = "300s",
            paramLabel = "DURATION",
            description = "The time that the policy allows for the job; --timeout can only shorten it. Default:"
                    + " ${DEFAULT-VALUE}")
    private Duration jobTimeout;

    @Option(
            names = "--revert-snapshot",
            paramLabel = "ID",
            description = "The snapshot to return to. Default: none; " + REVERT_SNAPSHOT + " with --fake")
    private Optional<String> revertSnapshot = Optional.empty();

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = "The webhook that the platform calls about its job. Default: CI_CD_WEBHOOK_URL, or none")
    private Optional<URI> callback = Optional.empty();

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            description = "The time to watch health after the job. Default: 150s; 2s with the embedded fake")
    @Stored
    private Optional<Duration> soak = Optional.empty();

    @Option(
            names = "--soak-interval",
            paramLabel = "DURATION",
            description = "The time between two health checks. Default: 15s; 250ms with the embedded fake")
    @Stored
    private Optional<Duration> soakInterval = Optional.empty();

    @Override
    public String kind() {
        return "configuration";
    }

    @Override
    public Integer call() throws InterruptedException {
        return run.perform(this);
    }

    @Override
    public int perform(Errand errand) throws InterruptedException {
        return run.release(errand, where, subject(), SCOPES, platform -> {
            HealthSoak usual = HealthSoak.defaults();
            boolean hurry = platform.isEmbedded();
            HealthSoak watch = usual.window(soak.orElse(hurry ? Duration.ofSeconds(2) : usual.window()))
                    .every(soakInterval.orElse(hurry ? Duration.ofMillis(250) : usual.interval()));
            return ConfigurationDeployment.pipeline(platform.client(), watch).notify(PlatformAudit.log());
        });
    }

    private RunOptions.Subject<ConfigurationDeployment> subject() {
        Map<String, Optional<String>> required = Map.of(
                "--environment", where.orExample(environment, ENVIRONMENT),
                "--bot-version", where.orExample(botVersion, BOT_VERSION),
                "--sessions", where.orExample(sessions, SESSIONS).map(Object::toString),
                "--memory", where.orExample(memory, MEMORY).map(Object::toString),
                "--tenant-boundary", where.orExample(tenantBoundary, TENANT_BOUNDARY),
                "--network-segment", where.orExample(networkSegment, NETWORK_SEGMENT),
                "--lock", locked().map(Object::toString));
        return new RunOptions.Subject<>(required, this::deployment, this::completed);
    }

    private Optional<List<String>> locked() {
        return where.orExample(Optional.ofNullable(locks), LOCKS);
    }

    private ConfigurationDeployment deployment() {
        ConfigurationSnapshot snapshot = ConfigurationSnapshot.builder()
                .botVersion(where.orExample(botVersion, BOT_VERSION))
                .nlpEngine(where.orExample(nlpEngine, NLP_ENGINE))
                .dialogFlow(where.orExample(dialogFlow, DIALOG_FLOW))
                .integrations(where.orExample(Optional.ofNullable(integrations), INTEGRATIONS))
                .build();
        ConfigurationDeployment deployment = ConfigurationDeployment.of(
                        snapshot,
                        new CapacityConstraints(
                                where.orExample(sessions, SESSIONS).orElseThrow(),
                                where.orExample(memory, MEMORY).orElseThrow()),
                        new IsolationRules(
                                where.orExample(tenantBoundary, TENANT_BOUNDARY).orElseThrow(),
                                where.orExample(networkSegment, NETWORK_SEGMENT).orElseThrow(),
                                true))
                .to(where.orExample(environment, ENVIRONMENT).orElseThrow())
                .locking(locked().orElse(List.of()).stream().map(this::lock).toArray(DependencyLock[]::new))
                .under(RollbackPolicy.builder()
                        .autoTrigger(!keep)
                        .healthThreshold(threshold)
                        .timeoutSeconds(Math.toIntExact(jobTimeout.toSeconds()))
                        .revertSnapshotId(where.orExample(revertSnapshot, REVERT_SNAPSHOT))
                        .build());
        return calledBack(deployment);
    }

    /** Returns the deployment with the address that no record keeps. */
    private ConfigurationDeployment completed(ConfigurationDeployment hidden) {
        ConfigurationDeployment complete = calledBack(hidden);
        if (complete.equals(hidden)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing: CI_CD_WEBHOOK_URL or --callback, since no record keeps the whole address. Give it again.");
        }
        return complete;
    }

    private ConfigurationDeployment calledBack(ConfigurationDeployment deployment) {
        return callback.or(() -> Variables.of(spec).get("CI_CD_WEBHOOK_URL").map(URI::create))
                .map(deployment::callingBack)
                .orElse(deployment);
    }

    private DependencyLock lock(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--lock must be NAME@VERSION, such as dialog-runtime@2.1.4, but was " + text + ".");
        }
        return DependencyLock.pinned(text.substring(0, at), text.substring(at + 1));
    }
}
