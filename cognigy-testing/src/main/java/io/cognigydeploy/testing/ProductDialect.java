package io.cognigydeploy.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The dialect of the product: API keys, problems with numbers as codes, web pages from the gateway before it. */
record ProductDialect(WorldState world) implements Dialect {

    /** In bytes; uploads are no JSON and have a limit of their own. */
    static final int MAX_JSON = 60 * 1024;

    private static final Pattern PATHS = Pattern.compile("/(new/)?v2\\.0/.*|/auth/oauth2/.*");
    private static final String BEARER = "Bearer ";
    private static final String GATEWAY = "gateway";
    private static final Map<Integer, Integer> CODES = Map.of(400, 1005, 404, 1002, 405, 1013, 409, 1004, 500, 1008);

    @Override
    public boolean owns(Call call) {
        return PATHS.matcher(call.rawPath()).matches();
    }

    @Override
    public Optional<String> credentials(Call call) {
        return call.header("X-API-Key")
                .or(() -> call.header("Authorization")
                        .map(header -> header.startsWith(BEARER) ? header.substring(BEARER.length()) : ""))
                .or(() -> call.query("api_key"));
    }

    @Override
    public void check(Call call) {
        if (world.installation().settings.strictGets
                && call.method().equals("GET")
                && !call.bodyText().isEmpty()) {
            throw Refusal.of(403, GATEWAY, "A GET with a body is refused");
        }
        if (call.bodyBytes() > MAX_JSON && call.parts().isEmpty()) {
            throw Refusal.of(413, "too_large", "The body has more than " + MAX_JSON + " bytes");
        }
    }

    @Override
    public void authorise(Call call, Form form) {
        authorise(call);
    }

    /** Refuses a request without a key or a token. */
    void authorise(Call call) {
        if (credentials(call)
                .filter(key -> world.access.isGood(key, world.time().nanoTime()))
                .isEmpty()) {
            throw Refusal.unauthorized("Authentication by this API key or token was not possible");
        }
    }

    @Override
    public Reply refused(Refusal refusal, Call call, Optional<Form> form, String requestId) {
        if (refusal.code().equals(GATEWAY)) {
            String page = "<!doctype html><html><body><h1>" + refusal.status() + " " + refusal.title()
                    + "</h1></body></html>";
            return Reply.empty(refusal.status())
                    .withHeader("Content-Type", "text/html")
                    .withBody(Body.of(() -> page.getBytes(StandardCharsets.UTF_8)));
        }
        UUID trace = UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8));
        return Reply.json(
                        refusal.status(),
                        Json.object()
                                .put("type", "https://errors.cognigy.test/" + refusal.status())
                                .put("title", refusal.title())
                                .put("status", refusal.status())
                                .put("detail", refusal.detail())
                                .put("instance", call.rawPath())
                                .put("code", CODES.getOrDefault(refusal.status(), refusal.status()))
                                .put("traceId", "api--" + trace)
                                .set("details", Json.object()))
                .withHeader("Content-Type", "application/problem+json");
    }
}
