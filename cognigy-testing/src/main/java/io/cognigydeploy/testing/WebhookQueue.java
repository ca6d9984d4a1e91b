package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The webhooks, the deliveries to them, and the audit records. Guarded by the lock of its {@link FakeCognigy}. */
final class WebhookQueue {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final String CODED_SECRET = "whsec_";

    /** A webhook call; the status is 0 without an answer. */
    record Delivery(Instant at, URI url, Map<String, String> headers, String body, AtomicInteger status) {

        boolean staysOnThisMachine() {
            return "http".equals(url.getScheme())
                    && url.getHost() != null
                    && LOOPBACK.matcher(url.getHost()).matches();
        }

        RecordedRequest recorded() {
            Map<String, List<String>> all = new TreeMap<>();
            headers.forEach((name, value) -> all.put(name, List.of(value)));
            return new RecordedRequest(at, "POST", url.toString(), "", all, body, status.get());
        }
    }

    final List<Delivery> deliveries = new ArrayList<>();
    final List<RecordedRequest> audits = new ArrayList<>();
    private final WorldState world;
    private int handedOver;

    WebhookQueue(WorldState world) {
        this.world = world;
    }

    /** Queues an event for every active webhook that lists the event. */
    void publish(String event, ObjectNode data) {
        ObjectNode body = Json.object()
                .put("type", event)
                .put("timestamp", world.time().now().toString());
        body.set("data", data);
        for (ObjectNode hook : world.hooks.values()) {
            if (Json.texts(hook.path("events")).contains(event)
                    && hook.path("active").asBoolean()) {
                deliver(
                        hook.path("url").asText(),
                        Json.write(body),
                        hook.path("secret").asText());
            }
        }
    }

    /** Queues an unsigned call of this URL. */
    void call(String url, ObjectNode body) {
        deliver(url, Json.write(body), "");
    }

    private void deliver(String url, String body, String secret) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        if (!secret.isEmpty()) {
            String id = String.format(Locale.ROOT, "msg_%04d", deliveries.size() + 1);
            String timestamp = String.valueOf(world.time().now().getEpochSecond());
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", timestamp);
            headers.put("webhook-signature", "v1," + signature(secret, id + "." + timestamp + "." + body));
        }
        deliveries.add(new Delivery(world.time().now(), URI.create(url), headers, body, new AtomicInteger()));
    }

    private static String signature(String secret, String text) {
        byte[] key = secret.startsWith(CODED_SECRET)
                ? Base64.getDecoder().decode(secret.substring(CODED_SECRET.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    /** Returns the deliveries since the last call that may really be sent. */
    List<Delivery> handOver() {
        List<Delivery> fresh = deliveries.subList(handedOver, deliveries.size()).stream()
                .filter(Delivery::staysOnThisMachine)
                .toList();
        handedOver = deliveries.size();
        return fresh;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        world.hooks.values().forEach(hook -> lines.add("hook " + shown(hook)));
        deliveries.forEach(delivery -> lines.add("delivery " + delivery.url() + " " + delivery.body()));
        audits.forEach(audit -> lines.add("audit " + audit.body()));
        return lines;
    }

    /** Returns the webhook without its secret. */
    static ObjectNode shown(ObjectNode hook) {
        ObjectNode shown = hook.deepCopy();
        shown.remove("secret");
        return shown;
    }
}
