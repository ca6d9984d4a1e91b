package io.cognigydeploy.testing;

import java.util.Optional;

/** The dialect of the documented platform: bearer tokens with scopes, refusals with codes in words. */
record DocumentedDialect(WorldState world) implements Dialect {

    private static final String BEARER = "Bearer ";

    @Override
    public boolean owns(Call call) {
        return true;
    }

    @Override
    public Optional<String> credentials(Call call) {
        return call.header("Authorization");
    }

    @Override
    public void check(Call call) {}

    @Override
    public void authorise(Call call, Form form) {
        String header = credentials(call).orElseThrow(() -> Refusal.unauthorized("No bearer token"));
        String bearer = header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
        if (bearer.isEmpty() || !world.access.isGood(bearer, world.time().nanoTime())) {
            throw Refusal.unauthorized("The bearer token is unknown or has expired");
        }
        if (!world.access.mayDo(bearer, form.scopes())) {
            throw Refusal.of(
                    403, "insufficient_scope", "Wanted is one of the scopes " + String.join(", ", form.scopes()));
        }
    }

    @Override
    public Reply refused(Refusal refusal, Call call, Optional<Form> form, String requestId) {
        return form.filter(Form::isEnveloped).isPresent() ? refusal.enveloped(requestId) : refusal.reply(requestId);
    }
}
