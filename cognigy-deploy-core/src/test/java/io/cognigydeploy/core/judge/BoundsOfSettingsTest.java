package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Settings and observations at their bounds, which are taken, and the next ones, which are refused by name. */
class BoundsOfSettingsTest {

    private static void taken(Consumer<JudgeOptions.Builder> change) {
        JudgeOptions.Builder builder = JudgeOptions.builder();
        change.accept(builder);
        assertThat(builder.build()).isNotNull();
    }

    private static void refused(String message, Consumer<JudgeOptions.Builder> change) {
        JudgeOptions.Builder builder = JudgeOptions.builder();
        change.accept(builder);
        throwing(message, builder::build);
    }

    private static void throwing(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
    }

    @Test
    void chances_and_ratios() {
        taken(o -> o.alpha(1e-300).beta(0.499999));
        refused("alpha must be between 0 and 0.5, but was 0.5.", o -> o.alpha(0.5));
        refused("alpha must be", o -> o.alpha(0));
        refused("beta must be between 0 and 0.5, but was 0.5.", o -> o.beta(0.5));
        refused("beta must be", o -> o.beta(0));
        taken(o -> o.toleratedRatio(1.49));
        refused("each of ratios must be a number above 1.5, but was 1.5.", o -> o.toleratedRatio(1.5));
        refused("toleratedRatio must be a number above 0.0", o -> o.toleratedRatio(0));
        refused(
                "each of ratios must be",
                o -> o.ratios(List.of(Double.POSITIVE_INFINITY)).weights(List.of(1.0)));
        taken(o -> o.ratios(Collections.nCopies(50, 2.0)).weights(Collections.nCopies(50, 1.0)));
        refused(
                "ratios must be 1 to 50 numbers",
                o -> o.ratios(Collections.nCopies(51, 2.0)).weights(Collections.nCopies(51, 1.0)));
        refused("ratios must be 1 to 50 numbers", o -> o.ratios(List.of()).weights(List.of()));
        refused("weights must be as many as ratios", o -> o.weights(List.of(1.0, 2.0)));
        refused("each of weights must be", o -> o.ratios(List.of(2.0)).weights(List.of(0.0)));
        taken(o -> o.margin(1.0001).latencyMargin(1.0001));
        refused("margin must be a number above 1.0", o -> o.margin(1));
        refused("latencyMargin must be a number above 1.0", o -> o.latencyMargin(1));
        taken(o -> o.toleratedRate(0.999));
        refused("toleratedRate must be between 0 and 1", o -> o.toleratedRate(0));
        refused("toleratedRate must be between 0 and 1", o -> o.toleratedRate(1));
    }

    @Test
    void numbers() {
        taken(o -> o.minConversations(1).minConversationsToRollBack(0));
        refused("minConversations must be at least 1, but was 0.", o -> o.minConversations(0));
        refused("minConversationsToRollBack must be at least 0", o -> o.minConversationsToRollBack(-1));
        refused("expectedConversations must be", o -> o.expectedConversations(0));
        taken(o -> o.pooledConversations(1).minPairs(2));
        refused("pooledConversations must be at least 1", o -> o.pooledConversations(0));
        refused("minPairs must be at least 2", o -> o.minPairs(1));
        refused("satisfactionShift must be", o -> o.satisfactionShift(0));
        refused("satisfactionMargin must be", o -> o.satisfactionMargin(0));
        refused("latencyShift must be", o -> o.latencyShift(0));
        refused("satisfactionTo must be a number above 5.0", o -> o.satisfactionFrom(5));
        taken(o -> o.designEffect(999.9).assumedDesignEffect(999.9));
        taken(o -> o.assumedDesignEffect(1));
        refused("designEffect must be at least 1", o -> o.designEffect(0.99));
        refused("designEffect must be at least 1 and below 1000", o -> o.designEffect(1000));
        refused("assumedDesignEffect must be", o -> o.assumedDesignEffect(0.99));
        refused("assumedDesignEffect must be", o -> o.assumedDesignEffect(1000));
    }

    @Test
    void metrics_and_what_they_need() {
        refused("metrics must be at least one, each once", o -> o.metrics(List.of()));
        refused("metrics must be at least one, each once", o -> o.metrics(List.of(Metric.LATENCY, Metric.LATENCY)));
        taken(o -> o.metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(1));
        refused(
                "ratingsPerConversation must be between 0 and 1",
                o -> o.metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(1.001));
        refused(
                "ratingsPerConversation must be between 0 and 1",
                o -> o.metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(0));
        refused("ratingsPerConversation must be given", o -> o.metrics(List.of(Metric.SATISFACTION)));
        Consumer<JudgeOptions.Builder> limits = o -> o.against(Against.LIMITS);
        taken(limits.andThen(o -> o.limits(Map.of(Metric.ERROR_RATE, 0.999))));
        refused("limits must have a limit for ERROR_RATE", limits.andThen(o -> o.limits(Map.of())));
        refused("the limit of errors must be", limits.andThen(o -> o.limits(Map.of(Metric.ERROR_RATE, 1.0))));
        refused("the limit of errors must be", limits.andThen(o -> o.limits(Map.of(Metric.ERROR_RATE, 0.0))));
        Consumer<JudgeOptions.Builder> ratings =
                limits.andThen(o -> o.metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(0.5));
        taken(ratings.andThen(o -> o.limits(Map.of(Metric.SATISFACTION, 4.99))));
        refused(
                "the limit of satisfaction must be inside its scale",
                ratings.andThen(o -> o.limits(Map.of(Metric.SATISFACTION, 5.0))));
        refused(
                "the limit of satisfaction must be inside its scale",
                ratings.andThen(o -> o.limits(Map.of(Metric.SATISFACTION, 0.0))));
        Consumer<JudgeOptions.Builder> latency = limits.andThen(o -> o.metrics(List.of(Metric.LATENCY)));
        refused("the limit of latency must be", latency.andThen(o -> o.limits(Map.of(Metric.LATENCY, 0.0))));
        // Limits of what is not held against one are not checked.
        taken(o -> o.limits(Map.of()));
    }

    @Test
    void other_judges() {
        throwing("limits must be numbers, at least one", () -> Judge.threshold(Map.of(), 1, 0));
        throwing(
                "limits must be numbers, at least one",
                () -> Judge.threshold(Map.of(Metric.LATENCY, Double.NaN), 1, 0));
        throwing("rollingWindows must be at least 1", () -> Judge.threshold(Map.of(Metric.LATENCY, 1.0), 0, 0));
        throwing("minConversations must be at least 0", () -> Judge.threshold(Map.of(Metric.LATENCY, 1.0), 1, -1));
        throwing("errorLimit must be between 0 and 1", () -> Judge.failureLimit(0, 1, 0, true));
        throwing("errorLimit must be between 0 and 1", () -> Judge.failureLimit(1, 1, 0, true));
        throwing("everyWindows must be at least 1", () -> Judge.failureLimit(0.5, 0, 0, true));
        throwing("tolerated must be at least 0", () -> Judge.failureLimit(0.5, 1, -1, true));
        throwing("confidence must be between 0 and 1", () -> Judge.ranks(1, 1, 1));
        throwing("everyWindows must be at least 1", () -> Judge.ranks(0.9, 0, 1));
        throwing("minWindows must be at least 1", () -> Judge.ranks(0.9, 1, 0));
        throwing("cap must be above 0", () -> new Ramp(List.of(5.0), 0));
        throwing("cap must be above 0", () -> new Ramp(List.of(5.0), 100.5));
        throwing("shares must be rising", () -> Ramp.percent(5, 5));
        throwing("shares must be rising", () -> Ramp.percent(0));
        throwing("shares must be rising", () -> Ramp.percent(101));
        assertThat(Ramp.percent(50, 100).cap()).isEqualTo(100);
        assertThat(Ramp.percent(5, 25).cap(25).cap()).isEqualTo(25);
    }

    @Test
    void histories() {
        assertThat(new Dispersion(0, 0, 0, 0, 2).estimate()).isZero();
        throwing("low must be from 0 to high, 1.0, but was -0.1.", () -> new Dispersion(1, -0.1, 1, 1, 8));
        throwing("low must be", () -> new Dispersion(1, 1.1, 1, 1, 8));
        throwing("high and cautious must be finite", () -> new Dispersion(1, 0, Double.POSITIVE_INFINITY, 1, 8));
        throwing("high and cautious must be finite", () -> new Dispersion(1, 0, 1, Double.POSITIVE_INFINITY, 8));
        throwing("estimate must be", () -> new Dispersion(-1, 0, 1, 1, 8));
        throwing("windows must be at least 2", () -> new Dispersion(1, 0, 1, 1, 1));
    }

    private static Arm arm(long conversations, Errors errors, double rating, double latency, double rate) {
        return new Arm(
                conversations, Optional.of(errors), Optional.of(rating), Optional.of(latency), Optional.of(rate));
    }

    @Test
    void observations() {
        Errors none = new Errors(0, 0);
        assertThat(arm(Arm.MAX_CONVERSATIONS, none, 1, 1, 1).errorRate()).contains(1.0);
        assertThat(arm(0, none, -1, Double.MIN_VALUE, 0).conversations()).isZero();
        assertThat(arm(3, new Errors(2, 3), 1, 1, 0).errors()).contains(new Errors(2, 3));
        throwing("conversations must be 0 to 1000000, but was -1.", () -> arm(-1, none, 1, 1, 0));
        throwing("conversations must be", () -> arm(Arm.MAX_CONVERSATIONS + 1, none, 1, 1, 0));
        throwing("errors must be at most 3, but was 4.", () -> arm(3, new Errors(2, 4), 1, 1, 0));
        throwing("errors must be 0 or more", () -> new Errors(-1, 0));
        throwing("errors must be 0 or more", () -> new Errors(2, 1));
        throwing("satisfaction must be a number", () -> arm(3, none, Double.POSITIVE_INFINITY, 1, 0));
        throwing("satisfaction must be a number", () -> arm(3, none, 1, 0, 0));
        throwing("satisfaction must be a number", () -> arm(3, none, 1, Double.POSITIVE_INFINITY, 0));
        throwing("errorRate must be from 0 to 1", () -> arm(3, none, 1, 1, -0.01));
        throwing("errorRate must be from 0 to 1", () -> arm(3, none, 1, 1, 1.01));
        assertThat(Given.window(0, 0, Arm.of(1, 0), Optional.empty()).share()).isZero();
        assertThat(Given.window(0, 100, Arm.of(1, 0), Optional.empty()).share()).isEqualTo(100);
        throwing("share must be 0 to 100", () -> Given.window(0, -0.1, Arm.of(1, 0), Optional.empty()));
        throwing("share must be 0 to 100", () -> Given.window(0, 100.1, Arm.of(1, 0), Optional.empty()));
        throwing(
                "to must be after",
                () -> new Observation.Window(Given.START, Given.START, 5, Arm.of(1, 0), Optional.empty()));
        assertThat(new Arm(8, Optional.of(new Errors(2, 4)), Optional.empty(), Optional.empty()).leastErrorRate())
                .contains(0.25);
        assertThat(Arm.of(0, 0).leastErrorRate()).isEmpty();
        assertThat(arm(8, none, 1, 1, 0.5).leastErrorRate()).contains(0.5);
    }

    @Test
    void readers() {
        assertThat(WindowReader.builder()
                        .rateDecimals(15)
                        .maxAge(Duration.ofMinutes(2))
                        .metricsDelay(Duration.ofMinutes(2).minusNanos(1))
                        .clockSkew(Duration.ZERO)
                        .build()
                        .rateDecimals())
                .contains(15);
        assertThat(WindowReader.builder()
                        .rateDecimals(0)
                        .metricsDelay(Duration.ZERO)
                        .build()
                        .metricsDelay())
                .contains(Duration.ZERO);
        reader("rateDecimals must be 0 to 15", WindowReader.builder().rateDecimals(16));
        reader("rateDecimals must be 0 to 15", WindowReader.builder().rateDecimals(-1));
        reader("metricsDelay must be", WindowReader.builder().metricsDelay(Duration.ofMinutes(10)));
        reader("metricsDelay must be", WindowReader.builder().metricsDelay(Duration.ofNanos(-1)));
        reader("satisfactionTo must be above 5.0", WindowReader.builder().satisfactionFrom(5));
        reader("latencyTo must be above 0", WindowReader.builder().latencyTo(0));
        reader("maxAge must be", WindowReader.builder().maxAge(Duration.ofNanos(-1)));
        reader("clockSkew must be", WindowReader.builder().clockSkew(Duration.ofNanos(-1)));
    }

    private static void reader(String message, WindowReader.Builder builder) {
        throwing(message, builder::build);
    }
}
