package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Speaks to an installation of the product as its clients do, and lets virtual time pass. */
final class ProductWire {

    static final String KEY = "demo-key";
    static final String API = "/new/v2.0";

    private static final String BASE = "https://cognigy.test";

    private final FakeCognigy fake;
    private final Wire wire;

    ProductWire(FakeCognigy fake) {
        this.fake = fake;
        this.wire = new Wire(fake, BASE)
                .with("X-API-Key", KEY)
                .with("Accept", Wire.JSON)
                .with("Content-Type", Wire.JSON);
    }

    /** The same, without the path's beginning and with other headers. */
    Wire plain() {
        return new Wire(fake, BASE);
    }

    Wire keyed() {
        return wire;
    }

    Wire.Received get(String path) {
        return wire.get(API + path);
    }

    Wire.Received post(String path, String body) {
        return wire.post(API + path, body);
    }

    Wire.Received patch(String path, String body) {
        return wire.send("PATCH", API + path, body);
    }

    Wire.Received delete(String path) {
        return wire.send("DELETE", API + path, "");
    }

    List<String> names(String path) {
        List<String> names = new ArrayList<>();
        get(path)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    String id(String path, String name) {
        for (JsonNode item : get(path).json().path("items")) {
            if (item.path("name").asText().equals(name)) {
                return item.path("_id").asText();
            }
        }
        throw new AssertionError("no " + name + " in " + path);
    }

    /** Lets a task end, and returns it. */
    JsonNode ended(Wire.Received begun) {
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        fake.time().advance(Duration.ofSeconds(10));
        return get("/tasks/" + begun.text("_id")).json();
    }

    JsonNode create(String project, String name) {
        return ended(post(
                "/snapshots",
                "{\"projectId\":\"" + project + "\",\"name\":\"" + name + "\",\"description\":\"made by a test\"}"));
    }

    /** Packages a snapshot and returns the link to its file. */
    URI link(String snapshot) {
        assertThat(ended(post("/snapshots/" + snapshot + "/package", ""))
                        .path("status")
                        .asText())
                .isEqualTo("done");
        return URI.create(post("/snapshots/" + snapshot + "/downloadlink", "").text("downloadLink"));
    }

    Transport.Response fetch(URI link, String... headers) {
        return exchange("GET", link, new byte[0], headers);
    }

    Transport.Response upload(String project, byte[] file) {
        String boundary = "----boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\n" + project
                        + "\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"shop.csnap\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return exchange(
                "POST",
                URI.create(BASE + API + "/snapshots/upload"),
                body.toByteArray(),
                "X-API-Key",
                KEY,
                "Accept",
                Wire.JSON,
                "Content-Type",
                "multipart/form-data; boundary=" + boundary);
    }

    JsonNode uploaded(String project, byte[] file) {
        Transport.Response begun = upload(project, file);
        return ended(
                new Wire.Received(begun.status(), begun.headers(), new String(begun.body(), StandardCharsets.UTF_8)));
    }

    private Transport.Response exchange(String method, URI uri, byte[] body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        try {
            return fake.exchange(
                    new Transport.Request(method, uri, HttpHeaders.of(all, (name, value) -> true), body),
                    Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
