package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.Paged;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.SnapshotFiles;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.product.model.DownloadLink;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.UrlToken;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No public type of client and core shows a secret in {@code toString}, wherever a value could have it. */
class ToStringTest {

    private static final String SECRET = "c0rrect-h0rse-battery";

    /** Types that are not made here, with the reason. */
    private static final Map<String, String> LISTED = Map.ofEntries(
            Map.entry("ApiKeyVariable", "has the name of a variable, and refuses what cannot be one (StageFileTest)"),
            Map.entry("ClientVariables", "has the names of variables, and refuses what cannot be one (StageFileTest)"),
            Map.entry("StageFile", "shows the names of its stages"),
            Map.entry("CanaryAuditRecord", "its metrics are the platform's numbers"),
            Map.entry("Understanding", "notes hide secrets by value where they are made (ModelReader)"),
            Map.entry("Intent", "notes hide secrets by value where they are made (ModelReader)"),
            Map.entry("Answer", "entities are words of a conversation"),
            Map.entry("Baseline", "entities are words of a conversation"),
            Map.entry("Turn", "entities are words of a conversation"),
            Map.entry("Labelled", "shows the length of the text"),
            Map.entry("Understood", "shows the intent"),
            Map.entry("Utterances", "shows numbers"),
            Map.entry("UnderstandingDiff", "made of Utterances"),
            Map.entry("Left", "the exception's message is hidden where it is made"),
            Map.entry("Deliveries", "made of Report and Left"),
            Map.entry("Applied", "made of Plan"),
            Map.entry("FakeServer", "shows its address"),
            Map.entry("OutgoingRequest", "shows its call, which has no secret, and its host (RequestInterceptorTest)"),
            Map.entry("Measured", "names parts of conversations, such as channels"),
            Map.entry("Report", "shows its run and outcome (HostileTextTest)"),
            Map.entry("Manifest", "shows its hash"),
            Map.entry("ListView", "shows its elements, as any list"),
            Map.entry("CanaryWatch", "shows its start and share"),
            Map.entry("PostgresRunStore", "shows no part of its address"),
            Map.entry("Version", "shows numbers and labels of a version"),
            Map.entry("VersionRange", "shows numbers and labels of versions"));

    private static final List<Class<?>> TYPES = scanned();
    private static final Map<Class<?>, Object> HAND_MADE = handMade();

    /** Classes with a {@code toString} of their own that are neither records nor made by a builder. */
    private static Map<Class<?>, Object> handMade() {
        CognigyClient client = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.clientCredentials("id", SECRET))
                .transport((request, limit) -> {
                    throw new java.io.IOException("no");
                })
                .build();
        CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey(SECRET))
                .build();
        Secrets secrets = new Secrets();
        secrets.add(SECRET);
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        return Map.ofEntries(
                Map.entry(CognigyClient.class, client),
                Map.entry(Secrets.class, secrets),
                Map.entry(Secret.class, Secret.of(SECRET)),
                Map.entry(Flow.class, Flow.of(Map.of("id", "flow_a", "password", SECRET))),
                Map.entry(
                        FlowDocument.class, FlowDocument.parse("{\"id\":\"flow_a\",\"password\":\"" + SECRET + "\"}")),
                Map.entry(Operation.class, client.operations().deployment("dep_1")),
                Map.entry(Paged.class, client.lists().flows()),
                Map.entry(FakeCognigy.class, fake),
                Map.entry(FakeTime.class, fake.time()),
                Map.entry(Fault.class, Fault.on("GET", "/x")),
                Map.entry(JobScript.class, JobScript.states("running")),
                Map.entry(TrafficShare.class, TrafficShare.ofPercent(50)),
                Map.entry(CognigyInstallation.class, installation),
                Map.entry(SnapshotFiles.class, installation.files()),
                Map.entry(ObjectId.class, new ObjectId("0123456789abcdef01234567")),
                Map.entry(ReferenceId.class, new ReferenceId("01234567-89ab-cdef-0123-456789abcdef")),
                Map.entry(UrlToken.class, UrlToken.of(SECRET)),
                Map.entry(DownloadLink.class, DownloadLink.of("https://files.example.com/" + SECRET)),
                Map.entry(PagePosition.class, PagePosition.skip(100)),
                // These are not possible with any number and any time.
                Map.entry(Judge.class, Judge.sequential()),
                Map.entry(DecisionRecord.class, DecisionRecord.of(Judge.sequential(), List.of(), List.of(), false)),
                Map.entry(
                        Observation.Window.class,
                        new Observation.Window(
                                        Instant.EPOCH,
                                        Instant.EPOCH.plusSeconds(60),
                                        5,
                                        Observation.Arm.of(1, 0),
                                        Optional.empty())
                                .with(Map.of(
                                        "hand-off", new MetricReading.Refused(MetricDefect.ABSENT, "no figures")))),
                Map.entry(Plan.class, plan()));
    }

    /** A plan whose deployment has a secret. */
    private static Plan plan() {
        CognigyClient client = FakeCognigy.withDefaultWorld().client();
        return BotDeployment.pipeline(client)
                .journal(Path.of("target", "to-string"))
                .build()
                .plan(BotDeployment.of("bot_12345", "v_67890")
                        .to("env_prod_us_east_1")
                        .override("password", SECRET));
    }

    private static Stream<Class<?>> types() {
        return TYPES.stream();
    }

    private static List<Class<?>> scanned() {
        return new ClassFileImporter()
                .importPackages("io.cognigydeploy.client", "io.cognigydeploy.core").stream()
                        .filter(type -> type.getSource()
                                .filter(source -> !source.getUri().toString().contains("test-classes"))
                                .isPresent())
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .filter(ToStringTest::isPublic)
                        .filter(type ->
                                !type.isEnum() && !type.isAnnotation() && !Throwable.class.isAssignableFrom(type))
                        .<Class<?>>map(type -> type)
                        .sorted(java.util.Comparator.comparing(Class::getName))
                        .toList();
    }

    private static boolean isPublic(@Nullable Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    @TestFactory
    Stream<DynamicTest> no_secret_is_shown() {
        return types().filter(type -> showsItself(type) && canHold(type) && !LISTED.containsKey(type.getSimpleName()))
                .map(type -> DynamicTest.dynamicTest(type.getName(), () -> {
                    Object made = HAND_MADE.containsKey(type) ? HAND_MADE.get(type) : make(type);
                    assertThat(String.valueOf(made)).doesNotContain(SECRET);
                }));
    }

    /** Whether instances have more than the class's name and a number. */
    private static boolean showsItself(Class<?> type) {
        if (type.isRecord() || builder(type) != null) {
            return true;
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return false;
        }
        try {
            return type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a value of the type, or a part of one, could have a secret; what is neither record nor built, could. */
    private static boolean canHold(Class<?> type) {
        return canHold(type, "", new HashSet<>());
    }

    private static boolean canHold(Type type, String name, Set<Type> seen) {
        if (type instanceof ParameterizedType generic) {
            List<Type> of = List.of(generic.getActualTypeArguments());
            boolean isOfNames =
                    Map.class.isAssignableFrom((Class<?>) generic.getRawType()) && of.get(0) == String.class;
            return of.stream().anyMatch(one -> canHold(one, isOfNames ? "password" : name, seen));
        }
        if (!(type instanceof Class<?> raw)) {
            return false;
        }
        if (raw == String.class || raw == Object.class) {
            return Secrets.isName(name);
        }
        if (HOLDERS.contains(raw)) {
            return true;
        }
        if (PLAIN.containsKey(raw) || raw.isEnum() || !raw.getName().startsWith("io.cognigydeploy") || !seen.add(raw)) {
            return false;
        }
        if (raw.isRecord()) {
            return Stream.of(raw.getRecordComponents())
                    .anyMatch(part -> canHold(part.getGenericType(), part.getName(), seen));
        }
        if (builder(raw) != null) {
            return Stream.of(raw.getMethods())
                    .filter(part -> part.getParameterCount() == 0 && !Modifier.isStatic(part.getModifiers()))
                    .anyMatch(part -> canHold(part.getGenericReturnType(), part.getName(), seen));
        }
        return !raw.isInterface() && HAND_MADE.containsKey(raw);
    }

    private static @Nullable Method builder(Class<?> type) {
        try {
            Method builder = type.getMethod("builder");
            return Modifier.isStatic(builder.getModifiers()) && !HAND_MADE.containsKey(type) ? builder : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object make(Class<?> type) throws ReflectiveOperationException {
        if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = planted(components[i].getGenericType(), components[i].getName());
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        }
        Method builder = builder(type);
        if (builder == null) {
            throw new IllegalStateException(type + " must be made in handMade() or be a record or have a builder");
        }
        Object made = builder.invoke(null);
        Set<String> attributes = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())) {
                attributes.add(method.getName());
            }
        }
        for (Method method : made.getClass().getMethods()) {
            Class<?> of = method.getParameterCount() == 1 ? method.getParameterTypes()[0] : void.class;
            if (attributes.contains(method.getName())
                    && !method.isBridge()
                    && !method.isSynthetic()
                    && !method.isVarArgs()
                    && of != void.class
                    && of != Object.class
                    && !method.getName().equals("equals")) {
                method.setAccessible(true);
                method.invoke(made, planted(method.getGenericParameterTypes()[0], method.getName()));
            }
        }
        Method build = made.getClass().getMethod("build");
        build.setAccessible(true);
        return build.invoke(made);
    }

    private static Object planted(Type type, String name) throws ReflectiveOperationException {
        boolean isSecret = Secrets.isName(name);
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] of = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return Optional.of(planted(of[0], name));
            }
            if (Map.class.isAssignableFrom(raw)) {
                return of[0] == String.class
                        ? Map.of("password", planted(of[1], "password"))
                        : Map.of(planted(of[0], name), planted(of[1], name));
            }
            if (Set.class.isAssignableFrom(raw)) {
                return Set.of(planted(of[0], name));
            }
            if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
                return List.of(planted(of[0], name));
            }
            return planted(raw, name);
        }
        if (type instanceof WildcardType wildcard) {
            return planted(wildcard.getUpperBounds()[0], name);
        }
        if (type instanceof TypeVariable<?>) {
            return "abc";
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class || raw == Object.class || raw == CharSequence.class) {
            return isSecret ? SECRET : name.toLowerCase(Locale.ROOT).contains("version") ? "1.0.0" : "abc";
        }
        if (raw == Secret.class) {
            return Secret.of(SECRET);
        }
        if (raw == URI.class) {
            return URI.create("https://ci.example.com/hooks/" + SECRET + "?token=" + SECRET);
        }
        if (raw == HttpHeaders.class) {
            return HttpHeaders.of(Map.of("Authorization", List.of("Bearer " + SECRET)), (a, b) -> true);
        }
        if (raw == byte[].class) {
            return ("{\"password\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
        }
        Object plain = PLAIN.get(raw);
        if (plain != null) {
            return plain;
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        Object made = HAND_MADE.get(raw);
        if (made != null) {
            return made;
        }
        if (raw.isSealed()) {
            return planted(raw.getPermittedSubclasses()[0], name);
        }
        if (raw.isInterface() && builder(raw) == null) {
            return java.lang.reflect.Proxy.newProxyInstance(
                    ToStringTest.class.getClassLoader(), new Class<?>[] {raw}, (proxy, method, args) -> "a proxy");
        }
        return make(raw);
    }

    private static final Set<Class<?>> HOLDERS = Set.of(Secret.class, URI.class, HttpHeaders.class, byte[].class);

    private static final Map<Class<?>, Object> PLAIN = Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(OptionalInt.class, OptionalInt.of(1)),
            Map.entry(OptionalLong.class, OptionalLong.of(1)),
            Map.entry(Integer.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(Long.class, 1L),
            Map.entry(double.class, 0.5),
            Map.entry(Double.class, 0.5),
            Map.entry(boolean.class, true),
            Map.entry(Boolean.class, true),
            Map.entry(BigDecimal.class, BigDecimal.ONE),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(Duration.class, Duration.ofMinutes(5)),
            Map.entry(Path.class, Path.of("abc")),
            Map.entry(Time.class, Time.SYSTEM));

    /** A new class that shows itself is made here or listed. */
    @Test
    void every_class_that_shows_itself_is_covered() {
        Set<Class<?>> made = HAND_MADE.keySet();
        assertThat(types().filter(type -> showsItself(type) && !type.isRecord() && builder(type) == null))
                .allMatch(type -> made.contains(type) || LISTED.containsKey(type.getSimpleName()));
    }

    @Test
    void the_scan_finds_the_types_that_have_secrets() {
        List<String> names = new ArrayList<>();
        types().filter(ToStringTest::showsItself).forEach(type -> names.add(type.getSimpleName()));
        assertThat(names)
                .contains("WebhookRequest", "ClientCredentials", "Request", "Response", "BotDeploymentRequest");
        assertThat(FakeCognigy.withDefaultWorld().toString()).doesNotContain("demo-secret");
    }
}
