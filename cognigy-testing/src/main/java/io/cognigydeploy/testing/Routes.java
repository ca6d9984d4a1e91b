package io.cognigydeploy.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The requests that the platform knows: documented form, what is done. */
record Routes(List<Route> all) {

    @FunctionalInterface
    interface Handler {

        /** Carries out a request that is authorised and has the documented form. */
        Reply answer(Call call);
    }

    /** One kind of request. */
    record Route(Form form, Handler handler) {}

    /** Returns the routes of all requests, on this world. */
    static Routes of(World world) {
        Map<String, Handler> handlers = new HashMap<>();
        PlatformEndpoints.addTo(handlers, world);
        DeploymentEndpoints.addTo(handlers, world);
        CanaryEndpoints.addTo(handlers, world);
        WebhookEndpoints.addTo(handlers, world);
        RolloutEndpoints.addTo(handlers, world);
        FlowEndpoints.addTo(handlers, world);
        ConversationEndpoints.addTo(handlers, world);
        return new Routes(Form.ALL.entrySet().stream()
                .map(form ->
                        new Route(form.getValue(), Objects.requireNonNull(handlers.get(form.getKey()), form::getKey)))
                .toList());
    }

    Optional<Route> match(Call call) {
        return all.stream().filter(route -> route.form().fits(call)).findFirst();
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
