package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The written form of an environment. */
final class EnvironmentJson {

    private static final String HEALTH = "health";
    private static final String NEXT_HEALTH = "nextHealth";
    private static final String LIVE = "live";
    private static final String CONFIGURATION = "configuration";
    private static final String RULES = "rules";
    private static final String SESSIONS = "maxConcurrentSessions";
    private static final String MEMORY = "memoryLimitMb";
    private static final String SEGMENT = "networkSegment";
    private static final String ERRORS = "validationErrors";
    private static final String WARNINGS = "warnings";
    private static final String CONFLICTS = "dependencyConflicts";
    private static final String TRACE_STATUS = "traceStatus";

    private EnvironmentJson() {}

    static void read(Place at, World world) {
        World.Environment environment =
                new World.Environment(at.without(LIVE, HEALTH, NEXT_HEALTH, CONFIGURATION, RULES));
        at.member(HEALTH).ifPresent(health -> environment.health = health.object());
        at.list(NEXT_HEALTH).forEach(health -> environment.nextHealth.add(health.object()));
        at.member(CONFIGURATION).ifPresent(configuration -> environment.configuration = configuration.object());
        at.member(RULES).ifPresent(rules -> read(rules, environment.rules));
        at.member(LIVE)
                .ifPresent(live -> live.members().forEach((id, version) -> {
                    World.Bot bot = world.bots.get(id);
                    if (bot == null) {
                        throw version.wrong("names a bot that there is not");
                    }
                    if (!bot.versions.containsKey(version.text())) {
                        throw version.wrong("names a version that the bot does not have");
                    }
                    environment.live.put(id, version.text());
                }));
        at.unique(world.environments.put(at.text("id"), environment));
    }

    private static void read(Place at, World.Rules rules) {
        at.only(SESSIONS, MEMORY, SEGMENT, ERRORS, WARNINGS, CONFLICTS, TRACE_STATUS);
        rules.maxConcurrentSessions = at.whole(SESSIONS, 0);
        rules.memoryLimitMb = at.whole(MEMORY, 0);
        rules.networkSegment = at.text(SEGMENT, "");
        rules.validationErrors = at.texts(ERRORS);
        rules.warnings = at.texts(WARNINGS);
        rules.dependencyConflicts = at.texts(CONFLICTS);
        rules.traceStatus = at.text(TRACE_STATUS, "");
    }

    static ObjectNode write(World.Environment environment) {
        ObjectNode node = environment.attributes.deepCopy();
        node.set(HEALTH, environment.health.deepCopy());
        WorldJson.putAll(node.putArray(NEXT_HEALTH), environment.nextHealth);
        ObjectNode live = node.putObject(LIVE);
        environment.live.forEach(live::put);
        if (environment.configuration != null) {
            node.set(CONFIGURATION, environment.configuration.deepCopy());
        }
        World.Rules rules = environment.rules;
        ObjectNode written =
                node.putObject(RULES).put(SESSIONS, rules.maxConcurrentSessions).put(MEMORY, rules.memoryLimitMb);
        if (!rules.networkSegment.isEmpty()) {
            written.put(SEGMENT, rules.networkSegment);
        }
        WorldJson.put(written.putArray(ERRORS), rules.validationErrors);
        WorldJson.put(written.putArray(WARNINGS), rules.warnings);
        WorldJson.put(written.putArray(CONFLICTS), rules.dependencyConflicts);
        if (!rules.traceStatus.isEmpty()) {
            written.put(TRACE_STATUS, rules.traceStatus);
        }
        return node;
    }
}
