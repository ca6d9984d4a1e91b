package io.cognigydeploy.client.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The bots, environments and test results that the documented API's examples speak of. */
final class DefaultWorld {

    private static final String RUNTIME = "2.10.0";
    private static final String MINIMUM_RUNTIME = "2.3.0";
    private static final String PRODUCTION = "env_prod_us_east_1";
    private static final List<String> DEPENDENCIES = List.of("sentiment-analysis-v2", "entity-recognition-core");

    private DefaultWorld() {}

    static FakeCognigy furnish(FakeCognigy fake, Instant now) {
        fake.addEnvironment(PRODUCTION, "PRODUCTION", RUNTIME, DEPENDENCIES);
        fake.addEnvironment("env_prod_456", "CANARY", RUNTIME, DEPENDENCIES);
        fake.addEnvironment(
                "env_prod_us_01", "PRODUCTION-US", RUNTIME, List.of("cognigy-nlp-core@3.2.0", "dialog-runtime@2.1.4"));
        fake.addEnvironment("env_dev", "DEVELOPMENT", RUNTIME, DEPENDENCIES);
        fake.addEnvironment("env_prod", "PRODUCTION-FLOWS", RUNTIME, DEPENDENCIES);

        bot(fake, "bot_9f8e7d6c5b4a3210", PRODUCTION, "v2.4.0-stable", "v2.4.1-stable", "v_stable");
        bot(fake, "bot_abc123", "env_prod_456", "2.0.0", "2.1.0-canary");
        bot(fake, "bot_12345", PRODUCTION, "v_67891", "v_67890", "v_stable_fallback");

        fake.addTestRun("suite_regression_v24", 200, 150, "rejected", now.minus(Duration.ofHours(25)));
        fake.addTestRun("suite_regression_v24", 200, 196, "approved", now.minus(Duration.ofHours(1)));
        return fake;
    }

    private static void bot(FakeCognigy fake, String id, String environment, String live, String... others) {
        fake.addBot(id, MINIMUM_RUNTIME).addVersion(id, live).live(id, environment, live);
        for (String version : others) {
            fake.addVersion(id, version);
        }
    }
}
