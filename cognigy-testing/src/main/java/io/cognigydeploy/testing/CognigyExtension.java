package io.cognigydeploy.testing;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that gives each test a {@link FakeCognigy} of its own, a {@link CognigyClient} of it and its {@link
 * FakeTime}. All parameters of one test get the same platform. If the test fails, its report has the whole state of the
 * platform. {@link World} names the state that it begins with; otherwise everything can succeed in it.
 *
 * <pre>{@code
 * @ExtendWith(CognigyExtension.class)
 * final class ReleaseTest {
 *     @Test
 *     void releases(FakeCognigy fake, CognigyClient client) { … }
 * }
 * }</pre>
 *
 * <p>Needs JUnit 5, which is an optional dependency.
 */
public final class CognigyExtension implements ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(CognigyExtension.class);

    private final Supplier<FakeCognigy> worlds;

    /** Creates an extension with a world in which everything can succeed. */
    public CognigyExtension() {
        this(FakeCognigy::withDefaultWorld);
    }

    private CognigyExtension(Supplier<FakeCognigy> worlds) {
        this.worlds = worlds;
    }

    /** Returns an extension with the given worlds, for a field with {@code @RegisterExtension}. */
    public static CognigyExtension of(Supplier<FakeCognigy> worlds) {
        return new CognigyExtension(worlds);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FakeCognigy.class || type == CognigyClient.class || type == FakeTime.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FakeCognigy fake = context.getStore(PLACE)
                .getOrComputeIfAbsent(FakeCognigy.class, absent -> platform(context), FakeCognigy.class);
        Class<?> type = parameter.getParameter().getType();
        if (type == FakeCognigy.class) {
            return fake;
        }
        return type == FakeTime.class
                ? fake.time()
                : context.getStore(PLACE)
                        .getOrComputeIfAbsent(CognigyClient.class, absent -> fake.client(), CognigyClient.class);
    }

    private FakeCognigy platform(ExtensionContext context) {
        return Stream.concat(
                        context.getTestMethod().stream(),
                        Stream.<Class<?>>iterate(
                                context.getRequiredTestClass(), Objects::nonNull, Class::getEnclosingClass))
                .map(element -> element.getAnnotation(World.class))
                .filter(Objects::nonNull)
                .findFirst()
                .map(world -> platform(world.value(), context.getRequiredTestClass()))
                .orElseGet(worlds);
    }

    private static FakeCognigy platform(String name, Class<?> test) {
        try (InputStream resource = test.getResourceAsStream(name)) {
            if (resource == null && Files.notExists(Path.of(name))) {
                throw new IllegalArgumentException(name + ": there is no such resource beside the class, and no file "
                        + Path.of(name).toAbsolutePath() + ".");
            }
            return resource == null
                    ? FakeCognigy.fromFile(Path.of(name), new FakeTime())
                    : FakeCognigy.fromJson(Printable.decoded(resource.readAllBytes()), name, new FakeTime());
        } catch (IOException e) {
            throw unusable(test, name + ": cannot be read: " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException e) {
            throw unusable(test, String.valueOf(e.getMessage()), e);
        }
    }

    private static ExtensionConfigurationException unusable(Class<?> test, String reason, Exception cause) {
        return new ExtensionConfigurationException("The world of " + test.getName() + " is unusable. " + reason, cause);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FakeCognigy fake = context.getStore(PLACE).get(FakeCognigy.class, FakeCognigy.class);
        if (fake != null) {
            context.getExecutionException().ifPresent(failure -> failure.addSuppressed(new WorldAtFailure(fake)));
        }
    }

    /** The world of a failed test, as a suppressed exception of the failure. So every report shows the world. */
    private static final class WorldAtFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private WorldAtFailure(FakeCognigy fake) {
            super(fake.toString(), null, false, false);
        }
    }
}
