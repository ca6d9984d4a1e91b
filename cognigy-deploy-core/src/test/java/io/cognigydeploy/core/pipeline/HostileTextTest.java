package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.DeploymentFailedException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Each text of each answer repeats a secret of the client and tries to forge output, one member at a time and as refusals,
 * and so do users' checks. Neither gets through anywhere.
 */
public class HostileTextTest {

    private static final String SECRET = "demo-secret";
    private static final String FORGERY =
            " \u001b[2J\u009b1m\r\n::error::forged\u2028##vso[task.x]y\u202e\u200b<img src>|`[a](http://e.vil)";
    private static final String HOSTILE = FORGERY + " " + SECRET + " Basic ZGVtbzpkZW1vLXNlY3JldA== ";

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    static List<ReleaseExample<?>> kinds() {
        return ReleaseExample.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("no member of an answer leaks or forges")
    void noMemberOfAnAnswerGetsThrough(ReleaseExample<?> example) {
        Set<String> names = new TreeSet<>();
        attempt(example, "names", (request, body) -> {
            collect(body, names);
            return body;
        });
        assertThat(names).hasSizeGreaterThan(3);
        for (String name : names) {
            check(attempt(example, name, (request, body) -> planted(body, name)), name);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("no refusal leaks or forges")
    void noRefusalGetsThrough(ReleaseExample<?> example) {
        int[] count = {0};
        attempt(example, "count", (request, body) -> {
            count[0]++;
            return body;
        });
        for (int n = 1; n <= Math.min(count[0], 25); n++) {
            int nth = n;
            int[] seen = {0};
            ObjectNode refusal = Json.MAPPER.createObjectNode();
            for (String name : List.of("code", "message", "detail", "title", "traceId", "error")) {
                refusal.put(name, name + HOSTILE);
            }
            check(
                    attempt(example, "refusal-" + n, (request, body) -> ++seen[0] == nth ? refusal : body),
                    "answer " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("no check of a user's own leaks or forges")
    void noCheckGetsThrough(ReleaseExample<?> example) {
        for (int i = 0; i < 4; i++) {
            int way = i;
            check(
                    attempt(
                            example,
                            "check-" + i,
                            (request, body) -> body,
                            fixture -> fixture.with(builder -> way < 2
                                    ? builder.gate("gate" + HOSTILE, plan -> judge(way))
                                    : builder.verify("verification" + HOSTILE, applied -> judge(way)))),
                    "check " + i);
        }
    }

    private static Verdict judge(int way) {
        if (way % 2 == 0) {
            throw new IllegalStateException("thrown" + HOSTILE, new IOException("cause" + HOSTILE));
        }
        return Verdict.fail("failed" + HOSTILE, new Evidence("name" + HOSTILE, "value" + HOSTILE));
    }

    /** What a run has output behind. */
    private record RunOutput(String forPeople, String markdown, String pages, String asData) {}

    private interface Setting {
        void on(ReleaseFixture<?> fixture);
    }

    private <D extends Deployment> RunOutput attempt(
            ReleaseExample<D> example, String name, BiFunction<Transport.Request, JsonNode, JsonNode> change) {
        return attempt(example, name, change, fixture -> {});
    }

    private <D extends Deployment> RunOutput attempt(
            ReleaseExample<D> example,
            String name,
            BiFunction<Transport.Request, JsonNode, JsonNode> change,
            Setting setting) {
        FakeCognigy fake = example.world().get();
        Path records = folder.resolve(name.replaceAll("[^\\w-]", "_"));
        List<String> forPeople = new ArrayList<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        Transport way = new Transport() {
            @Override
            public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
                return rewritten(fake, request, limit, change);
            }

            @Override
            public List<InetAddress> addresses(String host) throws UnknownHostException {
                return fake.addresses(host);
            }
        };
        try (AuditLog audit = AuditLog.jsonLines(records.resolve("audit.jsonl"))) {
            ReleaseFixture<D> fixture = example.setup().on(fake, way, records);
            fixture.with(builder -> builder.audit(audit)
                    .notify(CiWebhook.to(URI.create("https://ci.test/hooks/a-path-of-its-own"))
                            .signedWith(Secret.of("a-secret-of-more-than-24-bytes")))
                    .listener(event -> forPeople.add(event.describe())));
            setting.on(fixture);
            DeploymentPipeline<D> pipeline = fixture.pipeline();
            Plan plan = pipeline.plan(fixture.deployment);
            forPeople.add(plan.describe() + plan);
            List<CheckResult> gates = pipeline.check(plan);
            forPeople.add(plan.toJson(gates));
            Report report = pipeline.run(plan);
            forPeople.add(report.toText() + "\n" + report + "\n" + report.toMarkdown() + report.toHtml()
                    + report.toJUnitXml() + report.toJson());
            if (!report.outcome().isSuccess()) {
                forPeople.add(new DeploymentFailedException(report).toString());
            }
        } catch (RuntimeException e) {
            for (Throwable at = e; at != null; at = at.getCause()) {
                forPeople.add(at.toString());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            root.detachAppender(logged);
        }
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            forPeople.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                forPeople.add(
                        ThrowableProxyUtil.asString(event.getThrowableProxy()).replace(System.lineSeparator(), "\n"));
            }
        }
        StringBuilder data = new StringBuilder();
        StringBuilder markdown = new StringBuilder();
        StringBuilder pages = new StringBuilder();
        files(records).forEach(file -> {
            String content = content(file);
            // The plan, the first record, is by what a run is resumed and undone, and stays as it was read.
            data.append(file.endsWith("journal.jsonl") ? content.substring(content.indexOf('\n')) : content);
            if (file.getFileName().toString().startsWith("report") || file.endsWith("decision.json")) {
                forPeople.add(content);
            }
            if (file.endsWith("report.md")) {
                markdown.append(content);
            }
            if (file.endsWith("report.md") || file.endsWith("report.html")) {
                pages.append(content);
            }
        });
        fake.requests("POST", "/hooks/.*").forEach(hook -> data.append(hook.body()));
        fake.deliveries().forEach(delivery -> data.append(delivery.body()));
        return new RunOutput(String.join("\n", forPeople), markdown.toString(), pages.toString(), data.toString());
    }

    private static void check(RunOutput output, String where) {
        for (int c : output.forPeople().codePoints().distinct().toArray()) {
            String raw = Character.toString(c);
            if (c != '\n' && !Printable.shown(raw).equals(raw)) {
                refuse(output.forPeople(), raw, where);
            }
        }
        refuse(output.forPeople(), "\n::error::", where);
        refuse(output.forPeople(), "##vso[", where);
        refuse(output.pages(), "<img", where);
        refuse(output.markdown(), "[a](", where);
        refuse(output.markdown(), "http://e.vil", where);
        // What decides is recorded as it is, because a run is resumed by it.
        if (!where.matches("(?i).*(id|ids|version|state|status)")) {
            for (String secret : List.of(SECRET, "ZGVtbzpkZW1v", "a-path-of-its-own")) {
                refuse(output.forPeople() + output.asData(), secret, where);
            }
        }
    }

    private static void refuse(String all, String text, String where) {
        int at = all.indexOf(text);
        if (at >= 0) {
            fail("By way of " + where + ": "
                    + Printable.shown(all.substring(Math.max(0, at - 200), Math.min(all.length(), at + 60))));
        }
    }

    private static JsonNode planted(JsonNode value, String name) {
        JsonNode copy = value.deepCopy();
        plant(copy, name);
        return copy;
    }

    private static void plant(JsonNode value, String name) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                if (member.getKey().equals(name) && member.getValue().isTextual()) {
                    member.setValue(TextNode.valueOf(member.getValue().textValue() + HOSTILE));
                } else {
                    plant(member.getValue(), name);
                }
            });
        } else {
            value.forEach(element -> plant(element, name));
        }
    }

    private static void collect(JsonNode value, Set<String> names) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                if (member.getValue().isTextual()) {
                    names.add(member.getKey());
                }
                collect(member.getValue(), names);
            });
        } else {
            value.forEach(element -> collect(element, names));
        }
    }

    private static Transport.Response rewritten(
            FakeCognigy fake,
            Transport.Request request,
            Duration limit,
            BiFunction<Transport.Request, JsonNode, JsonNode> change)
            throws IOException, InterruptedException {
        Transport.Response answer = fake.exchange(request, limit);
        if (request.uri().getPath().endsWith("/token")) {
            return answer;
        }
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return answer;
        }
        JsonNode other = change.apply(request, body);
        int status = other.path("traceId").isTextual() && !body.path("traceId").isTextual() ? 400 : answer.status();
        return new Transport.Response(status, answer.headers(), Json.MAPPER.writeValueAsBytes(other));
    }

    private static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
