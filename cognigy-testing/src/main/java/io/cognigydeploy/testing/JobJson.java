package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The written form of jobs: how they go, and where they stand. */
final class JobJson {

    private static final String STATES = "states";
    private static final String MESSAGE = "message";
    private static final String HALF_APPLIED = "halfApplied";
    private static final String ROLLBACK = "rollback";
    private static final String BOT = "bot_id";
    private static final String ENVIRONMENT = "environment_id";
    private static final String VERSION = "version";
    private static final String APPLIED = "applied";
    private static final String PREVIOUS_VERSION = "previousVersion";
    private static final String CANARY = "canary";
    private static final String SHARE = "share";
    private static final String ENDED_AT = "endedAt";
    private static final String CONFIGURATION = "configuration";
    private static final String PREVIOUS_CONFIGURATION = "previousConfiguration";
    private static final String CALLBACK = "webhookCallbackUrl";

    private JobJson() {}

    static void read(Place root, World world) {
        root.member("jobs").ifPresent(at -> world.jobs = script(at));
        root.member("canaries").ifPresent(at -> world.canaries = script(at));
        root.list("nextJobs").forEach(at -> world.nextJobs.add(script(at)));
        root.list("deployments").forEach(at -> deployment(at, world));
        root.list("rollouts").forEach(at -> rollout(at, world));
    }

    /** Reads a script that stands alone. */
    static JobScript script(Place at) {
        at.only(STATES, MESSAGE, HALF_APPLIED, ROLLBACK);
        return scriptOf(at, JobScript.completes().states());
    }

    /** Reads the script of an object that has other members too. */
    static JobScript scriptOf(Place at, List<String> otherwise) {
        List<String> states = at.texts(STATES);
        List<String> rollback = at.texts(ROLLBACK);
        return new JobScript(
                states.isEmpty() ? otherwise : states,
                at.member(MESSAGE).map(Place::text),
                at.truth(HALF_APPLIED, false),
                rollback.isEmpty() ? JobScript.completes().rollbackStates() : rollback);
    }

    private static JobScript neededScript(Place at) {
        if (at.texts(STATES).isEmpty()) {
            throw at.wrong("must have states");
        }
        return scriptOf(at, List.of());
    }

    private static void deployment(Place at, World world) {
        at.only(
                "id",
                BOT,
                ENVIRONMENT,
                VERSION,
                Place.CREATED_AT,
                STATES,
                MESSAGE,
                HALF_APPLIED,
                ROLLBACK,
                APPLIED,
                PREVIOUS_VERSION,
                CANARY);
        String id = at.text("id");
        String bot = at.text(BOT);
        String environment = at.text(ENVIRONMENT);
        if (!world.bots.containsKey(bot) || !world.environments.containsKey(environment)) {
            throw at.wrong("names a bot or an environment that there is not");
        }
        String version = at.text(VERSION);
        String createdAt = createdAt(at);
        JobScript script = neededScript(at);
        Deployment deployment = at.member(CANARY)
                .map(canary -> canary(canary, new Canary(world, id, bot, environment, version, createdAt, script)))
                .orElseGet(() -> new Deployment(world, id, bot, environment, version, createdAt, script));
        deployment.restore(
                at.truth(APPLIED, false),
                at.member(PREVIOUS_VERSION).map(Place::text).orElse(null));
        at.unique(world.deployments.put(id, deployment));
    }

    private static Deployment canary(Place at, Canary canary) {
        at.only(SHARE, ENDED_AT);
        canary.restore(
                at.number(SHARE, 0), at.member(ENDED_AT).map(Place::moment).orElse(null));
        return canary;
    }

    private static void rollout(Place at, World world) {
        at.only(
                "id",
                ENVIRONMENT,
                CONFIGURATION,
                CALLBACK,
                Place.CREATED_AT,
                STATES,
                MESSAGE,
                HALF_APPLIED,
                ROLLBACK,
                APPLIED,
                PREVIOUS_CONFIGURATION);
        String id = at.text("id");
        if (!world.environments.containsKey(at.text(ENVIRONMENT))) {
            throw at.wrong("names an environment that there is not");
        }
        Rollout rollout = new Rollout(
                world,
                id,
                at.text(ENVIRONMENT),
                at.needed(CONFIGURATION).object(),
                at.member(CALLBACK).map(Place::text).orElse(null),
                createdAt(at),
                neededScript(at));
        rollout.restore(
                at.truth(APPLIED, false),
                at.member(PREVIOUS_CONFIGURATION).map(Place::object).orElse(null));
        at.unique(world.rollouts.put(id, rollout));
    }

    static String createdAt(Place at) {
        return at.resolved().path(Place.CREATED_AT).asText(at.now().toString());
    }

    static void write(World world, ObjectNode root) {
        root.set("jobs", write(world.jobs));
        root.set("canaries", write(world.canaries));
        ArrayNode nextJobs = root.putArray("nextJobs");
        world.nextJobs.forEach(script -> nextJobs.add(write(script)));
        ArrayNode deployments = root.putArray("deployments");
        for (Deployment deployment : world.deployments.values()) {
            ObjectNode node = deployments
                    .addObject()
                    .put("id", deployment.id())
                    .put(BOT, deployment.bot())
                    .put(ENVIRONMENT, deployment.environment())
                    .put(VERSION, deployment.version());
            deployment.previous().ifPresent(previous -> node.put(PREVIOUS_VERSION, previous));
            if (deployment instanceof Canary canary) {
                ObjectNode written = node.putObject(CANARY).put(SHARE, canary.share());
                canary.endedAt().ifPresent(end -> written.put(ENDED_AT, end.toString()));
            }
            node.setAll(write(deployment));
        }
        ArrayNode rollouts = root.putArray("rollouts");
        for (Rollout rollout : world.rollouts.values()) {
            ObjectNode node = rollouts.addObject().put("id", rollout.id()).put(ENVIRONMENT, rollout.environment());
            node.set(CONFIGURATION, rollout.configuration().deepCopy());
            rollout.callback().ifPresent(url -> node.put(CALLBACK, url));
            rollout.previous().ifPresent(previous -> node.set(PREVIOUS_CONFIGURATION, previous.deepCopy()));
            node.setAll(write(rollout));
        }
    }

    static ObjectNode write(JobScript script) {
        return write(script, script.states());
    }

    /** Writes the progress of a job. */
    static ObjectNode write(Job job) {
        ObjectNode node = write(job.script(), job.states());
        return node.put(Place.CREATED_AT, job.createdAt()).put(APPLIED, job.isApplied());
    }

    private static ObjectNode write(JobScript script, List<String> states) {
        ObjectNode node = Json.object();
        WorldJson.put(node.putArray(STATES), states);
        script.message().ifPresent(text -> node.put(MESSAGE, text));
        node.put(HALF_APPLIED, script.isHalfApplied());
        WorldJson.put(node.putArray(ROLLBACK), script.rollbackStates());
        return node;
    }
}
