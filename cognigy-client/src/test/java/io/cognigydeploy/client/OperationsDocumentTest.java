package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Headers;
import feign.RequestLine;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.product.ProjectsApi;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of requests in the documents and the interfaces say the same, neither more than the other. */
class OperationsDocumentTest {

    private static final Set<String> RESOURCES =
            Set.of(Endpoint.class.getPackageName(), ProjectsApi.class.getPackageName());
    private static final Pattern ROW = Pattern.compile("\\| `\\w+Api\\.\\w+` \\|.*");

    /** Everything that the client hands out, so that an interface without a way to it does not count. */
    private static Stream<Method> endpoints(Class<?> client) {
        return Arrays.stream(client.getMethods())
                .map(Method::getReturnType)
                .filter(type -> RESOURCES.contains(type.getPackageName()))
                .flatMap(type -> Arrays.stream(type.getMethods()));
    }

    private static String row(Method method) {
        Endpoint endpoint = method.getAnnotation(Endpoint.class);
        String request = method.getAnnotation(RequestLine.class).value().split("\\?", 2)[0];
        return Stream.of(
                        "| `" + method.getDeclaringClass().getSimpleName() + "." + method.getName() + "`",
                        "`" + request + "`",
                        endpoint.scope(),
                        endpoint.effect().name().toLowerCase(Locale.ROOT),
                        endpoint.effect() == Effect.ONCE ? "looked for" : "sent again")
                .filter(cell -> !cell.isEmpty())
                .collect(Collectors.joining(" | "));
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of("operations.md", CognigyClient.class),
                Arguments.of("installation.md", CognigyInstallation.class));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theTableIsTheInterfaces(String document, Class<?> client) throws IOException {
        List<String> rows;
        try (Stream<String> lines = Files.lines(Path.of("../docs", document))) {
            rows = lines.filter(line -> ROW.matcher(line).matches())
                    .map(line -> line.replaceFirst("(not to be )?looked for.*", "looked for"))
                    .map(line -> line.replaceFirst(" \\|$", ""))
                    .toList();
        }

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        endpoints(client).map(OperationsDocumentTest::row).toList());
    }

    @Test
    void whatCountsEachTimeCarriesAKeyAndNothingElseDoes() {
        assertThat(endpoints(CognigyClient.class)).allSatisfy(method -> {
            Headers headers = method.getAnnotation(Headers.class);
            boolean hasKey = headers != null && List.of(headers.value()).contains("Idempotency-Key: {idempotencyKey}");
            assertThat(hasKey)
                    .as(method.toString())
                    .isEqualTo(method.getAnnotation(Endpoint.class).effect() == Effect.ONCE);
        });
    }
}
