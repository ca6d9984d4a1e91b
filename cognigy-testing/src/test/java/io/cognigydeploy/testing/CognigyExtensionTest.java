package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

@ExtendWith(CognigyExtension.class)
final class CognigyExtensionTest {

    @SuppressWarnings("NullAway.Init")
    private FakeCognigy before;

    @BeforeEach
    void remember(FakeCognigy fake) {
        before = fake;
    }

    @Test
    void allParametersOfATestAreOfOnePlatform(FakeCognigy fake, CognigyClient client) {
        assertThat(fake).isSameAs(before);
        assertThat(client.bots().get("bot_12345").id()).contains("bot_12345");
        assertThat(fake.requests()).hasSize(2);
    }

    @Test
    void eachTestHasItsOwn(FakeCognigy fake) {
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aFailureCarriesTheWorld(FakeCognigy fake) {
        AssertionError failure = new AssertionError("wrong");
        new CognigyExtension().afterEach(context(fake, failure));
        assertThat(failure.getSuppressed())
                .singleElement()
                .asString()
                .contains("FakeCognigy at", "live bot_12345 at v_67891");
    }

    private static ExtensionContext context(FakeCognigy fake, Throwable failure) {
        ExtensionContext.Store store = stub(ExtensionContext.Store.class, fake);
        return (ExtensionContext) Proxy.newProxyInstance(
                CognigyExtensionTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> method.getName().equals("getStore") ? store : Optional.of(failure));
    }

    private static <T> T stub(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }
}
