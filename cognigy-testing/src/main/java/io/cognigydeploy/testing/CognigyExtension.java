package io.cognigydeploy.testing;

import io.cognigydeploy.client.CognigyClient;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a {@link FakeCognigy} and a {@link CognigyClient} of it to tests, the same to all parameters of one test and
 * another to each test. If the test fails, the whole state of the platform is in its report.
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

    /** With a world in which everything can succeed. */
    public CognigyExtension() {
        this(FakeCognigy::withDefaultWorld);
    }

    private CognigyExtension(Supplier<FakeCognigy> worlds) {
        this.worlds = worlds;
    }

    /** With worlds of one's own, for a field with {@code @RegisterExtension}. */
    public static CognigyExtension of(Supplier<FakeCognigy> worlds) {
        return new CognigyExtension(worlds);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FakeCognigy.class || type == CognigyClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FakeCognigy fake = context.getStore(PLACE)
                .getOrComputeIfAbsent(FakeCognigy.class, absent -> worlds.get(), FakeCognigy.class);
        return parameter.getParameter().getType() == FakeCognigy.class
                ? fake
                : context.getStore(PLACE)
                        .getOrComputeIfAbsent(CognigyClient.class, absent -> fake.client(), CognigyClient.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FakeCognigy fake = context.getStore(PLACE).get(FakeCognigy.class, FakeCognigy.class);
        if (fake != null) {
            context.getExecutionException().ifPresent(failure -> failure.addSuppressed(new WorldAtFailure(fake)));
        }
    }

    /** Not thrown: it rides on the failure, so that every report shows it. */
    private static final class WorldAtFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private WorldAtFailure(FakeCognigy fake) {
            super(fake.toString(), null, false, false);
        }
    }
}
