package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cognigydeploy.client.CognigyClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@World("shop.json")
final class WorldTest {

    @Test
    void theWorldOfTheClassIsReadFromItsPackage(FakeCognigy fake, CognigyClient client) {
        assertThat(fake.liveVersion("bot_shop", "env_shop")).contains("v7");
        assertThat(client.bots().get("bot_shop").id()).contains("bot_shop");
    }

    @Test
    @World("/io/cognigydeploy/testing/default-world.json")
    void theWorldOfAMethodTakesPrecedence(FakeCognigy fake) {
        assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).isPresent();
    }

    @Test
    @World("src/test/resources/io/cognigydeploy/testing/shop.json")
    void aWorldMayBeAFile(FakeCognigy fake) {
        assertThat(fake.liveVersion("bot_shop", "env_shop")).contains("v7");
    }

    @Test
    void theTimeIsThatOfThePlatform(FakeTime time, FakeCognigy fake, CognigyClient client) {
        Instant before = client.time().now();
        time.advance(Duration.ofHours(1));

        assertThat(time).isSameAs(fake.time());
        assertThat(client.time().now()).isEqualTo(before.plus(Duration.ofHours(1)));
    }

    @Nested
    final class Inside {

        @Test
        void aNestedClassHasTheWorldAroundIt(FakeCognigy fake) {
            assertThat(fake.liveVersion("bot_shop", "env_shop")).contains("v7");
        }
    }

    @World("absent.json")
    static final class Absent extends OneTest {}

    @World("damaged.json")
    static final class Damaged extends OneTest {}

    @World("of-another-form.json")
    static final class OfAnotherForm extends OneTest {}

    @World("latin-1.json")
    static final class InLatin1 extends OneTest {}

    private abstract static class OneTest {

        @Test
        void starts(FakeCognigy fake) {
            assertThat(fake).isNotNull();
        }
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of(Absent.class, "absent.json: there is no such resource beside the class, and no file "),
                Arguments.of(Damaged.class, "damaged.json, line 2, column 2: not JSON: "),
                Arguments.of(OfAnotherForm.class, "of-another-form.json: state.bots "),
                Arguments.of(InLatin1.class, "latin-1.json: cannot be read: it is not UTF-8. Save it as UTF-8."));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void aWorldThatIsAbsentOrDamagedIsNamed(Class<?> type, String reason) {
        List<Throwable> failures =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(type))
                        .execute()
                        .testEvents()
                        .failed()
                        .stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                        .map(TestExecutionResult::getThrowable)
                        .flatMap(Optional::stream)
                        .toList();

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining(reason))
                .extracting(Throwable::getCause)
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(ExtensionConfigurationException.class)
                        .hasMessageStartingWith("The world of " + type.getName() + " is unusable. " + reason));
    }
}
