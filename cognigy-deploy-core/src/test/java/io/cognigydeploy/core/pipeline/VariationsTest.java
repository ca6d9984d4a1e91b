package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.flows.Promotion;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of the documents' requests in the forms that other people's platforms give them, one at a time. */
class VariationsTest {

    private static final Map<Subject, List<String>> UNDISTURBED = new EnumMap<>(Subject.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(factory = MemoryFolder.class)
    Path records;

    /** The kinds of deployment, each on a platform that has its own document's requests. */
    private enum Subject {
        BOT,
        CANARY,
        CONFIGURATION,
        FLOWS,
        ROLLBACK;

        private ReleaseFixture<?> fixture(Path records, Rewriting way) {
            return switch (this) {
                case BOT ->
                    ReleaseFixture.bot(
                            way.to(FakeCognigy.withDefaultWorld().only(Document.BOT_DEPLOYMENT)), way, records);
                case CANARY -> ReleaseFixture.briefCanary(way.to(FakeCognigy.withDefaultWorld()), way, records);
                case CONFIGURATION ->
                    ReleaseFixture.configuration(
                            way.to(FakeCognigy.withDefaultWorld().only(Document.CONFIGURATION)), way, records);
                case FLOWS ->
                    ReleaseFixture.flows(way.to(Promotion.world().onlyWithProse(Document.FLOWS)), way, records);
                case ROLLBACK -> {
                    FakeCognigy fake = way.to(FakeCognigy.withDefaultWorld()
                            .acceptAnyCredentials()
                            .only(Document.VERSION_ROLLBACK));
                    yield ReleaseFixture.rollback(fake, way, records)
                            .withClient(CognigyClient.builder()
                                    .baseUrl("https://cognigy.test")
                                    .credentials(Credentials.apiKey("demo-key"))
                                    .transport(way)
                                    .time(fake.time())
                                    .random(new Random(7))
                                    .build());
                }
            };
        }
    }

    /** A request of a document. */
    private enum Row {
        TESTS(Subject.BOT, "GET", "/api/v1/tests/.*"),
        ENVIRONMENT(Subject.BOT, "GET", "/api/v1/environments/.*"),
        BOT(Subject.BOT, "GET", "/api/v1/bots/[^/]+"),
        DEPLOY(Subject.BOT, "POST", "/api/v1/deployments"),
        DEPLOYMENT(Subject.BOT, "GET", "/api/v1/deployments/[^/]+"),
        CANARY(Subject.CANARY, "POST", "/api/v1/bots/.*/deploy"),
        METRICS(Subject.CANARY, "GET", "/api/v1/metrics/.*"),
        VALIDATE(Subject.CONFIGURATION, "POST", "/api/v2/environments/.*/validate"),
        TRACE(Subject.CONFIGURATION, "POST", "/api/v2/validations/.*"),
        CONFIGURE(Subject.CONFIGURATION, "POST", "/api/v2/deployments"),
        JOB(Subject.CONFIGURATION, "GET", "/api/v2/jobs/.*"),
        HEALTH(Subject.CONFIGURATION, "GET", "/api/v2/environments/.*/health"),
        FLOW_LIST(Subject.FLOWS, "GET", "/api/v2/flows"),
        IMPORT(Subject.FLOWS, "POST", "/api/v2/flows/import"),
        FLOW_STATUS(Subject.FLOWS, "GET", "/api/v2/flows/.*/status"),
        VERSIONS(Subject.ROLLBACK, "GET", "/api/v1/bots/.*/versions"),
        SESSIONS(Subject.ROLLBACK, "GET", "/api/v1/sessions"),
        BACK(Subject.ROLLBACK, "POST", "/api/v1/deployments"),
        BACK_STATUS(Subject.ROLLBACK, "GET", "/api/v1/deployments/.*/status");

        private static final Set<Row> ACCEPTING = Set.of(DEPLOY, CANARY, CONFIGURE, BACK);
        private static final Set<Row> POLLED = Set.of(DEPLOYMENT, JOB, FLOW_STATUS, BACK_STATUS);

        private final Subject subject;
        private final String method;
        private final String path;

        Row(Subject subject, String method, String path) {
            this.subject = subject;
            this.method = method;
            this.path = path;
        }

        private boolean isRowOf(Transport.Request request) {
            return request.method().equals(method) && request.uri().getPath().matches(path);
        }
    }

    /** Every answer of one row in another form. */
    private record Variation(Row row, String name, UnaryOperator<Transport.Response> form) {
        @Override
        public String toString() {
            return row + ": " + name;
        }
    }

    /** The way to a platform whose answers to one row come in another form. */
    private static final class Rewriting implements Transport {

        private final Variation variation;
        private FakeCognigy fake = FakeCognigy.create();

        Rewriting(Variation variation) {
            this.variation = variation;
        }

        private FakeCognigy to(FakeCognigy platform) {
            fake = platform;
            return platform;
        }

        @Override
        public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
            Response answer = fake.exchange(request, limit);
            return variation.row().isRowOf(request) && answer.status() < 300
                    ? variation.form().apply(answer)
                    : answer;
        }

        @Override
        public List<InetAddress> addresses(String host) throws UnknownHostException {
            return fake.addresses(host);
        }
    }

    private static Transport.Response with(Transport.Response answer, String body, String... headers) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(answer.headers().map());
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1].isEmpty()) {
                all.remove(headers[i]);
            } else {
                all.put(headers[i], List.of(headers[i + 1]));
            }
        }
        all.remove("Content-Length");
        return new Transport.Response(
                answer.status(), HttpHeaders.of(all, (n, v) -> true), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Transport.Response answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static UnaryOperator<Transport.Response> header(String name, String value) {
        return answer -> with(answer, text(answer), name, value);
    }

    private static UnaryOperator<Transport.Response> text(UnaryOperator<String> form) {
        return answer -> answer.body().length == 0 ? answer : with(answer, form.apply(text(answer)));
    }

    private static UnaryOperator<Transport.Response> json(UnaryOperator<JsonNode> form) {
        return text(body -> {
            try {
                return form.apply(JSON.readTree(body)).toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Changes each object of the answer, from within; flows stay as they are inside. */
    private static UnaryOperator<Transport.Response> objects(UnaryOperator<ObjectNode> form) {
        return json(root -> deep(root, form));
    }

    private static JsonNode deep(JsonNode node, UnaryOperator<ObjectNode> form) {
        if (node.isArray()) {
            ArrayNode copy = JSON.createArrayNode();
            node.forEach(element -> copy.add(deep(element, form)));
            return copy;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode copy = JSON.createObjectNode();
        boolean isFlow = node.has("nodes");
        node.properties()
                .forEach(member ->
                        copy.set(member.getKey(), isFlow ? member.getValue() : deep(member.getValue(), form)));
        return isFlow ? copy : form.apply(copy);
    }

    private static ObjectNode renamed(ObjectNode object, UnaryOperator<String> name) {
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(member -> copy.set(name.apply(member.getKey()), member.getValue()));
        return copy;
    }

    private static ObjectNode numbers(ObjectNode object, Function<JsonNode, JsonNode> form) {
        ObjectNode copy = JSON.createObjectNode();
        object.properties()
                .forEach(member -> copy.set(
                        member.getKey(),
                        member.getValue().isNumber() ? form.apply(member.getValue()) : member.getValue()));
        return copy;
    }

    private static UnaryOperator<Transport.Response> member(String json) {
        return objects(object -> {
            try {
                ObjectNode more = (ObjectNode) JSON.readTree("{" + json + "}");
                more.properties().forEach(extra -> {
                    if (!object.has(extra.getKey())) {
                        object.set(extra.getKey(), extra.getValue());
                    }
                });
                return object;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What means the same, in every row. */
    private static Stream<Variation> sameMeaning() {
        Map<String, UnaryOperator<Transport.Response>> forms = new LinkedHashMap<>();
        forms.put("in data", json(root -> JSON.createObjectNode().set("data", root)));
        forms.put("in result", json(root -> JSON.createObjectNode().set("result", root)));
        forms.put(
                "in response.data",
                json(root -> JSON.createObjectNode()
                        .set("response", JSON.createObjectNode().set("data", root))));
        forms.put(
                "JSend",
                json(root -> JSON.createObjectNode().put("status", "success").set("data", root)));
        forms.put(
                "with a code",
                json(root -> JSON.createObjectNode()
                        .put("code", 0)
                        .put("message", "ok")
                        .set("data", root)));
        forms.put("upper-case members", objects(object -> renamed(object, name -> name.toUpperCase(Locale.ROOT))));
        forms.put(
                "snake case",
                objects(object -> renamed(
                        object, name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))));
        forms.put("numbers as texts", objects(object -> numbers(object, n -> new TextNode(n.asText()))));
        forms.put(
                "numbers with a point",
                objects(object -> numbers(
                        object,
                        n -> n.isIntegralNumber()
                                ? DecimalNode.valueOf(n.decimalValue().setScale(1))
                                : n)));
        forms.put("a byte order mark", text(body -> "\ufeff" + body));
        forms.put("white space around", text(body -> "\r\n  " + body + "\n\n"));
        forms.put("text/json", header("Content-Type", "text/json"));
        forms.put("a charset", header("Content-Type", "application/json;charset=\"UTF-8\""));
        forms.put("problem+json", header("Content-Type", "application/problem+json"));
        forms.put("text/plain", header("Content-Type", "text/plain; charset=utf-8"));
        forms.put("octets", header("Content-Type", "application/octet-stream"));
        forms.put("no content type", header("Content-Type", ""));
        forms.put("coding utf-8", header("Content-Encoding", "utf-8"));
        forms.put("coding identity", header("Content-Encoding", "identity"));
        forms.put("error {}", member("\"error\":{}"));
        forms.put("message []", member("\"message\":[]"));
        forms.put("name {}", member("\"name\":{\"de\":\"x\"}"));
        forms.put("nulls", member("\"error\":null,\"message\":null,\"createdAt\":null,\"version\":null"));
        forms.put("createdAt without zone", member("\"createdAt\":\"2026-11-28T10:00:00\""));
        forms.put("createdAt of another kind", member("\"createdAt\":{\"seconds\":7}"));
        forms.put("createdAt nonsense", member("\"createdAt\":\"yesterday\""));
        forms.put("traceId 7", member("\"traceId\":7,\"links\":[],\"_links\":{\"self\":\"x\"}"));
        forms.put(
                "NaN",
                text(body ->
                        body.startsWith("{") && body.length() > 2 ? "{\"progress\":NaN," + body.substring(1) : body));
        List<Variation> all = Stream.of(Row.values())
                .flatMap(row ->
                        forms.entrySet().stream().map(form -> new Variation(row, form.getKey(), form.getValue())))
                .toList();
        // Every other one: each form meets every kind, and each row half of the forms.
        return IntStream.range(0, all.size())
                .filter(i -> Boolean.getBoolean("variations.all") || (i + i / forms.size()) % 2 == 0)
                .mapToObj(all::get);
    }

    private static Stream<Variation> words() {
        Stream<Variation> polls = Stream.of(
                        "COMPLETED",
                        "Completed",
                        "SUCCEEDED",
                        "success",
                        "done",
                        "Finished",
                        "complete",
                        "deployed",
                        "active")
                .flatMap(word -> Row.POLLED.stream()
                        .map(row -> new Variation(
                                row,
                                "completed is " + word,
                                text(body -> body.replaceAll("(?i)\"(completed|deployed)\"", "\"" + word + "\"")))));
        Stream<Variation> working = Stream.of(
                        "IN_PROGRESS", "in progress", "inProgress", "Processing", "pending", "paused")
                .flatMap(word -> Row.POLLED.stream()
                        .map(row -> new Variation(
                                row,
                                "running is " + word,
                                text(body ->
                                        body.replaceAll("(?i)\"(running|deploying|queued)\"", "\"" + word + "\"")))));
        Stream<Variation> ids = Row.ACCEPTING.stream()
                .flatMap(row -> Stream.of(
                        new Variation(
                                row,
                                "another id beside",
                                member("\"id\":\"x1\",\"jobId\":\"x2\",\"deploymentId\":\"x3\"")),
                        new Variation(
                                row,
                                "nothing but odd members",
                                objects(object -> object.put("status", 7)
                                        .put("state", false)
                                        .put("version", 7)
                                        .put("createdAt", "?")))));
        return Stream.of(polls, working, ids).flatMap(all -> all);
    }

    private static UnaryOperator<Transport.Response> instead(String body) {
        return answer -> with(answer, body);
    }

    /** What cannot be understood, in the rows that decide. */
    private static Stream<Variation> notUnderstood() {
        Map<String, UnaryOperator<Transport.Response>> forms = new LinkedHashMap<>();
        forms.put("an empty object", instead("{}"));
        forms.put("an empty list", instead("[]"));
        forms.put("null", instead("null"));
        forms.put("nothing", answer -> with(answer, "", "Location", ""));
        forms.put("a page", answer -> with(answer, "<html><title>Sign in</title></html>", "Content-Type", "text/html"));
        forms.put("half a document", text(body -> body.substring(0, body.length() / 2)));
        forms.put("other members", instead("{\"progress\":100,\"phase\":{\"n\":4}}"));
        forms.put("a null", instead("{\"id\":null,\"status\":null,\"data\":null}"));
        forms.put("an odd id and word", instead("{\"id\":\"../../admin\",\"status\":\"zzz\"}"));
        forms.put("an envelope alone", instead("{\"status\":\"success\",\"data\":{\"ok\":1}}"));
        forms.put(
                "204",
                answer -> new Transport.Response(
                        204, with(answer, "", "Location", "").headers(), new byte[0]));
        return Stream.concat(Row.ACCEPTING.stream(), Row.POLLED.stream())
                .filter(row -> row != Row.CANARY && row != Row.FLOW_STATUS)
                .flatMap(row ->
                        forms.entrySet().stream().map(form -> new Variation(row, form.getKey(), form.getValue())));
    }

    private static Stream<Variation> refusals() {
        return Stream.of(
                        "{\"success\":false,\"message\":\"no room left\"}",
                        "{\"success\":\"false\",\"error\":{\"message\":\"no room left\"},\"data\":null}",
                        "{\"ok\":false,\"errors\":[{\"msg\":\"no room left\"}]}")
                .flatMap(body -> Stream.of(Row.DEPLOY, Row.CONFIGURE, Row.BACK, Row.IMPORT)
                        .map(row -> new Variation(row, body, instead(body))));
    }

    @ParameterizedTest
    @MethodSource({"sameMeaning", "words"})
    void whatMeansTheSameIsServedTheSame(Variation variation) {
        Rewriting way = new Rewriting(variation);
        ReleaseFixture<?> fixture = variation.row().subject.fixture(records, way);

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(mutations(way.fake)).isEqualTo(undisturbed(variation.row().subject));
    }

    @ParameterizedTest
    @MethodSource("notUnderstood")
    void whatIsNotUnderstoodUndoesNothing(Variation variation) {
        Rewriting way = new Rewriting(variation);
        ReleaseFixture<?> fixture = variation.row().subject.fixture(records, way);

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(mutations(way.fake)).noneMatch(sent -> sent.endsWith("/rollback") || sent.endsWith("/cancel"));
        assertThat(mutations(way.fake)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalInAnEnvelopeIsARefusal(Variation variation) {
        Report report = variation
                .row()
                .subject
                .fixture(records, new Rewriting(variation))
                .run();

        assertThat(report.outcome().because()).as(report.toText()).contains("no room left");
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    private List<String> undisturbed(Subject subject) {
        return UNDISTURBED.computeIfAbsent(subject, each -> {
            Rewriting way = new Rewriting(new Variation(Row.TESTS, "none", answer -> answer));
            each.fixture(records.resolve("undisturbed"), way).run();
            return mutations(way.fake);
        });
    }

    /** What was sent that changes the target. */
    private static List<String> mutations(FakeCognigy fake) {
        return fake.requests().stream()
                .filter(request ->
                        request.method().equals("POST") || request.method().equals("DELETE"))
                .map(request -> request.method() + " " + request.path())
                .filter(sent -> sent.matches(".*/(deploy|deployments|import|rollback|cancel)"))
                .toList();
    }
}
