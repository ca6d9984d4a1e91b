package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Configurations of environments: validate, trace, roll out, look, roll back. */
final class RolloutEndpoints {

    private final WorldState world;
    private int traces;

    private RolloutEndpoints(WorldState world) {
        this.world = world;
    }

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        RolloutEndpoints endpoints = new RolloutEndpoints(world);
        handlers.put("validate", endpoints::validate);
        handlers.put("trace", endpoints::trace);
        handlers.put("startRollout", endpoints::start);
        handlers.put("rollout", endpoints::poll);
        handlers.put("rollBackRollout", endpoints::rollBack);
    }

    private Reply validate(Call call) {
        JsonNode body = call.json();
        String id = call.path("id");
        WorldState.Rules rules = world.environment(id).rules;
        if (!body.path("environmentId").textValue().equals(id)) {
            throw Refusal.invalid("environmentId is not the environment of the path, " + id);
        }
        List<String> errors = new ArrayList<>(rules.validationErrors);
        errors.addAll(overCapacity(rules, body.path("capacityConstraints")));
        String segment = body.path("isolationRules").path("networkSegment").textValue();
        if (!rules.networkSegment.isEmpty() && !rules.networkSegment.equals(segment)) {
            errors.add("networkSegment " + segment + " is not the environment's, " + rules.networkSegment);
        }
        ObjectNode answer = Json.object().put("valid", errors.isEmpty());
        answer.set("validationErrors", Json.array(errors));
        answer.set("warnings", Json.array(rules.warnings));
        double wanted =
                body.path("capacityConstraints").path("max_concurrent_sessions").doubleValue();
        double used = rules.maxConcurrentSessions == 0 ? 0 : wanted / rules.maxConcurrentSessions;
        return Reply.json(200, answer.put("capacityUtilization", Math.round(used * 100) / 100.0));
    }

    private static List<String> overCapacity(WorldState.Rules rules, JsonNode wanted) {
        List<String> errors = new ArrayList<>();
        check(errors, "max_concurrent_sessions", wanted, rules.maxConcurrentSessions);
        check(errors, "memory_limit_mb", wanted, rules.memoryLimitMb);
        return errors;
    }

    private static void check(List<String> errors, String name, JsonNode wanted, int most) {
        long value = wanted.path(name).longValue();
        if (value < 1) {
            errors.add(name + " must be at least 1, not " + value);
        } else if (most > 0 && value > most) {
            errors.add(name + " " + value + " is more than the environment has, " + most);
        }
    }

    private Reply trace(Call call) {
        JsonNode body = call.json();
        WorldState.Rules rules = world.environment(body.path("environmentId").textValue()).rules;
        List<String> conflicts = rules.dependencyConflicts;
        String status = conflicts.isEmpty() ? "passed" : "failed";
        ObjectNode answer = Json.object()
                .put("traceId", String.format(Locale.ROOT, "tr_%04d", ++traces))
                .put("status", rules.traceStatus.isEmpty() ? status : rules.traceStatus);
        answer.set("dependencyConflicts", Json.array(conflicts));
        int depth = body.path("traceOptions").path("simulationDepth").intValue();
        String flow = body.path("configurationSnapshot").path("dialogFlow").asText("flow");
        answer.set(
                "executionPath",
                Json.array(IntStream.rangeClosed(1, Math.min(depth, 20))
                        .mapToObj(step -> flow + "/" + step)
                        .toList()));
        return Reply.json(200, answer);
    }

    private Reply start(Call call) {
        JsonNode body = call.json();
        String id = body.path("environment_id").textValue();
        WorldState.Environment environment = world.environment(id);
        List<String> errors = new ArrayList<>(overCapacity(environment.rules, body.path("capacity_constraints")));
        for (JsonNode lock : body.path("dependency_locks")) {
            String name = lock.path("package_name").textValue();
            String wanted = name + "@" + lock.path("version").textValue();
            List<String> installed = Json.texts(environment.json().path("availableDependencies"));
            installed.removeIf(dependency -> !dependency.startsWith(name + "@"));
            if (!installed.isEmpty() && !installed.contains(wanted)) {
                errors.add("dependency lock " + wanted + " conflicts with " + String.join(", ", installed));
            }
        }
        if (!errors.isEmpty()) {
            throw Refusal.of(400, "invalid_configuration", String.join("; ", errors));
        }
        world.rollouts.values().stream()
                .filter(other -> other.environment().equals(id) && !other.hasEnded())
                .findFirst()
                .ifPresent(other -> {
                    throw Refusal.conflict("deployment_in_progress", "Job " + other.id() + " is " + other.status());
                });
        Rollout rollout = world.startRollout(
                id,
                (ObjectNode) body.path("configuration_snapshot"),
                body.path("webhookCallbackUrl").textValue());
        return Reply.json(202, rollout.json()).withHeader("Location", "/api/v2/jobs/" + rollout.id());
    }

    private Reply poll(Call call) {
        Rollout rollout = world.rollout(call.path("id"));
        rollout.advance();
        return Reply.json(200, rollout.json());
    }

    private Reply rollBack(Call call) {
        Rollout rollout = world.rollout(call.path("id"));
        rollout.rollBack();
        return Reply.json(202, rollout.json());
    }
}
