package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Canaries: start, change the split, promote, and what is measured of them. */
record CanaryEndpoints(WorldState world) {

    private static final Map<String, Double> BOUNDS =
            Map.of("error_rate", 1.0, "satisfaction_score", 5.0, "max_latency_ms", Double.MAX_VALUE);

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        CanaryEndpoints endpoints = new CanaryEndpoints(world);
        handlers.put("deployCanary", endpoints::deploy);
        handlers.put("metrics", endpoints::metrics);
    }

    private Reply deploy(Call call) {
        JsonNode body = call.json();
        String bot = call.path("bot");
        String environment = body.path("environment_id").textValue();
        String version = body.path("version").textValue();
        if (!body.path("bot_id").textValue().equals(bot)) {
            throw Refusal.unprocessable("other_bot", "bot_id is not the bot of the path, " + bot);
        }
        double share = share(body);
        checkThresholds(body.path("rollback_thresholds"));
        JsonNode known = world.bot(bot).versions.get(version);
        world.environment(environment);
        if (known == null || !DeploymentEndpoints.isPublished(known)) {
            throw Refusal.unprocessable(
                    "version_not_published", "Bot " + bot + " has no published version '" + version + "'");
        }
        Optional<Deployment> running = running(bot);
        if (running.isPresent()) {
            Deployment canary = running.get();
            if (!canary.version().equals(version) || !canary.environment().equals(environment) || canary.isUndoing()) {
                throw Refusal.conflict(
                        "canary_running",
                        "Canary " + canary.id() + " of bot " + bot + ", version " + canary.version() + ", is "
                                + canary.state());
            }
            canary.split(share);
            return answer(200, canary);
        }
        world.refuseIfActive(bot, environment);
        if (!world.environment(environment).live.containsKey(bot)) {
            throw Refusal.unprocessable("no_stable_version", "No version of " + bot + " is live in " + environment);
        }
        Deployment canary = world.startCanary(bot, environment, version);
        canary.split(share);
        return answer(201, canary).withHeader("Location", DeploymentEndpoints.PATH + "/" + canary.id());
    }

    private static Reply answer(int status, Deployment canary) {
        ObjectNode body = Json.object().put("deploymentId", canary.id());
        return Reply.json(status, body.setAll(canary.json()));
    }

    private Stream<Deployment> canaries(String bot) {
        return world.deployments.values().stream()
                .filter(deployment ->
                        deployment.bot().equals(bot) && deployment.canary().isPresent());
    }

    private Optional<Deployment> running(String bot) {
        return canaries(bot).filter(canary -> !canary.hasEnded()).findFirst();
    }

    /** Returns the canary's share in percent. */
    private static double share(JsonNode body) {
        JsonNode matrix = body.path("traffic_matrix");
        double most = body.path("max_traffic_percentage").doubleValue();
        JsonNode stable = matrix.path(Conversations.STABLE);
        JsonNode canary = matrix.path(Conversations.CANARY);
        if (matrix.size() != 2 || !stable.isNumber() || !canary.isNumber()) {
            throw invalidMatrix("must have the shares of stable and canary and no others, not " + matrix);
        }
        double sum = stable.doubleValue() + canary.doubleValue();
        if (stable.doubleValue() < 0 || canary.doubleValue() < 0 || !(sum >= 99.9 && sum <= 100.1)) {
            throw invalidMatrix("must be shares in percent that sum to 100, not " + matrix);
        }
        if (!(most >= 1 && most <= 100)) {
            throw Refusal.unprocessable(
                    "invalid_max_traffic", "max_traffic_percentage must be from 1 to 100, not " + most);
        }
        if (canary.doubleValue() > most) {
            throw invalidMatrix("gives the canary more than max_traffic_percentage, which is " + most);
        }
        return canary.doubleValue();
    }

    private static Refusal invalidMatrix(String what) {
        return Refusal.unprocessable("invalid_traffic_matrix", "traffic_matrix " + what);
    }

    private static void checkThresholds(JsonNode thresholds) {
        for (Map.Entry<String, JsonNode> entry : thresholds.properties()) {
            Double most = BOUNDS.get(entry.getKey());
            double value = entry.getValue().doubleValue();
            if (most == null || !entry.getValue().isNumber() || !(value >= 0 && value <= most)) {
                throw Refusal.unprocessable(
                        "invalid_threshold",
                        "rollback_thresholds." + entry.getKey() + " is not known or out of bounds: "
                                + entry.getValue());
            }
        }
    }

    private Reply metrics(Call call) {
        String bot = call.query("botId").orElseThrow();
        world.bot(bot);
        Optional<String> raw = world.conversations.nextRaw(bot);
        if (raw.isPresent()) {
            return Reply.json(200, Json.object())
                    .withBody(Body.of(() -> raw.get().getBytes(StandardCharsets.UTF_8)));
        }
        Instant to = call.query("to").map(CanaryEndpoints::moment).orElseGet(world.time()::now);
        Instant from = call.query("from")
                .map(CanaryEndpoints::moment)
                .orElseGet(() -> to.minus(window(call.query("window").orElseThrow())));
        String arm = call.query("arm").orElse(Conversations.CANARY);
        Optional<Deployment> canary = canary(bot, call.query("deploymentId"));
        if (arm.equals(Conversations.CANARY)) {
            Instant began = canary.map(Deployment::createdAt).orElse(to);
            Instant ended = canary.flatMap(Deployment::canary)
                    .map(split -> split.endedAt)
                    .orElse(to);
            if (world.conversations.countsWithoutCanary
                    && call.query("arm").isEmpty()
                    && call.query("deploymentId").isEmpty()) {
                return Reply.json(200, measureAround(bot, from, began, ended, to));
            }
            return Reply.json(
                    200, measure(bot, arm, began.isAfter(from) ? began : from, ended.isBefore(to) ? ended : to));
        }
        return Reply.json(200, measure(bot, arm, from, to));
    }

    private ObjectNode measure(String bot, String arm, Instant from, Instant to) {
        return world.conversations
                .measure(bot, arm, from, complete(from, to), shares(bot))
                .put("to", to.toString());
    }

    private ObjectNode measureAround(String bot, Instant from, Instant began, Instant ended, Instant to) {
        return world.conversations
                .measureAround(bot, from, began, ended, complete(from, to), shares(bot))
                .put("to", to.toString());
    }

    private NavigableMap<Instant, Double> shares(String bot) {
        NavigableMap<Instant, Double> canary = new TreeMap<>();
        canaries(bot).forEach(deployment -> {
            Deployment.Canary split = deployment.canary().orElseThrow();
            // A state that was stored by itself has the present share alone.
            canary.put(deployment.createdAt(), split.share);
            split.splits.forEach(each -> canary.put(each.since(), each.share()));
            Optional.ofNullable(split.endedAt).ifPresent(end -> canary.put(end, 0.0));
        });
        return canary;
    }

    /** Returns the end of the conversations that the metrics of a window have by now. */
    private Instant complete(Instant from, Instant to) {
        Instant complete = world.time().now().minusMillis(world.conversations.lateMillis);
        return to.isBefore(complete) ? to : complete.isAfter(from) ? complete : from;
    }

    /** Returns the canary with this id, or else the latest of the bot. */
    private Optional<Deployment> canary(String bot, Optional<String> id) {
        Optional<Deployment> canary = canaries(bot)
                .filter(known -> id.map(known.id()::equals).orElse(true))
                .reduce((earlier, later) -> later);
        if (id.isPresent() && canary.isEmpty()) {
            throw Refusal.notFound("canary", id.get());
        }
        return canary;
    }

    private static Instant moment(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Duration window(String text) {
        long length = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(length);
            case 'm' -> Duration.ofMinutes(length);
            default -> Duration.ofHours(length);
        };
    }
}
