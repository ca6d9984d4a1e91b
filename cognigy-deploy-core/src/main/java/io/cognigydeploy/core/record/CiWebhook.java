package io.cognigydeploy.core.record;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.WebhookSignature;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.text.Argument;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A notifier that posts the end of a run to a CI system's webhook, failures as well as successes. It is retried as
 * every request is, and later by {@link DeploymentPipeline#deliverPending}, with a {@code webhook-id} that stays the
 * same. A run that ended, was resumed and ended again has another id for the second end. The platform's credentials are
 * never sent.
 *
 * <p>The body's form depends on the kind of deployment, and unknown values are {@code null}:
 *
 * <ul>
 *   <li>a bot version: {@code timestamp}, {@code bot_id}, {@code environment_id}, {@code version}, {@code
 *       duration_seconds}, {@code status}, {@code success}, {@code job_id}, {@code config_overrides}, {@code
 *       test_suite_id} and {@code pass_rate}; the last two describe the run that the gate judged
 *   <li>a canary: {@code type} ({@code deployment.canary.completed}, {@code deployment.canary.rolled_back} or {@code
 *       deployment.canary.ended}), {@code timestamp} and {@code data} with {@code runId}, {@code bot_id}, {@code
 *       environment_id}, {@code version}, {@code deploymentId}, {@code success}, {@code status}, {@code reason}, {@code
 *       verdict} and {@code conversations}
 *   <li>a configuration: {@code event} ({@code deployment_complete}), {@code jobId}, {@code success} and {@code
 *       metrics} with {@code durationSeconds} and {@code validationSuccessRate}, the share of judged checks that were
 *       passed
 *   <li>a rollback to a version: {@code eventType} ({@code BOT_VERSION_ROLLBACK}), {@code botId}, {@code
 *       targetVersionId}, {@code jobId}, {@code status} ({@code SUCCESS} or {@code FAILED}), {@code metrics} with
 *       {@code botId}, {@code detectedIntent}, {@code confidence}, {@code latencyMs} and {@code verificationPassed} of
 *       the conversation probe, and {@code timestamp}
 *   <li>any other kind: the body of {@link ReportForms#payload}
 * </ul>
 */
public final class CiWebhook implements Notifier {

    private final URI target;
    private final Optional<Secret> secret;
    private final Way way;

    /** The way of sending. */
    @FunctionalInterface
    private interface Way {
        void post(Platform platform, URI target, Map<String, String> headers, byte[] json);
    }

    private CiWebhook(URI target, Optional<Secret> secret, Way way) {
        this.target = target;
        this.secret = secret;
        this.way = way;
    }

    /**
     * Returns a webhook at this address, which has to be public or the platform's own; see {@link
     * Platform#postOutside}. Otherwise the delivery is refused, as the report then shows.
     *
     * @throws IllegalArgumentException if nothing could ever be posted to it, see {@link CognigyClient#requirePostable}
     */
    public static CiWebhook to(URI target) {
        Argument.given("target", target);
        CognigyClient.requirePostable(target);
        return new CiWebhook(target, Optional.empty(), Platform::postOutside);
    }

    /**
     * Returns a webhook like {@link #to(URI)} that is signed by the Standard Webhooks scheme (headers {@code
     * webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}).
     *
     * @param secret {@code whsec_} and Base64, or at least 24 bytes of text
     */
    public CiWebhook signedWith(Secret secret) {
        Argument.given("secret", secret);
        return new CiWebhook(target, Optional.of(secret), way);
    }

    /** Returns a webhook like this one that may be in a private network or on this machine. */
    public CiWebhook allowingPrivateAddresses() {
        return new CiWebhook(target, secret, Platform::postAnywhere);
    }

    /** Returns a name with the host alone: the rest of a webhook's address is often a secret. */
    @Override
    public String name() {
        return "webhook " + target.getHost();
    }

    @Override
    public void deliver(Report report, Platform platform) {
        secret.ifPresent(key -> platform.secrets().add(key.reveal()));
        byte[] body = report.payload().toString().getBytes(StandardCharsets.UTF_8);
        String id = report.endId();
        Map<String, String> headers = secret.map(
                        key -> WebhookSignature.headers(id, platform.time().now(), body, key))
                .orElseGet(() -> Map.of("webhook-id", id));
        way.post(platform, target, headers, body);
    }
}
