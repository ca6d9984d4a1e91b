package io.cognigydeploy.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The bots, environments, test results and flows that the documented API's examples speak of. */
final class DefaultWorld {

    private static final String RUNTIME = "2.10.0";
    private static final String MINIMUM_RUNTIME = "2.1.0";
    private static final String PRODUCTION = "env_prod_us_east_1";
    private static final String ROLLOUT = "env_prod_us_01";
    private static final String DEVELOPMENT = "env_dev";
    private static final String FLOWS = "env_prod";
    private static final String ROLLED_BACK_BOT = "bot_12345";
    private static final List<String> DEPENDENCIES = List.of("sentiment-analysis-v2", "entity-recognition-core");

    private DefaultWorld() {}

    static FakeCognigy furnish(FakeCognigy fake, Instant now) {
        fake.addEnvironment(PRODUCTION, "PRODUCTION", RUNTIME, DEPENDENCIES);
        fake.addEnvironment("env_prod_456", "CANARY", RUNTIME, DEPENDENCIES);
        fake.addEnvironment(
                ROLLOUT, "PRODUCTION-US", RUNTIME, List.of("cognigy-nlp-core@3.2.0", "dialog-runtime@2.1.4"));
        fake.addEnvironment(DEVELOPMENT, "DEVELOPMENT", RUNTIME, DEPENDENCIES);
        fake.addEnvironment(FLOWS, "PRODUCTION-FLOWS", RUNTIME, DEPENDENCIES);

        bot(fake, "bot_9f8e7d6c5b4a3210", PRODUCTION, "v2.4.0-stable", "v2.4.1-stable", "v_stable");
        bot(fake, "bot_abc123", "env_prod_456", "2.0.0", "2.1.0-canary");
        bot(fake, ROLLED_BACK_BOT, PRODUCTION, "v_67891", "v_67890", "v_stable_fallback");
        for (String version : List.of("v_67891", "v_67890", "v_stable_fallback")) {
            fake.publishedFor(ROLLED_BACK_BOT, version, "PRODUCTION");
        }
        fake.understands(ROLLED_BACK_BOT, "I need help with my order", "order_support", 0.93, "subject=order");

        fake.addTestRun("suite_regression_v24", 200, 150, "rejected", now.minus(Duration.ofHours(25)));
        fake.addTestRun("suite_regression_v24", 200, 196, "approved", now.minus(Duration.ofHours(1)));

        fake.capacity(ROLLOUT, 1200, 16_384).health(ROLLOUT, "healthy", 0.01);
        fake.configure(ROLLOUT, """
            {"botVersion":"2.4.0","nlpEngine":"v3.2","dialogFlow":"production_v7","integrations":["salesforce_crm"]}\
            """);

        flows(fake);
        return fake;
    }

    private static void flows(FakeCognigy fake) {
        for (String environment : List.of(FLOWS, DEVELOPMENT)) {
            fake.addIntent(environment, "intent_order_support").addEntity(environment, "entity_order_number");
        }
        fake.addFlow(DEVELOPMENT, """
            {"id":"flow_abc123","name":"CustomerSupport","version":"1.2.0",\
            "nodes":[{"id":"n1","type":"start","configuration":{}},\
            {"id":"n2","type":"end","configuration":{}}],\
            "edges":[{"from":"n1","to":"n2","condition":null}],\
            "externalReferences":[]}\
            """);
        fake.addFlow(DEVELOPMENT, """
            {"id":"flow_order456","name":"OrderSupport","version":"1.0.0",\
            "nodes":[{"id":"n1","type":"start","configuration":{}},\
            {"id":"n2","type":"intent","configuration":{"intent":"intent_order_support"}},\
            {"id":"n3","type":"end","configuration":{}}],\
            "edges":[{"from":"n1","to":"n2","condition":null},\
            {"from":"n2","to":"n3","condition":"intent == 'order_support'"}],\
            "externalReferences":[{"type":"flow","id":"flow_abc123","environmentId":"env_dev"},\
            {"type":"intent","id":"intent_order_support","environmentId":"env_dev"},\
            {"type":"entity","id":"entity_order_number","environmentId":"env_dev"}]}\
            """);
    }

    private static void bot(FakeCognigy fake, String id, String environment, String live, String... others) {
        fake.addBot(id, MINIMUM_RUNTIME).addVersion(id, live).live(id, environment, live);
        for (String version : others) {
            fake.addVersion(id, version);
        }
    }
}
