package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.cognigydeploy.client.api.DeploymentsApi;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.api.Endpoint;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.RollbackReason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every call that changes something, against everything that can go wrong on a real socket, on a fresh and on a reused
 * connection. The whole of it: {@code mvn -B -q -pl cognigy-client test -Dtest=WireMatrixTest -Dgroups=long
 * -DexcludedGroups=none}.
 */
@Timeout(600)
class WireMatrixTest {

    private static final Duration ATTEMPT = Duration.ofMillis(400);
    private static final Duration TOTAL = Duration.ofMillis(1500);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

    /** The effect of a faulty request: whether the platform may have carried it out. */
    private enum Fate {
        CERTAINLY_NOT,
        PERHAPS
    }

    private record Fault(String name, Fate fate, RawServer.@Nullable Behaviour behaviour) {}

    private record Row(String call, Effect effect, String fault, boolean reused, int copies, long millis, String end) {}

    private static List<Fault> faults() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
        String past = "Fri, 20 Nov 2015 08:00:00 GMT";
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault("refused", Fate.CERTAINLY_NOT, null));
        faults.add(perhaps("reset before it was read", RawServer.resetUnread()));
        faults.add(perhaps("reset after it was read", RawServer.reset()));
        faults.add(perhaps("closed after it was read", RawServer.truncated("")));
        for (int status : new int[] {500, 503}) {
            faults.add(perhaps(status + "", RawServer.answer(status, "{}")));
            faults.add(perhaps(status + " Retry-After 1", RawServer.answer(status, "{}", "Retry-After", "1")));
            faults.add(perhaps(status + " Retry-After date", RawServer.answer(status, "{}", "Retry-After", date)));
            faults.add(perhaps(status + " Retry-After past", RawServer.answer(status, "{}", "Retry-After", past)));
            faults.add(perhaps(
                    status + " Retry-After absurd",
                    RawServer.answer(status, "{}", "Retry-After", "99999999999999999")));
        }
        for (String after : List.of("", "0", "1", date, past, "99999999999999999")) {
            String name = "429"
                    + (after.isEmpty()
                            ? ""
                            : " Retry-After "
                                    + (after.equals(date)
                                            ? "date"
                                            : after.equals(past) ? "past" : after.length() > 9 ? "absurd" : after));
            faults.add(new Fault(
                    name,
                    Fate.CERTAINLY_NOT,
                    after.isEmpty() ? RawServer.answer(429, "{}") : RawServer.answer(429, "{}", "Retry-After", after)));
        }
        faults.add(perhaps("stalled before the head", RawServer.stall("")));
        faults.add(perhaps("stalled in the head", RawServer.stall("HTTP/1.1 200 OK\r\nContent-")));
        faults.add(perhaps("stalled in the body", RawServer.stall(HEAD + "{\"id\":")));
        faults.add(perhaps("a byte each 200 ms", RawServer.drip(HEAD, 200)));
        faults.add(perhaps("truncated head", RawServer.truncated("HTTP/1.1 20")));
        faults.add(perhaps("truncated body", RawServer.truncated(HEAD + "{\"id\":")));
        faults.add(perhaps("wrong content type", RawServer.answer(200, "{}", "Content-Type", "text/plain")));
        faults.add(perhaps("HTML", RawServer.answer(200, "<html>", "Content-Type", "text/html")));
        faults.add(perhaps("HTML as a 502", RawServer.answer(502, "<html>", "Content-Type", "text/html")));
        faults.add(perhaps("2xx cut short", RawServer.answer(200, "{\"id\":")));
        faults.add(perhaps("2xx of another shape", RawServer.answer(200, "[]")));
        faults.add(perhaps("2xx and nothing", RawServer.answer(200, "")));
        faults.add(perhaps("redirect", RawServer.answer(307, "", "Location", "/elsewhere")));
        return faults;
    }

    private static Fault perhaps(String name, RawServer.Behaviour behaviour) {
        return new Fault(name, Fate.PERHAPS, behaviour);
    }

    @Test
    void aFewCallsOnAFewFaults() throws Exception {
        List<String> some = List.of(
                "reset before it was read",
                "reset after it was read",
                "503 Retry-After 1",
                "429",
                "2xx cut short",
                "refused");
        List<Method> calls = changing().stream()
                .filter(call ->
                        call.getName().equals("deploy") || call.getName().equals("rollback"))
                .toList();
        assertThat(calls).isNotEmpty();

        run(
                calls,
                faults().stream().filter(fault -> some.contains(fault.name())).toList());
    }

    @Test
    void everyChangingCallCanBePutToTheProof() {
        assertThat(changing())
                .hasSizeGreaterThan(10)
                .allSatisfy(call -> assertThat(arguments(call)).hasSize(call.getParameterCount()));
    }

    @Test
    @Tag("long")
    void everyChangingCallOnEveryFault() throws Exception {
        List<Row> rows = run(changing(), faults());

        Map<String, List<Row>> byFault = new LinkedHashMap<>();
        rows.forEach(row ->
                byFault.computeIfAbsent(row.fault(), f -> new ArrayList<>()).add(row));
        System.out.printf(
                "%-26s %5s %12s %12s %8s  %s%n", "fault", "calls", "copies once", "idempotent", "slowest", "ends");
        byFault.forEach((fault, of) -> {
            Map<String, Integer> ends = new TreeMap<>();
            of.forEach(row -> ends.merge(row.end(), 1, Integer::sum));
            System.out.printf(
                    "%-26s %5d %12s %12s %5d ms  %s%n",
                    fault,
                    of.size(),
                    copies(of, Effect.ONCE),
                    copies(of, Effect.IDEMPOTENT),
                    of.stream().mapToLong(Row::millis).max().orElse(0),
                    ends);
        });
        System.out.printf(
                "%d changing calls x %d faults x {fresh, reused} = %d calls; %s%n",
                rows.stream().map(Row::call).distinct().count(),
                byFault.size(),
                rows.size(),
                "no second copy of a request that may have been carried out, none late, none outside the family");
    }

    private static String copies(List<Row> rows, Effect effect) {
        int most = rows.stream()
                .filter(row -> row.effect() == effect)
                .mapToInt(Row::copies)
                .max()
                .orElse(-1);
        return most < 0 ? "-" : "<= " + most;
    }

    private static List<Row> run(List<Method> calls, List<Fault> faults) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Method call : calls) {
            for (Fault fault : faults) {
                rows.add(once(call, fault, false));
                if (fault.behaviour() != null) {
                    rows.add(once(call, fault, true));
                }
            }
        }
        return rows;
    }

    private static Row once(Method call, Fault fault, boolean reused) throws Exception {
        RawServer.Behaviour behaviour = fault.behaviour();
        if (behaviour == null) {
            try (RefusingPort port = new RefusingPort()) {
                return measured(call, fault, "http://127.0.0.1:" + port.number(), null, false);
            }
        }
        RawServer.Behaviour warm = RawServer.answer(200, "{\"id\":\"dep_1\",\"status\":\"queued\"}");
        try (RawServer server = reused ? new RawServer(warm, behaviour) : new RawServer(behaviour)) {
            return measured(call, fault, server.url(), server, reused);
        }
    }

    private static Row measured(Method call, Fault fault, String url, @Nullable RawServer server, boolean reused)
            throws Exception {
        Effect effect = call.getAnnotation(Endpoint.class).effect();
        Origin origin = Origin.ofBaseUrl(url);
        Time time = Time.SYSTEM;
        CallListeners unheard = new CallListeners(List.of());
        try (HttpTransport transport = new HttpTransport(Json.MAX_BYTES, HttpSettings.DEFAULT)) {
            Lifetime lifetime = new Lifetime(transport);
            GuardedTransport wire = new GuardedTransport(
                    ATTEMPT, origin, null, null, new RequestInterceptors(List.of(), Instant.EPOCH));
            RetryOptions options = RetryOptions.builder()
                    .firstDelay(Duration.ofMillis(10))
                    .maxDelay(Duration.ofMillis(20))
                    .build();
            Retries retries = new Retries(options, TOTAL, time, new Random(1), unheard, () -> lifetime);
            Resources resources = new Resources(
                    Dialect.DOCUMENTED,
                    origin,
                    "",
                    wire,
                    new FixedHeader(Dialect.DOCUMENTED.headerOf(Secret.of("the-key"))),
                    retries,
                    time,
                    unheard,
                    60 * 1024,
                    new Secrets());
            if (reused) {
                resources.create(DeploymentsApi.class).get("dep_1");
            }
            Object resource = resources.create(call.getDeclaringClass());
            Object[] arguments = arguments(call);
            String where = call + " on " + fault.name() + (reused ? ", reused" : ", fresh");

            long start = System.nanoTime();
            String end = "success";
            try {
                call.invoke(resource, arguments);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof CognigyException failure)) {
                    throw new AssertionError("outside the family: " + where, e);
                }
                end = failure.getClass().getSimpleName().replace("Exception", "") + " " + failure.outcome();
                assertThat(failure.call()).as(where).isNotEmpty();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            int copies = server == null ? 0 : server.arrivals() - (reused ? 1 : 0);
            assertThat(took).as(where).isLessThan(TOTAL.plus(SLACK));
            if (effect == Effect.ONCE && fault.fate() == Fate.PERHAPS) {
                assertThat(copies).as(where).isEqualTo(1);
                assertThat(took).as(where).isLessThan(ATTEMPT.plus(SLACK));
                assertThat(end)
                        .as(where)
                        .satisfiesAnyOf(
                                e -> assertThat(e).endsWith("UNKNOWN"),
                                // A method without a result takes any 2xx.
                                e -> assertThat(e).isEqualTo("success"));
            } else {
                assertThat(copies).as(where).isLessThanOrEqualTo(options.maxAttempts());
            }
            return new Row(call.getName(), effect, fault.name(), reused, copies, took.toMillis(), end);
        }
    }

    private static List<Method> changing() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(Endpoint.class.getPackageName())
                        .stream()
                        .filter(JavaClass::isInterface)
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Endpoint.class))
                        .filter(method -> method.getAnnotation(Endpoint.class).effect() != Effect.NONE)
                        .sorted(Comparator.comparing(Method::toString))
                        .toList();
    }

    private static Object[] arguments(Method call) {
        return Arrays.stream(call.getParameterTypes())
                .map(WireMatrixTest::sample)
                .toArray();
    }

    /** What is sent: a text for every parameter of path and header, and a whole document for every body. */
    private static Object sample(Class<?> type) {
        return Stream.of(
                        "sample_1",
                        SampleRequests.aDeploymentRequest("v2.4.1-stable"),
                        SampleRequests.aCanaryRequest("2.1.0-canary"),
                        SampleRequests.aConfigurationRequest(),
                        SampleRequests.aRollbackRequest("v_67890"),
                        new FlowImportRequest(SampleRequests.flow("flow_1", "intent_1"), "env_prod"),
                        FlowRollbackRequest.toVersion("1.1.0"),
                        RollbackReason.HEALTH_CHECK_FAILURE,
                        SampleRequests.webhook(),
                        SampleRequests.canaryRecord(),
                        SampleRequests.configurationRecord())
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample of " + type + "; add one"));
    }
}
