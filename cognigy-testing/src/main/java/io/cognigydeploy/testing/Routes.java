package io.cognigydeploy.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The requests that the platform knows: documented form, dialect, what is done. */
record Routes(List<Route> all, List<Dialect> dialects) {

    @FunctionalInterface
    interface Handler {

        /** Carries out a request that is authorised and has the documented form. */
        Reply answer(Call call);
    }

    /** One kind of request. */
    record Route(Form form, Dialect dialect, Handler handler) {}

    /** Returns the routes of all requests, on this world. */
    static Routes of(WorldState world) {
        Map<String, Handler> handlers = new HashMap<>();
        PlatformEndpoints.addTo(handlers, world);
        DeploymentEndpoints.addTo(handlers, world);
        CanaryEndpoints.addTo(handlers, world);
        WebhookEndpoints.addTo(handlers, world);
        RolloutEndpoints.addTo(handlers, world);
        FlowEndpoints.addTo(handlers, world);
        ConversationEndpoints.addTo(handlers, world);
        ProductRequests.addTo(handlers, world);
        Map<String, Dialect> dialects = new LinkedHashMap<>();
        dialects.put("product", new ProductDialect(world));
        dialects.put("documented", new DocumentedDialect(world));
        return new Routes(
                Form.ALL.values().stream()
                        .map(form -> new Route(
                                form,
                                Objects.requireNonNull(dialects.get(form.dialect()), form::dialect),
                                Objects.requireNonNull(handlers.get(form.name()), form::name)))
                        .toList(),
                List.copyOf(dialects.values()));
    }

    Optional<Route> match(Call call) {
        for (Route route : all) {
            if (route.form().fits(call)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** Returns the dialect of a request, also of one that is not known. */
    Dialect dialect(Call call) {
        return match(call)
                .map(Route::dialect)
                .or(() ->
                        dialects.stream().filter(dialect -> dialect.owns(call)).findFirst())
                .orElseThrow();
    }

    /** Returns the methods that the path has. */
    List<String> methods(Call call) {
        return all.stream()
                .map(Route::form)
                .filter(form -> form.hasPathOf(call))
                .map(Form::method)
                .distinct()
                .toList();
    }
}
