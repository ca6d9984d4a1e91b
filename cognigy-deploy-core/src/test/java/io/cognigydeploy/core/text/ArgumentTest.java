package io.cognigydeploy.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.IsolationRules;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.WebhookRequest;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.canary.CanaryDeployment;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.check.FreezeWindows;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDocument;
import io.cognigydeploy.core.flow.FlowSchema;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.RunRecords;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.testing.FakeCognigy;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Null and blank arguments of public factories and builders are refused where they are handed in, all in one form. */
class ArgumentTest {

    private static final CognigyClient COGNIGY = FakeCognigy.withDefaultWorld().client();

    /** An argument of each type that does no harm. */
    private static final Map<Class<?>, Object> GOOD = new HashMap<>();

    static {
        GOOD.put(String.class, "abc");
        GOOD.put(boolean.class, true);
        GOOD.put(int.class, 1);
        GOOD.put(double.class, 0.5);
        GOOD.put(Object.class, "value");
        GOOD.put(Duration.class, Duration.ofSeconds(1));
        GOOD.put(Path.class, Path.of("nowhere"));
        GOOD.put(URI.class, URI.create("https://ci.example/hook"));
        GOOD.put(Instant.class, Instant.EPOCH);
        GOOD.put(LocalTime.class, LocalTime.NOON);
        GOOD.put(ZoneId.class, ZoneOffset.UTC);
        GOOD.put(Secret.class, Secret.of("a-secret-that-is-long-enough"));
        GOOD.put(Optional.class, Optional.empty());
        GOOD.put(List.class, List.of());
        GOOD.put(Map.class, Map.of());
        GOOD.put(Collection.class, List.of());
        GOOD.put(Flow.class, Flow.of(Map.of("id", "flow_a")));
        GOOD.put(CognigyClient.class, COGNIGY);
        GOOD.put(PollOptions.class, PollOptions.builder().build());
        GOOD.put(UnaryOperator.class, UnaryOperator.identity());
        GOOD.put(Check.class, (Check<Object>) subject -> Verdict.pass("fine"));
        GOOD.put(Rollbacker.class, Rollbacker.toPreviousVersion());
        GOOD.put(HealthSoak.class, HealthSoak.defaults());
        GOOD.put(ActiveSessions.class, ActiveSessions.block());
        GOOD.put(FlowSchema.class, FlowSchema.strict());
        GOOD.put(CanaryValidator.class, CanaryValidator.defaults());
        GOOD.put(WatchOptions.class, WatchOptions.builder().build());
        GOOD.put(Ramp.class, Ramp.percent(5));
        GOOD.put(Judge.class, Judge.sequential());
        GOOD.put(ConfigurationSnapshot.class, ConfigurationSnapshot.builder().build());
        GOOD.put(CapacityConstraints.class, new CapacityConstraints(1, 1));
        GOOD.put(IsolationRules.class, new IsolationRules("a", "b", true));
        GOOD.put(RollbackPolicy.class, RollbackPolicy.builder().build());
        GOOD.put(RollbackThresholds.class, RollbackThresholds.builder().build());
        GOOD.put(
                WebhookRequest.class,
                WebhookRequest.builder()
                        .name("a")
                        .url(URI.create("https://ci.example/hook"))
                        .secret("s")
                        .build());
        GOOD.put(VersionRollback.class, VersionRollback.of("b", "v").in("e"));
        GOOD.put(ConversationProbe.Baseline.class, new ConversationProbe.Baseline(Map.of()));
        GOOD.put(WindowReader.class, WindowReader.defaults());
        GOOD.put(DependencyLock[].class, new DependencyLock[0]);
        GOOD.put(String[].class, new String[] {"abc"});
        GOOD.put(Evidence[].class, new Evidence[0]);
        GOOD.put(AuditSink[].class, new AuditSink[0]);
        GOOD.put(ConversationProbe.Turn[].class, new ConversationProbe.Turn[] {ConversationProbe.Turn.of("a", "b")});
    }

    /** What public methods that make or change something are called on; null for static ones. */
    private static final List<Object> MADE = List.of(
            BotDeployment.of("b", "v"),
            BotDeployment.of("b", "v").to("e"),
            CanaryDeployment.of("b", "v"),
            CanaryDeployment.of("b", "v").to("e"),
            VersionRollback.of("b", "v"),
            VersionRollback.of("b", "v").in("e"),
            ConfigurationDeployment.of(
                    ConfigurationSnapshot.builder().build(),
                    new CapacityConstraints(1, 1),
                    new IsolationRules("a", "b", true)),
            ConfigurationDeployment.of(
                            ConfigurationSnapshot.builder().build(),
                            new CapacityConstraints(1, 1),
                            new IsolationRules("a", "b", true))
                    .to("e"),
            FlowBundle.from("a"),
            FlowBundle.from("a").to("b"),
            BotDeployment.pipeline(COGNIGY),
            ActiveSessions.block(),
            Rollbacker.toPreviousVersion(),
            HealthSoak.defaults(),
            QualityGate.suite("s"),
            ConversationProbe.of(ConversationProbe.Turn.of("a", "b")),
            ConversationProbe.Turn.of("a", "b"),
            FreezeWindows.none(),
            CanaryValidator.defaults(),
            CiWebhook.to(URI.create("https://ci.example/hook")),
            RunRecords.jsonLines(Path.of("nowhere")));

    private static final List<Class<?>> FACTORIES = List.of(
            BotDeployment.class,
            CanaryDeployment.class,
            VersionRollback.class,
            ConfigurationDeployment.class,
            FlowBundle.class,
            DeploymentPipeline.class,
            ActiveSessions.class,
            Approval.class,
            AuditLog.class,
            CiWebhook.class,
            ConversationProbe.class,
            ConversationProbe.Turn.class,
            FreezeWindows.class,
            HealthSoak.class,
            QualityGate.class,
            Rollbacker.class,
            RunRecords.class,
            CanaryValidator.class,
            Evidence.class,
            DependencyResolver.class,
            ManifestBuilder.class,
            FlowDocument.class,
            FlowDifference.class,
            EventListener.class,
            Verdict.class);

    private record Invocation(Method method, @Nullable Object on) {

        private String name() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName() + "("
                    + String.join(
                            ", ",
                            Arrays.stream(method.getParameterTypes())
                                    .map(Class::getSimpleName)
                                    .toList())
                    + ")";
        }
    }

    @TestFactory
    Stream<DynamicTest> null_and_blank_arguments_are_refused_by_name() {
        List<Invocation> calls = new ArrayList<>();
        for (Class<?> type : FACTORIES) {
            methods(type)
                    .filter(method -> Modifier.isStatic(method.getModifiers()))
                    .forEach(method -> calls.add(new Invocation(method, null)));
        }
        for (Object made : MADE) {
            methods(made.getClass())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .forEach(method -> calls.add(new Invocation(method, made)));
        }
        assertThat(calls).hasSizeGreaterThan(80);
        return calls.stream().flatMap(ArgumentTest::wrongUses);
    }

    /** Public methods that take arguments and give something that is handed on; judging and running are none of them. */
    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> method.getParameterCount() > 0 && method.getReturnType() != void.class)
                .filter(method -> method.getReturnType().getName().startsWith("io.cognigydeploy"))
                .filter(method -> !method.getName().matches("judge|talk|watch|record|fromJson|verify|between.*Flow"));
    }

    private static Stream<DynamicTest> wrongUses(Invocation call) {
        Class<?>[] types = call.method().getParameterTypes();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            String parameter = call.method().getParameters()[i].getName();
            if (!types[i].isPrimitive()) {
                tests.add(refused(call, i, null, parameter, "null"));
            }
            // What a check says, and what a record holds, may be anything.
            if (types[i] == String.class
                    && !parameter.matches("reason|line|value")
                    && !call.method().getName().equals("parse")) {
                tests.add(refused(call, i, " ", parameter, "\" \""));
            }
            if (types[i].isArray() && !types[i].getComponentType().isPrimitive()) {
                Object array = Array.newInstance(types[i].getComponentType(), 1);
                tests.add(refused(call, i, array, parameter, "null"));
            }
        }
        return tests.stream();
    }

    private static DynamicTest refused(
            Invocation call, int index, @Nullable Object bad, String parameter, String shown) {
        return DynamicTest.dynamicTest(call.name() + ", " + parameter + " = " + shown, () -> {
            Object[] arguments = Arrays.stream(call.method().getParameterTypes())
                    .map(ArgumentTest::good)
                    .toArray();
            arguments[index] = bad;
            Throwable thrown = catchThrowable(() -> invoke(call, arguments));
            assertThat(thrown)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(parameter + " must be (?s:.*), but was " + shown + "\\b?.*");
        });
    }

    static Object good(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (GOOD.containsKey(type)) {
            return GOOD.get(type);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        return java.lang.reflect.Proxy.newProxyInstance(
                ArgumentTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> "a name");
    }

    private static void invoke(Invocation call, Object[] arguments) throws Throwable {
        try {
            call.method().setAccessible(true);
            call.method().invoke(call.on(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void the_harmless_arguments_are_taken() throws Throwable {
        for (Object made : MADE) {
            assertThat(made).isNotNull();
        }
        assertThat(JudgeOptions.builder().build()).isNotNull();
    }
}
