package io.cognigydeploy.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Options of the documents' examples, for platforms other than the embedded fake. */
final class Literals {

    private static final Map<String, List<String>> OPTIONS = Map.of(
            "deploy", bot(),
            "gate", bot(),
            "canary", List.of("--bot", "bot_abc123", "--version", "2.1.0-canary", "--environment", "env_prod_456"),
            "rollout",
                    List.of(
                            "--environment", "env_prod_us_01",
                            "--bot-version", "2.4.1",
                            "--nlp-engine", "v3.2",
                            "--dialog-flow", "production_v8",
                            "--integration", "salesforce_crm",
                            "--integration", "sap_erp",
                            "--lock", "cognigy-nlp-core@3.2.0",
                            "--lock", "dialog-runtime@2.1.4",
                            "--sessions", "500",
                            "--memory", "4096",
                            "--tenant-boundary", "strict",
                            "--network-segment", "production-us-east-1",
                            "--revert-snapshot", "snap_prev_stable"),
            "rollback",
                    List.of(
                            "--bot", "bot_12345",
                            "--version", "v_67890",
                            "--environment", "PRODUCTION",
                            "--environment-id", "env_prod_us_east_1",
                            "--fallback", "v_stable_fallback",
                            "--say", "I need help with my order",
                            "--intent", "order_support"),
            "flows", List.of("--from", "env_dev", "--environment", "env_prod"));

    private Literals() {}

    private static List<String> bot() {
        return List.of(
                "--bot", "bot_9f8e7d6c5b4a3210",
                "--version", "v2.4.1-stable",
                "--environment", "env_prod_us_east_1",
                "--override", "maxConcurrentSessions=500",
                "--override", "nlpEngine=cognigy-nlp-v2",
                "--override", "fallbackStrategy=human_handoff",
                "--dependency", "sentiment-analysis-v2",
                "--dependency", "entity-recognition-core",
                "--suite", "suite_regression_v24");
    }

    /** Returns the command with its example's options, except those among the other arguments. */
    static String[] of(String command, String... more) {
        List<String> given = Arrays.asList(more);
        Map<String, List<String>> options = new LinkedHashMap<>();
        List<String> all = OPTIONS.getOrDefault(command, List.of());
        for (int i = 0; i < all.size(); i += 2) {
            if (!given.contains(all.get(i))) {
                String pair = all.get(i) + "\n" + all.get(i + 1);
                options.put(pair, List.of(all.get(i), all.get(i + 1)));
            }
        }
        return Stream.of(Stream.of(command), options.values().stream().flatMap(List::stream), given.stream())
                .flatMap(part -> part)
                .toArray(String[]::new);
    }
}
