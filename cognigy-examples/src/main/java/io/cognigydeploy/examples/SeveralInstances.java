package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.RunWorker;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.core.runs.ApprovalRequest;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunStore;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** An application of several instances, with a database that they share. */
public final class SeveralInstances {

    private SeveralInstances() {}

    /** Returns the store of all instances. */
    public static RunStore store(DataSource database, String instance) {
        PostgresRunStore store =
                PostgresRunStore.builder(database).owner(instance).build();
        store.createTables();
        return store;
    }

    /** Returns the pipeline of each instance. Its runs wait until they are approved, for up to two hours. */
    public static DeploymentPipeline<BotDeployment> pipeline(CognigyClient cognigy, RunStore store) {
        return BotDeployment.pipeline(cognigy)
                .store(store)
                .gate(Approval.in(store).within(Duration.ofHours(2)))
                .waitForTarget(Duration.ofMinutes(10))
                .build();
    }

    /** Begins to take over the runs of instances that have died. */
    public static RunWorker takeOver(RunStore store, DeploymentPipeline<?>... pipelines) {
        return RunWorker.of(store, pipelines).start();
    }

    /** Stores the approval of a plan, on any instance. */
    public static void approve(RunStore store, ApprovalRequest request, String person, Instant now) {
        store.decide(request.runId(), new ApprovalDecision(request.fingerprint(), true, person, "looked at", now));
    }
}
