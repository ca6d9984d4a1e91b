package io.cognigydeploy.client.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The requests that the platform knows: method and path template, documented form, what is done. */
final class Routes {

    @FunctionalInterface
    interface Handler {

        /** Carries out a request that is authorised and has the documented form. */
        Reply answer(Call call);
    }

    record Route(String method, List<String> template, boolean open, Form form, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    /** Adds a request that needs a token. */
    void add(String method, String template, Form form, Handler handler) {
        routes.add(new Route(method, segments(template), false, form, handler));
    }

    /** Adds a request that needs no token. */
    void addOpen(String method, String template, Form form, Handler handler) {
        routes.add(new Route(method, segments(template), true, form, handler));
    }

    Optional<Route> match(Call call) {
        return routes.stream()
                .filter(route -> route.method().equals(call.method()) && call.fits(route.template()))
                .findFirst();
    }

    /** The methods under which the path is known. */
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
