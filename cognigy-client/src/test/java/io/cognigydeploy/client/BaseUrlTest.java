package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    private static URI baseUrl(String url) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("the-key"))
                .build()
                .baseUrl();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.cognigy.ai",
                "https://api.cognigy.ai/",
                "https://api.cognigy.ai///",
                "https://api.cognigy.ai/api",
                "https://api.cognigy.ai/api/",
                "https://api.cognigy.ai/api/v1",
                "https://api.cognigy.ai/api/v1/",
                "https://api.cognigy.ai/api/v2//",
                "https://api.cognigy.ai:443",
                "HTTPS://API.Cognigy.AI"
            })
    void manyFormsMeanTheSame(String url) {
        assertThat(baseUrl(url)).isEqualTo(URI.create("https://api.cognigy.ai"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/new", "/new/", "/new/v2.0", "/new/v2.0/", "/v2.0", "//new//v2.0//"})
    void anInstallationIsBelowItsVersionPath(String path) {
        CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl("https://api-trial.cognigy.ai" + path)
                .credentials(Credentials.apiKey("the-key"))
                .build();

        assertThat(installation.baseUrl()).isEqualTo(URI.create("https://api-trial.cognigy.ai"));
    }

    @Test
    void theVersionPathOfTheOtherApiIsThatOfAGateway() {
        CognigyInstallation.Builder builder = CognigyInstallation.builder().credentials(Credentials.apiKey("the-key"));

        assertThat(builder.baseUrl("https://gateway.example.com/api/v1").build().baseUrl())
                .isEqualTo(URI.create("https://gateway.example.com/api/v1"));
        assertThat(baseUrl("https://gateway.example.com/new")).isEqualTo(URI.create("https://gateway.example.com/new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/new/v2.1", "/v3.0"})
    void anotherVersionOfAnInstallationIsRefused(String path) {
        assertThatThrownBy(() -> CognigyInstallation.builder().baseUrl("https://api-trial.cognigy.ai" + path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another version");
    }

    @ParameterizedTest
    @CsvSource({
        "https://host:8443/api/v1, https://host:8443",
        "http://localhost:8080, http://localhost:8080",
        "http://127.0.0.1:80, http://127.0.0.1",
        "http://127.1.2.3, http://127.1.2.3",
        "'http://[::1]:9000/', 'http://[::1]:9000'"
    })
    void portsStayAndLoopbackMayBePlain(String url, String base) {
        assertThat(baseUrl(url)).isEqualTo(URI.create(base));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.cognigy.ai",
                "//api.cognigy.ai",
                "ftp://api.cognigy.ai",
                "http://api.cognigy.ai",
                "http://10.0.0.1",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://127.example.com",
                "https://",
                "https:api.cognigy.ai",
                "https://user:pa55word@api.cognigy.ai",
                "https://user@api.cognigy.ai",
                "https://api.cognigy.ai?api_key=pa55word",
                "https://api.cognigy.ai/?",
                "https://api.cognigy.ai#x",
                "https://api.cognigy.ai/../other",
                "https://api.cognigy.ai/a%2Fb",
                "https://api.cognigy.ai/{x}",
                "https://api.cognigy.ai/api/v3",
                "https://api.cognigy.ai:0",
                "https://api.cognigy.ai:99999",
                "https://api cognigy.ai",
                " https://api.cognigy.ai",
                "https://us:pa55word@a b"
            })
    void whatCannotBeTheBaseIsRefused(String url) {
        assertThatThrownBy(() -> baseUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The base URL ")
                .hasMessageNotContaining("pa55word")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example.com/cognigy, /cognigy",
        "https://gateway.example.com/cognigy/, /cognigy",
        "https://gateway.example.com/cognigy/api/v1, /cognigy",
        "https://gateway.example.com//eu/cognigy.v2/api/v2/, /eu/cognigy.v2",
        "https://gateway.example.com/api/cognigy, /api/cognigy",
        "https://gateway.example.com/api, ''"
    })
    void behindAGatewayEverythingGoesBelowItsPath(String url, String path) {
        ScriptedTransport platform = new ScriptedTransport()
                .thenToken(200, "{\"access_token\":\"t\",\"expires_in\":\"3600\"}")
                .then(200, "{}");
        CognigyClient client = CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.clientCredentials("id", "not-a-secret"))
                .transport(platform)
                .build();

        client.environments().get("env_1");

        assertThat(client.baseUrl()).isEqualTo(URI.create("https://gateway.example.com" + path));
        assertThat(platform.requests().get(0).uri().getPath()).isEqualTo(path + "/api/v1/environments/env_1");
        assertThat(platform.tokenRequests().get(0).uri().getPath()).isEqualTo(path + "/oauth/token");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> CognigyClient.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("baseUrl");
        assertThatThrownBy(() -> CognigyClient.builder()
                        .baseUrl("https://api.cognigy.ai")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("credentials");
    }

    @Test
    void timesMustBePositive() {
        for (Duration duration : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThatThrownBy(() -> CognigyClient.builder().timeout(duration))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> CognigyClient.builder().attemptTimeout(duration))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @SuppressWarnings("try") // closing by hand is the point
    void clientsMayBeClosedTwice() {
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://api.cognigy.ai")
                .credentials(Credentials.apiKey("the-key"))
                .build();
        client.close();
        client.close();
        assertThat(client.time()).isSameAs(Time.SYSTEM);
        assertThat(client.random().nextLong()).isNotEqualTo(client.random().nextLong());
    }
}
