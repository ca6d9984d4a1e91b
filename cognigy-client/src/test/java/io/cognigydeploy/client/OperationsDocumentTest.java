package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Headers;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operations.md and the interfaces say the same, neither more than the other. */
class OperationsDocumentTest {

    private static final Pattern ROW = Pattern.compile("\\| `\\w+Api\\.\\w+` \\|.*");

    /** Everything that the client hands out, so that an interface without a way to it does not count. */
    private static Stream<Method> endpoints() {
        return Arrays.stream(CognigyClient.class.getMethods())
                .map(Method::getReturnType)
                .filter(type -> type.getPackageName().equals(Endpoint.class.getPackageName()))
                .flatMap(type -> Arrays.stream(type.getMethods()));
    }

    private static String row(Method method) {
        Endpoint endpoint = method.getAnnotation(Endpoint.class);
        String request = method.getAnnotation(RequestLine.class).value().split("\\?", 2)[0];
        return String.join(
                " | ",
                "| `" + method.getDeclaringClass().getSimpleName() + "." + method.getName() + "`",
                "`" + request + "`",
                endpoint.scope(),
                endpoint.effect().name().toLowerCase(Locale.ROOT),
                endpoint.effect() == Effect.ONCE ? "looked for" : "sent again");
    }

    @Test
    void theTableIsTheInterfaces() throws IOException {
        List<String> rows;
        try (Stream<String> lines = Files.lines(Path.of("../docs/operations.md"))) {
            rows = lines.filter(line -> ROW.matcher(line).matches())
                    .map(line -> line.replaceFirst("(not to be )?looked for.*", "looked for"))
                    .map(line -> line.replaceFirst(" \\|$", ""))
                    .toList();
        }

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        endpoints().map(OperationsDocumentTest::row).toList());
    }

    @Test
    void whatCountsEachTimeCarriesAKeyAndNothingElseDoes() {
        assertThat(endpoints()).allSatisfy(method -> {
            Headers headers = method.getAnnotation(Headers.class);
            boolean hasKey = headers != null && List.of(headers.value()).contains("Idempotency-Key: {idempotencyKey}");
            assertThat(hasKey)
                    .as(method.toString())
                    .isEqualTo(method.getAnnotation(Endpoint.class).effect() == Effect.ONCE);
        });
    }
}
