package io.cognigydeploy.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request through the fake: faults, then credentials, then form, then the endpoint. Stores every request.
 * Guarded by the lock of its {@link FakeCognigy}.
 */
final class Dispatcher {

    /** A request and its reply; without a reply, the connection is closed. */
    record Served(RecordedRequest recorded, @Nullable Reply reply, boolean arrived, Duration stall) {}

    private record Remembered(String body, Reply reply) {}

    private record Script(Fault fault, AtomicLong seen) {}

    private final WorldState world;
    private final Routes routes;
    private final StateHistory history;
    private Offer offer = Offer.EVERYTHING;
    private final List<Script> faults = new ArrayList<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Remembered> idempotent = new HashMap<>();
    private long exchanges;

    Dispatcher(WorldState world) {
        this.world = world;
        this.routes = Routes.of(world);
        this.history = new StateHistory(world);
    }

    void offer(Offer other) {
        offer = other;
    }

    boolean issuesTokens() {
        return offer.issuesTokens();
    }

    void fail(Fault fault) {
        faults.add(new Script(fault, new AtomicLong()));
        if (fault.staleBy() > 0) {
            history.start();
        }
    }

    List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Serves a request, as far as the faults allow, and returns the reply. Does not wait. */
    Served serve(Call call) {
        world.moveOn();
        history.record();
        String number = String.valueOf(++exchanges);
        String id = call.header("X-Request-Id").orElse("req-" + "0".repeat(Math.max(0, 6 - number.length())) + number);
        Fault fault = nextFault(call);
        if (fault.answer() == Fault.Answer.NOT_SENT) {
            return new Served(record(call, 0), null, false, fault.stall());
        }
        if (fault.revokesTokens()) {
            world.access.revokeTokens(world.time().nanoTime());
        }
        Optional<Routes.Route> route = routes.match(call);
        Optional<Refusal> departure = departure(call, route);
        departure.ifPresent(refusal -> violations.add(call + ": " + refusal.detail()));
        Reply usual = fault.hasEffect() ? answer(call, route, departure, id) : null;
        Function<Refusal, Reply> refused = refusal -> routes.dialect(call).refused(refusal, call, Optional.empty(), id);
        Reply reply = disguised(fault, call, usual, refused, id);
        RecordedRequest recorded = record(call, reply == null ? 0 : reply.status());
        requests.add(recorded);
        return new Served(recorded, reply == null ? null : reply.withHeader("X-Request-Id", id), true, fault.stall());
    }

    private @Nullable Reply disguised(
            Fault fault, Call call, @Nullable Reply usual, Function<Refusal, Reply> refused, String id) {
        return switch (fault.answer()) {
            case CONNECTION_LOST, NOT_SENT -> null;
            case STATUS -> fault.disguise(fault.reply(refused));
            case USUAL -> {
                boolean isStale = fault.staleBy() > 0 && usual != null && usual.isSuccess();
                Reply reply = isStale ? history.answer(call, fault.staleBy(), id) : usual;
                yield reply == null ? null : fault.disguise(reply);
            }
        };
    }

    private Fault nextFault(Call call) {
        Fault chosen = Fault.NONE;
        for (Script script : faults) {
            // Each fault counts every request that it matches, also those that another one has.
            if (script.fault.matches(call.method(), call.rawPath())
                    && script.fault.isDue(script.seen.incrementAndGet())
                    && chosen == Fault.NONE) {
                chosen = script.fault;
            }
        }
        return chosen;
    }

    private static Optional<Refusal> departure(Call call, Optional<Routes.Route> route) {
        if (route.isEmpty()) {
            return Optional.of(Refusal.invalid("no such request in the documented API"));
        }
        Form form = route.get().form();
        if (form.isOpen()
                && !form.isGuest()
                && route.get().dialect().credentials(call).isPresent()) {
            return Optional.of(Refusal.invalid("credentials are sent where none belong"));
        }
        return form.departure(call);
    }

    private Reply answer(Call call, Optional<Routes.Route> route, Optional<Refusal> departure, String id) {
        Map<String, String> headers = Map.of();
        Reply reply;
        try {
            Routes.Route known = route.orElseThrow(() -> unknown(call));
            offer.check(call, known.form());
            known.dialect().check(call);
            if (!known.form().isOpen()) {
                Optional<Access.Budget> budget =
                        world.access.spend(world.requestsPerMinute, world.time().nanoTime());
                headers = budget.map(Access.Budget::headers).orElse(Map.of());
                if (budget.isPresent() && budget.get().isOverdrawn()) {
                    throw Refusal.of(
                            429, "rate_limited", "More than " + budget.get().limit() + " requests a minute");
                }
                known.dialect().authorise(call, known.form());
            }
            if (departure.isPresent()) {
                throw departure.get();
            }
            reply = offer.answer(known.form(), once(call, known));
        } catch (Refusal refusal) {
            reply = routes.dialect(call).refused(refusal, call, route.map(Routes.Route::form), id);
        }
        if (reply.status() == 429) {
            reply = reply.withHeader("Retry-After", headers.getOrDefault("RateLimit-Reset", "1"));
        }
        return reply.withHeaders(headers);
    }

    private Refusal unknown(Call call) {
        List<String> methods = offer.isEverything() ? routes.methods(call) : List.of();
        return methods.isEmpty()
                ? Refusal.of(404, "unknown_path", "There is nothing at " + call.rawPath())
                : Refusal.of(405, "unknown_method", call.rawPath() + " takes " + String.join(", ", methods));
    }

    private Reply once(Call call, Routes.Route route) {
        Optional<String> key = call.header("Idempotency-Key").filter(text -> world.honourIdempotencyKeys);
        if (key.isEmpty() || call.method().equals("GET")) {
            return route.handler().answer(call);
        }
        String place = call + " " + key.get();
        Remembered before = idempotent.get(place);
        if (before == null) {
            Reply reply = route.handler().answer(call);
            idempotent.put(place, new Remembered(call.bodyText(), reply));
            return reply;
        }
        if (!before.body().equals(call.bodyText())) {
            throw Refusal.of(422, "idempotency_key_reused", "The Idempotency-Key was used with another body");
        }
        return before.reply();
    }

    private RecordedRequest record(Call call, int status) {
        return call.recorded(world.time().now(), status);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        faults.forEach(script -> lines.add("fault " + script.fault + ", matched " + script.seen));
        violations.forEach(violation -> lines.add("violation " + violation));
        requests.forEach(request -> lines.add("request " + request));
        return lines;
    }
}
