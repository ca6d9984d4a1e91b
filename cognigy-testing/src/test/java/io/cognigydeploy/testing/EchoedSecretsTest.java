package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A platform that echoes what is secret: no message and no text of an object shows it. */
class EchoedSecretsTest {

    @Test
    void aRefusalThatQuotesSecretsOfTheClientDoesNotShowThem() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        CognigyClient client = client(fake);
        client.bots().get("bot_12345");
        String token =
                fake.requests().get(1).header("Authorization").orElseThrow().substring("Bearer ".length());
        fake.fail(Fault.on("GET", ".*/bots/.*")
                .status(400)
                .body(
                        "{\"code\":\"demo-secret\",\"message\":\"bad client demo-secret with " + token + "\"}",
                        "application/json"));

        ApiException refusal =
                catchThrowableOfType(ApiException.class, () -> client.bots().get("bot_12345"));

        assertThat(refusal).hasMessageContaining("bad client *** with ***");
        assertThat(refusal.toString() + refusal.code()).doesNotContain("demo-secret", token);
    }

    @Test
    void anOverrideIsHiddenBeforeTheMessageIsCut() {
        String secret = "0123456789abcdef0123456789abcdef";
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("POST", ".*/deployments")
                .status(400)
                .body("{\"message\":\"" + "x".repeat(268) + " " + secret + "\"}", "application/json"));

        ApiException refusal = catchThrowableOfType(
                ApiException.class,
                () -> client(fake)
                        .deployments()
                        .deploy(
                                "key-1",
                                BotDeploymentRequest.builder()
                                        .botId("bot_12345")
                                        .environmentId("env_1")
                                        .version("v1")
                                        .putConfigOverride("accessKey", secret)
                                        .build()));

        assertThat(refusal.getMessage()).contains("x ***").doesNotContain("0123456");
    }

    @Test
    void aReceiverThatEchoesItsAddressDoesNotShowIt() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("POST", "/services/.*")
                .status(404)
                .body(
                        "{\"message\":\"no hook T0000/B0000XYZ at /services/T0000/B0000XYZ?code=c0de-c0de\"}",
                        "application/json"));

        ApiException refusal = catchThrowableOfType(
                ApiException.class,
                () -> client(fake)
                        .postOutside(
                                URI.create("https://hooks.test/services/T0000/B0000XYZ?code=c0de-c0de"),
                                Map.of(),
                                "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(refusal.getMessage()).contains("no hook").doesNotContain("B0000XYZ", "c0de");
    }

    @Test
    void nothingThatIsPrintedHasSecretsInIt() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        CognigyClient client = client(fake);
        WebhookRequest hook = WebhookRequest.builder()
                .name("hook")
                .url(URI.create("https://ci.test/hooks/s3cr3t-path"))
                .addEvents(Webhook.Event.CANARY_COMPLETED)
                .secret("s3cr3t-signing")
                .build();
        BotDeploymentRequest deployment = BotDeploymentRequest.builder()
                .botId("bot_12345")
                .environmentId("env_1")
                .version("v1")
                .putConfigOverride("pwd", "s3cr3t-override")
                .build();
        client.webhooks().register("key-1", hook);

        assertThat(hook + " " + deployment + " " + fake.requests() + " " + client + " " + client.secrets()
                        + client.webhooks().list() + Credentials.clientCredentials("demo-client", "demo-secret"))
                .doesNotContain("s3cr3t", "demo-secret");
    }

    private static CognigyClient client(FakeCognigy fake) {
        return CognigyClient.builder()
                .baseUrl("https://cognigy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(fake)
                .time(fake.time())
                .random(new Random(1))
                .build();
    }
}
