package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.judge.Dispersion;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.StableReference;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.watch.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A canary of the documented platform, which splits the conversations itself and measures the arms. */
record WatchedCanary(
        CognigyClient cognigy,
        CanaryDeployment deployment,
        Arms arms,
        Optional<Dispersion> variance,
        Optional<StableReference> reference,
        Optional<MetricSource> source)
        implements Watched {

    @Override
    public String change() {
        return CanaryForms.NAME;
    }

    @Override
    public WatchOptions options() {
        return deployment.validator().on(arms, variance, reference).options();
    }

    @Override
    public Duration interval() {
        return deployment.validator().interval();
    }

    @Override
    public Time time() {
        return cognigy.time();
    }

    @Override
    public boolean isMeasured(Instant since, Instant now) {
        return !now.isBefore(metrics("").due(since, since, Duration.ZERO));
    }

    @Override
    public Observation look(String deploymentId, double share, ReadSoFar before) {
        return metrics(deploymentId).look(share, before, interval());
    }

    private CanaryMetrics metrics(String deploymentId) {
        return deployment.validator().metrics(cognigy, deployment.botId(), deploymentId, arms, source);
    }

    @Override
    public Optional<String> state(String deploymentId) {
        return Reading.of(cognigy, () -> cognigy.deployments().get(deploymentId))
                .value()
                .map(job -> job.state().text());
    }

    @Override
    public boolean isOver(String state, TrafficShare share) {
        return CanaryState.isOver(new JobState(state));
    }

    @Override
    public Optional<Mutation> share(TrafficShare share, String deploymentId) {
        return Optional.of(new CanaryShare(cognigy, deployment, share, Optional.of(deploymentId)));
    }

    @Override
    public String name() {
        return "the canary";
    }

    @Override
    public String portion(TrafficShare share) {
        return share.toString();
    }

    @Override
    public String ended(String deploymentId, String state) {
        return "the platform ended " + canary(deploymentId) + " by itself, it is " + state;
    }

    @Override
    public String choice(String deploymentId) {
        return "Decide about " + canary(deploymentId)
                + ": resume the run to watch it again, undo the run to roll it back, or promote it on the platform.";
    }

    private String canary(String deploymentId) {
        return "canary " + deploymentId + " in " + deployment.environmentId();
    }
}
