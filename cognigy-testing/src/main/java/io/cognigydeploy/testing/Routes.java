package io.cognigydeploy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The requests that the platform knows: method and path template, documented form, what is done. */
final class Routes {

    @FunctionalInterface
    interface Handler {

        /** Carries out a request that is authorised and has the documented form. */
        Reply answer(Call call);
    }

    /**
     * One kind of request.
     *
     * @param scopes one of which a token must have, in the singular; empty if the request takes no token
     * @param enveloped whether the answer is in an envelope
     */
    record Route(
            String method,
            List<String> template,
            List<String> scopes,
            Predicate<Call> enveloped,
            Form form,
            Handler handler) {

        boolean isOpen() {
            return scopes.isEmpty();
        }

        /** Returns the method and the path template. */
        String request() {
            return method + " " + String.join("/", template);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /** Returns the routes of all requests, on this world. */
    static Routes of(World world) {
        Routes routes = new Routes();
        PlatformEndpoints.addTo(routes, world);
        DeploymentEndpoints.addTo(routes, world);
        CanaryEndpoints.addTo(routes, world);
        WebhookEndpoints.addTo(routes, world);
        RolloutEndpoints.addTo(routes, world);
        FlowEndpoints.addTo(routes, world);
        ConversationEndpoints.addTo(routes, world);
        return routes;
    }

    /** Adds a request that needs a token with one of these scopes, which are separated by blanks. */
    void add(String method, String template, String scopes, Form form, Handler handler) {
        add(method, template, scopes, call -> false, form, handler);
    }

    /** Adds such a request whose answers, or some of them, are in envelopes. */
    void add(String method, String template, String scopes, Predicate<Call> enveloped, Form form, Handler handler) {
        routes.add(new Route(method, segments(template), List.of(scopes.split(" ", -1)), enveloped, form, handler));
    }

    /** Adds a request that needs no token. */
    void addOpen(String method, String template, Form form, Handler handler) {
        routes.add(new Route(method, segments(template), List.of(), call -> false, form, handler));
    }

    Optional<Route> match(Call call) {
        return routes.stream()
                .filter(route -> route.method().equals(call.method()) && call.fits(route.template()))
                .findFirst();
    }

    Set<String> requests() {
        return routes.stream().map(Route::request).collect(Collectors.toSet());
    }

    /** Returns the methods that the path has. */
    List<String> methods(Call call) {
        return routes.stream()
                .filter(route -> call.fits(route.template()))
                .map(Route::method)
                .distinct()
                .toList();
    }

    private static List<String> segments(String template) {
        return List.of(template.split("/", -1));
    }
}
