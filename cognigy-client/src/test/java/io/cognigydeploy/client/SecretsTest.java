package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "clientSecret",
                "SECRET_ARN",
                "password",
                "dbPassword",
                "dbpassword",
                "password2",
                "passWord",
                "passwd",
                "pwd",
                "PWD",
                "db_pwd",
                "pass",
                "smtpPass",
                "passphrase",
                "passPhrase",
                "key-pass-phrase",
                "token",
                "tokens",
                "apiToken",
                "access_token",
                "refreshToken",
                "accesstoken",
                "apikey",
                "apiKey",
                "APIKey",
                "API_KEY",
                "api-keys",
                "X-API-Key",
                "accessKey",
                "AWS_ACCESS_KEY_ID",
                "signingKey",
                "signing_key",
                "privateKey",
                "private key",
                "encryptionKey",
                "credential",
                "credentials",
                "creds",
                "auth",
                "basicAuth",
                "Authorization",
                "proxy-authorization",
                "jwt",
                "userJwt",
                "JWT",
                "cookie",
                "Set-Cookie",
                "cookies",
                "sas",
                "pins",
                "sessionId",
                "session_id",
                "SESSIONID",
                "connectionString",
                "connection-string",
                "CONNECTION_STRING",
                "connectionstring"
            })
    void secretsGoByManyNames(String name) {
        assertThat(Secrets.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "author",
                "authors",
                "authority",
                "authMethod",
                "passRate",
                "pass_rate",
                "passThrough",
                "passed",
                "passenger",
                "bypass",
                "compass",
                "tokenizer",
                "tokenization",
                "key",
                "keys",
                "keyboard",
                "monkey",
                "secretary",
                "cookieConsent",
                "sessionIdle",
                "session",
                "sessions",
                "maxConcurrentSessions",
                "nlpEngine",
                "name",
                "code",
                "id",
                "",
                "--"
            })
    void otherNamesAreNoSecrets(String name) {
        assertThat(Secrets.isName(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic dXNlcjpwYXNz | Basic ***",
                "sent 'authorization: basic  dXNlcjpwYXNzdzByZA==' | sent 'authorization: basic ***'",
                "a Basic license and basic authentication | a Basic license and basic authentication",
                "see https://ghp_TOKEN@host/x | see https://***@host/x",
                "Basic abcdeF12 | Basic ***",
                "Basic abcdF12 | Basic abcdF12",
                "=x&token=abc | =x&token=***",
                "got {\"url\":\"https://h/a/b?c=d\"} | got {\"url\":\"https://h/***\"}",
                "got {\"hook\":\"https://h/a/b\"} | got {\"hook\":\"https://h/***\"}",
                "got {\"page\":\"https://h/a/b\"} | got {\"page\":\"https://h/a/b\"}",
                "https://host/done?code=abc&x=1 | https://host/done?code=***&x=1",
                "https://host/done?x=1&sig=a%2Fb | https://host/done?x=1&sig=***",
                "https://host/#access_token=abc | https://host/#access_token=***",
                "form client_id=me&client_secret=abc | form client_id=me&client_secret=***",
                "DB_PASSWORD=hunter2 was set | DB_PASSWORD=*** was set",
                "got {\"pwd\": \"a\\\"b\",\"n\":\"x\"} | got {\"pwd\": \"***\",\"n\":\"x\"}",
                "got {\\\"apiKey\\\":\\\"abc\\\"} | got {\\\"apiKey\\\":\\\"***\\\"}",
                "cut {\"token\":\"abc | cut {\"token\":\"***",
                "\"token\": \"abc\" | \"token\": \"***\"",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is old | *** is old",
                "POST /oauth/token: answered 401 | POST /oauth/token: answered 401",
                "the pass rate = 0.93 | the pass rate = 0.93",
                "gate: passRate=0.93 | gate: passRate=0.93"
            })
    void whatLooksLikeASecretIsHidden(String text, String expected) {
        assertThat(Secrets.hidden(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "://",
                ":",
                "Bearer ",
                "Basic",
                "?a",
                "&",
                "a=",
                "?a=",
                "://a:",
                "://a:b",
                " ",
                "\"",
                "\\\"",
                "\"a\":\"",
                "\"a\"",
                "eyJ",
                "eyJhbGciOiJIUzI1NiJ9.",
                "a.",
                "token="
            })
    @DisplayName("text of 200,000 pieces is read in no time")
    void hostileTextTakesNoTime(String piece) {
        String text = piece.repeat(200_000) + "=://\"";
        Secrets known = new Secrets();
        known.add("a-secret-of-this-test");
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> known.hide(text));
    }

    @Test
    void aKnownSecretIsHiddenHoweverItIsWritten() {
        Secrets known = new Secrets();
        known.add("p\"ss/w+rd 1234");
        known.add("abcd");

        assertThat(known.hide("a p\"ss/w+rd 1234 b")).isEqualTo("a *** b");
        assertThat(known.hide("{\"x\":\"p\\\"ss/w+rd 1234\"}")).isEqualTo("{\"x\":\"***\"}");
        assertThat(known.hide("?x=p%22ss%2Fw%2Brd+1234")).isEqualTo("?x=***");
        assertThat(known.hide("it began with p\"ss/w+rd 1")).isEqualTo("it began with ***");
        assertThat(known.hide("it began with p\"ss/w+rd…")).isEqualTo("it began with ***…");
        assertThat(known.hide("abcd and abcde")).isEqualTo("*** and abcde");
        assertThat(known.toString()).doesNotContain("abcd");
    }

    @Test
    void textsOfFewerThanFourCharactersAreNoSecrets() {
        Secrets known = new Secrets();
        known.add("abc");
        known.add("***");
        assertThat(known).hasToString("0 secrets");

        known.add("abcd");
        assertThat(known).hasToString("1 secrets");
        assertThat(known.hide("abc, abcd")).isEqualTo("abc, ***");
    }

    @Test
    void fromEightCharactersOnASecretIsHiddenWithinWordsAndFromItsBeginningOn() {
        Secrets known = new Secrets();
        known.add("seven77");
        known.add("eight888");
        known.add("nine-nine-nine");

        assertThat(known.hide("a seven77 b, aseven77b")).isEqualTo("a *** b, aseven77b");
        assertThat(known.hide("aeight888b")).isEqualTo("a***b");
        assertThat(known.hide("cut at nine-nin")).isEqualTo("cut at ***");
        assertThat(known.hide("cut at nine-ni")).isEqualTo("cut at nine-ni");
        assertThat(known.hide("nine-nin…\"")).isEqualTo("***…\"");
        assertThat(known.hide("...")).isEqualTo("...");
    }

    @Test
    void aSecretWithinAnotherDoesNotLeaveTheRestOfIt() {
        Secrets known = new Secrets();
        known.add("abcd-efgh");
        known.add("abcd-efgh-ijkl");

        assertThat(known.hide("it is abcd-efgh-ijkl.")).isEqualTo("it is ***.");
    }

    @Test
    void beyondTwoThousandTheOldestIsForgotten() {
        Secrets known = new Secrets();
        for (int i = 0; i < 2000; i++) {
            known.add("secret-number-" + (1000 + i));
        }
        assertThat(known.hide("secret-number-1000!")).isEqualTo("***!");

        known.add("secret-number-3000");
        assertThat(known).hasToString("2000 secrets");
        assertThat(known.hide("secret-number-1000!")).isEqualTo("secret-number-1000!");
        assertThat(known.hide("secret-number-1001!")).isEqualTo("***!");
        assertThat(known.hide("secret-number-3000!")).isEqualTo("***!");
    }

    @Test
    void theCredentialsOfAClientAreNeverForgotten() {
        try (CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key-of-the-client"))
                .build()) {
            for (int i = 0; i < 3000; i++) {
                installation.secrets().add("token-of-an-endpoint-" + i);
            }

            assertThat(installation.secrets().hide("the-key-of-the-client!")).isEqualTo("***!");
        }
    }

    @Test
    void pathAndQueryOfAnAddressAreSecretsFromEightCharactersOn() {
        Secrets known = new Secrets();
        known.addAddress(URI.create("https://host.example/seven7"));
        known.addAddress(URI.create("https://host.example?se=en77"));
        assertThat(known).hasToString("0 secrets");

        known.addAddress(URI.create("https://host.example/eight88?ei=ht888"));
        assertThat(known.hide("to /eight88, with ei=ht888!")).isEqualTo("to ***, with ***!");
    }

    @Test
    void theLongPartsOfAnAddressAreHiddenTooInItsOwnCall() {
        Secrets known = new Secrets();
        known.add("another-secret");

        Secrets more = known.withPartsOf(URI.create("https://host.example/eight888/seven77?a=niner9999"));

        assertThat(more.hide("no eight888, seven77, niner9999 or another-secret!"))
                .isEqualTo("no ***, seven77, *** or ***!");
        assertThat(known.hide("eight888!")).isEqualTo("eight888!");
    }

    @Test
    void theSecretsInADocumentThatIsSentAreHiddenFromThenOn() throws Exception {
        Secrets known = new Secrets();
        known.addNamedIn(Json.readTree("""
            {"name":"plain-name","url":"https://host.example/plain-path","count":12345678,
            "password":"of-a-member","nested":{"apiKeys":["of-a-list",{"any":"of-an-object"}]},
            "webhookUrl":"https://host.example/of-an-address","callback":"not an address: %zz",
            "hooks":[{"url":"https://host.example/of-a-webhook","secret":"of-the-webhook"}]}\
            """.getBytes(StandardCharsets.UTF_8)));

        assertThat(known.hide("of-a-member, of-a-list, of-an-object, /of-an-address, /of-a-webhook, of-the-webhook!"))
                .isEqualTo("***, ***, ***, ***, ***, ***!");
        assertThat(known.hide("plain-name, /plain-path, 12345678!")).isEqualTo("plain-name, /plain-path, 12345678!");
    }

    @Test
    void namesOfAddressesAreThoseOfWebhooks() {
        for (String name : List.of("webhookCallbackUrl", "callback_url", "WEBHOOK", "hooks")) {
            assertThat(Secrets.isAddressName(name)).isTrue();
        }
        for (String name : List.of("url", "address", "hooked", "")) {
            assertThat(Secrets.isAddressName(name)).isFalse();
        }
    }

    @Test
    void theAddressOfAWebhookIsShownWithoutPathAndQuery() {
        assertThat(Secrets.hiddenPath("https://host.example/a/b?c=d")).isEqualTo("https://host.example/***");
        assertThat(Secrets.hiddenPath("https://host.example")).isEqualTo("https://host.example");
    }

    @Test
    void aSecretIsPrintedAsThreeStars() {
        assertThat(Secret.of("the-secret")).hasToString("***");
    }

    // The message was without the secret, and the cause's, which a stack trace shows, was not.
    @Test
    void noCauseOfAFailureQuotesASecret() {
        for (IOException thrown : List.of(
                new IOException("Invalid status line: \"demo-secret-of-length\""),
                new ConnectException("no route for demo-secret-of-length"),
                new HttpTimeoutException("demo-secret-of-length"),
                new IOException("outer", new IOException("inner demo-secret-of-length")))) {
            CognigyClient client = CognigyClient.builder()
                    .baseUrl("https://api.example.com")
                    .credentials(Credentials.apiKey("demo-secret-of-length"))
                    .time(new VirtualTime())
                    .transport((request, limit) -> {
                        throw thrown;
                    })
                    .build();

            CognigyException failure = catchThrowableOfType(
                    CognigyException.class, () -> client.deployments().get("dep_1"));

            assertThat(Objects.requireNonNull(failure.getCause()).getStackTrace())
                    .isEqualTo(thrown.getStackTrace());
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).contains("Caused by").doesNotContain("demo-secret-of-length");
        }
    }
}
