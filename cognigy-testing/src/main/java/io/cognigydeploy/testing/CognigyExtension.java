package io.cognigydeploy.testing;

import io.cognigydeploy.client.CognigyClient;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that gives each test a {@link FakeCognigy} of its own and a {@link CognigyClient} of it. All
 * parameters of one test get the same platform. If the test fails, its report has the whole state of the platform.
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

    /** The world of a failed test, as a suppressed exception of the failure. So every report shows the world. */
    private static final class WorldAtFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private WorldAtFailure(FakeCognigy fake) {
            super(fake.toString(), null, false, false);
        }
    }
}
