package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension with a world of one's own. */
final class OwnWorldTest {

    @RegisterExtension
    final CognigyExtension extension =
            CognigyExtension.of(() -> FakeCognigy.create().addBot("b", "1.0"));

    @Test
    void itIsHandedOver(FakeCognigy fake) {
        assertThat(fake.toString()).contains("bot b");
    }
}
