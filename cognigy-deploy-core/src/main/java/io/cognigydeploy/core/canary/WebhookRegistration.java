package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registration of a webhook that the platform calls. */
final class WebhookRegistration implements Mutation {

    private final CognigyClient cognigy;
    private final WebhookRequest hook;

    /** The webhook in the platform's answer; null if this object has received none. */
    private volatile @Nullable Webhook answered;

    WebhookRegistration(CognigyClient cognigy, WebhookRequest hook) {
        this.cognigy = cognigy;
        this.hook = hook;
    }

    String name() {
        return hook.name();
    }

    /**
     * Returns the id of the webhook if it is registered; empty too if the platform lists no webhooks.
     *
     * @throws CognigyException if the platform does not answer
     */
    static Optional<String> find(CognigyClient cognigy, WebhookRequest hook) {
        return listed(cognigy)
                .answered()
                .flatMap(hooks ->
                        hooks.stream().filter(known -> isThat(known, hook)).findFirst())
                .map(known -> known.id().orElse(hook.name()));
    }

    private static boolean isThat(Webhook known, WebhookRequest hook) {
        return known.name().filter(hook.name()::equals).isPresent()
                && known.url().filter(hook.url().toString()::equals).isPresent()
                && known.events()
                        .filter(events -> events.containsAll(hook.events()))
                        .isPresent()
                && known.active().orElse(true);
    }

    /** Returns the name and the host only: the rest of a webhook's address is often a secret. */
    @Override
    public String description() {
        return "register webhook " + hook.name() + " at " + hook.url().getHost();
    }

    private static Reading<List<Webhook>> listed(CognigyClient cognigy) {
        return Reading.of(cognigy, () -> cognigy.webhooks().list().items());
    }

    @Override
    public String send(String idempotencyKey) {
        Webhook made = cognigy.webhooks().register(idempotencyKey, hook);
        answered = made;
        return made.id().orElse(hook.name());
    }

    /** Finds the webhook, of which the state before the run had none. */
    @Override
    public Search search(Optional<List<String>> known) {
        Optional<List<Webhook>> hooks = listed(cognigy).answered();
        if (hooks.isEmpty()) {
            return new Search.Unclear("the platform does not list its webhooks");
        }
        return hooks.get().stream()
                .filter(candidate -> isThat(candidate, hook))
                .findFirst()
                .<Search>map(candidate -> new Search.Found(candidate.id().orElse(hook.name())))
                .orElseGet(Search.Absent::new);
    }

    /** Judges by the answer to the request if it states what was registered, and by the list of webhooks otherwise. */
    @Override
    public Verdict confirm(Job end) {
        Webhook made = answered;
        if (made != null && made.id().isPresent() && isThat(made, hook)) {
            return Verdict.pass("webhook " + hook.name() + " is registered, by the platform's answer");
        }
        Optional<List<Webhook>> hooks = listed(cognigy).value();
        if (hooks.isEmpty()) {
            return Verdict.inconclusive(
                    "the platform does not list its webhooks, so webhook " + hook.name() + " was not read back");
        }
        if (hooks.get().stream().anyMatch(known -> isThat(known, hook))) {
            return Verdict.pass("webhook " + hook.name() + " is registered");
        }
        // Some platforms list fewer members of a webhook than were registered.
        return hooks.get().stream()
                        .anyMatch(known -> known.id().filter(end.id()::equals).isPresent())
                ? Verdict.inconclusive("webhook " + hook.name() + " is listed, but not shown to be what was registered")
                : Verdict.fail("webhook " + hook.name() + " is not listed");
    }
}
