package io.cognigydeploy.examples;

import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.core.ConfigurationDeployment;
import io.cognigydeploy.core.DeploymentPipeline;
import io.cognigydeploy.core.HealthSoak;
import io.cognigydeploy.core.PlatformAudit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A configuration into an environment. */
@Command(
        name = "rollout",
        description = {
            "Brings a configuration into an environment: validation, synthetic trace, locks, job, health soak, report;",
            "on failure it is rolled back and the rollback is confirmed by the environment's health."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY,",
            "CI_CD_WEBHOOK_URL. Without COGNIGY_BASE_URL an embedded fake platform is started and used.",
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed."
        })
final class RolloutCommand implements Callable<Integer> {

    private static final List<String> SCOPES =
            List.of("deployments:write", "environments:read", "jobs:read", "validations:execute", "webhooks:write");

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions run;

    @Option(
            names = {"--environment", "--env"},
            defaultValue = "env_prod_us_01",
            paramLabel = "ID",
            description = "Into which environment. Default: ${DEFAULT-VALUE}")
    private String environment;

    @Option(
            names = "--bot-version",
            defaultValue = "2.4.1",
            paramLabel = "VERSION",
            description = "The snapshot's bot version. Default: ${DEFAULT-VALUE}")
    private String botVersion;

    @Option(
            names = "--nlp-engine",
            defaultValue = "v3.2",
            paramLabel = "NAME",
            description = "The snapshot's NLP engine. Default: ${DEFAULT-VALUE}")
    private String nlpEngine;

    @Option(
            names = "--dialog-flow",
            defaultValue = "production_v8",
            paramLabel = "NAME",
            description = "The snapshot's dialog flow. Default: ${DEFAULT-VALUE}")
    private String dialogFlow;

    @Option(
            names = "--integration",
            paramLabel = "NAME",
            description = "The snapshot's integrations. Repeatable. Default: salesforce_crm, sap_erp")
    private List<String> integrations = List.of("salesforce_crm", "sap_erp");

    @Option(
            names = "--lock",
            paramLabel = "NAME@VERSION",
            description =
                    "A package and its version. Repeatable. Default: cognigy-nlp-core@3.2.0, dialog-runtime@2.1.4")
    private List<String> locks = List.of("cognigy-nlp-core@3.2.0", "dialog-runtime@2.1.4");

    @Option(
            names = "--sessions",
            defaultValue = "500",
            paramLabel = "N",
            description = "Room for that many sessions. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--memory",
            defaultValue = "4096",
            paramLabel = "MB",
            description = "Room for that much memory. Default: ${DEFAULT-VALUE}")
    private int memory;

    @Option(
            names = "--tenant-boundary",
            defaultValue = "strict",
            paramLabel = "WORD",
            description = "How tenants are kept apart. Default: ${DEFAULT-VALUE}")
    private String tenantBoundary;

    @Option(
            names = "--network-segment",
            defaultValue = "production-us-east-1",
            paramLabel = "NAME",
            description = "The environment's network segment. Default: ${DEFAULT-VALUE}")
    private String networkSegment;

    @Option(
            names = "--no-auto-rollback",
            description = "Leave a failure as it is, for a person to decide. Cancelling still rolls back.")
    private boolean keep;

    @Option(
            names = "--health-threshold",
            defaultValue = "3",
            paramLabel = "N",
            description = "How many bad answers about health in a row are too many. Default: ${DEFAULT-VALUE}")
    private int threshold;

    @Option(
            names = "--job-timeout",
            defaultValue = "300s",
            paramLabel = "DURATION",
            description =
                    "How long the policy allows the job; --timeout can only shorten it. Default: ${DEFAULT-VALUE}")
    private Duration jobTimeout;

    @Option(
            names = "--revert-snapshot",
            defaultValue = "snap_prev_stable",
            paramLabel = "ID",
            description = "The snapshot to go back to. Default: ${DEFAULT-VALUE}")
    private String revertSnapshot;

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = "Where the platform shall tell of its job. Default: CI_CD_WEBHOOK_URL, or nowhere")
    private Optional<URI> callback = Optional.empty();

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            description = "How long health is watched after the job. Default: 150s; 2s with the embedded fake")
    private Optional<Duration> soak = Optional.empty();

    @Option(
            names = "--soak-interval",
            paramLabel = "DURATION",
            description = "How often health is looked at. Default: 15s; 250ms with the embedded fake")
    private Optional<Duration> soakInterval = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        ConfigurationDeployment wish = wish();
        return run.release(wish, SCOPES, platform -> {
            HealthSoak usual = HealthSoak.defaults();
            boolean hurry = platform.isFake();
            HealthSoak watch = usual.window(soak.orElse(hurry ? Duration.ofSeconds(2) : usual.window()))
                    .every(soakInterval.orElse(hurry ? Duration.ofMillis(250) : usual.interval()));
            return DeploymentPipeline.forConfigurations(platform.client(), watch)
                    .notify(PlatformAudit.log());
        });
    }

    private ConfigurationDeployment wish() {
        ConfigurationSnapshot snapshot = ConfigurationSnapshot.builder()
                .botVersion(botVersion)
                .nlpEngine(nlpEngine)
                .dialogFlow(dialogFlow)
                .integrations(integrations)
                .build();
        ConfigurationDeployment wish = ConfigurationDeployment.of(
                        snapshot,
                        new CapacityConstraints(sessions, memory),
                        new IsolationRules(tenantBoundary, networkSegment, true))
                .to(environment)
                .locking(locks.stream().map(this::lock).toArray(DependencyLock[]::new))
                .under(RollbackPolicy.builder()
                        .autoTrigger(!keep)
                        .healthThreshold(threshold)
                        .timeoutSeconds(Math.toIntExact(jobTimeout.toSeconds()))
                        .revertSnapshotId(revertSnapshot)
                        .build());
        return callback.or(() -> Variables.get("CI_CD_WEBHOOK_URL").map(URI::create))
                .map(wish::callingBack)
                .orElse(wish);
    }

    private DependencyLock lock(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--lock is NAME@VERSION, such as dialog-runtime@2.1.4, not " + text + ".");
        }
        return DependencyLock.pinned(text.substring(0, at), text.substring(at + 1));
    }
}
