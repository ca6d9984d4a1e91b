package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognigydeploy.client.product.model.DownloadLink;
import io.cognigydeploy.client.product.model.UrlToken;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Null is refused where it is handed in, by the parameter's name, and not where the client is built or used. */
class NullSettingsTest {

    private static final Map<Class<?>, Object> GOOD =
            Map.of(int.class, 1, String.class, "abc", Duration.class, Duration.ofSeconds(1));

    @TestFactory
    Stream<DynamicTest> null_is_refused_by_name() {
        return Stream.of(
                        ClientBuilder.class,
                        CognigyInstallation.Builder.class,
                        CognigyClient.class,
                        Credentials.class,
                        Secret.class,
                        UrlToken.class,
                        DownloadLink.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> Modifier.isStatic(method.getModifiers())
                        || ClientBuilder.class.isAssignableFrom(method.getDeclaringClass()))
                .flatMap(method -> IntStream.range(0, method.getParameterCount())
                        .filter(i -> !method.getParameterTypes()[i].isPrimitive())
                        .mapToObj(i -> refused(method, i)));
    }

    private static DynamicTest refused(Method method, int index) {
        String parameter = method.getParameters()[index].getName();
        return DynamicTest.dynamicTest(method.getName() + ", " + parameter, () -> {
            @Nullable Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = i == index ? null : GOOD.get(method.getParameterTypes()[i]);
            }
            assertThat(catchThrowable(() -> call(method, arguments)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("must be given, but was null")
                    .hasMessageStartingWith(
                            parameter.equals("timeout") && method.getName().equals("attemptTimeout")
                                    ? "attemptTimeout"
                                    : parameter);
        });
    }

    private static void call(Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            method.invoke(CognigyInstallation.builder(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
