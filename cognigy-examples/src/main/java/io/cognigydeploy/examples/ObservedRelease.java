package io.cognigydeploy.examples;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.micrometer.CallMetrics;
import io.cognigydeploy.client.micrometer.CallObservations;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.micrometer.RunMetrics;
import io.cognigydeploy.core.micrometer.RunObservations;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.slf4j.LoggerFactory;

/** Release of a bot version with log lines, meters and observations. */
final class ObservedRelease {

    private ObservedRelease() {}

    static CognigyClient client(CognigyClient.Builder builder, MeterRegistry meters, ObservationRegistry observations) {
        CallMetrics calls = new CallMetrics(meters);
        CognigyClient cognigy = builder.listener(calls)
                .interceptor(new CallObservations(observations))
                .build();
        calls.budgetOf(cognigy);
        return cognigy;
    }

    static DeploymentPipeline.Builder<BotDeployment> pipeline(
            CognigyClient cognigy, MeterRegistry meters, ObservationRegistry observations) {
        return BotDeployment.pipeline(cognigy)
                .listener(new RunMetrics(meters))
                .listener(new RunObservations(observations))
                .listener(EventListener.logging(LoggerFactory.getLogger("releases")));
    }

    static CognigyClient behindAGateway(String url, Credentials credentials, Secret ticket) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(credentials)
                .header("X-Team", "bots")
                .header("X-Ticket", ticket)
                .interceptor(request -> request.header("X-Attempt", Integer.toString(request.attempt())))
                .build();
    }
}
