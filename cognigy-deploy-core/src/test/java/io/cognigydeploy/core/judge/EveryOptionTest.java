package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.arm;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.Grounds;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each option of the sequential judge, against values of mpmath 1.3 and SciPy 1.17. They were computed from the definitions
 * and not by the formulas of this library:
 *
 * <ul>
 *   <li>errors against stable: Fisher's non-central hypergeometric probabilities, from whole binomial coefficients;
 *   <li>means by the t-test: the density of the non-central t distribution over that of the central one, integrated over a
 *       normal distribution of the shift;
 *   <li>means by Hoeffding's bound: exp(λ S − λ² V / 2), integrated over a half-normal distribution of λ;
 *   <li>against a limit: the binomial likelihood, integrated over the part of a beta distribution above the limit;
 *   <li>the ends of intervals: roots of the same, by Brent's method.
 * </ul>
 */
class EveryOptionTest {

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** The options whose values are in other tests, or in the tests below. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("alpha", "decisions_are_made_at_one_over_alpha_and_beta"),
            Map.entry("beta", "decisions_are_made_at_one_over_alpha_and_beta"),
            Map.entry("metrics", "several_metrics_roll_back_on_the_mean_of_their_e_values"),
            Map.entry("minConversations", "a_canary_needs_its_fewest_conversations"),
            Map.entry("minConversationsToRollBack", "a_canary_needs_its_fewest_conversations"),
            Map.entry("named", "NamedMetricsTest"),
            Map.entry("segments", "NamedMetricsTest"),
            Map.entry("reference", "StableReferenceTest"),
            Map.entry("horizon", "ErrorSpendingTest"));

    /** Courses of windows with the options that judge them. No course ends in a rollback. */
    enum MetricCourse {
        ERRORS,
        NO_ERRORS,
        ERROR_LIMIT,
        RATINGS,
        BOUNDED,
        RATING_LIMIT,
        LATENCY,
        LATENCY_LIMIT;

        private JudgeOptions.Builder options() {
            JudgeOptions.Builder options = JudgeOptions.builder();
            return switch (this) {
                case ERRORS, NO_ERRORS -> options;
                case ERROR_LIMIT -> options.against(Against.LIMITS);
                case RATINGS -> options.metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(0.3);
                case BOUNDED -> RATINGS.options().satisfactionGuaranteed(true);
                case RATING_LIMIT -> RATINGS.options().against(Against.LIMITS);
                case LATENCY -> options.metrics(List.of(Metric.LATENCY));
                case LATENCY_LIMIT -> LATENCY.options().against(Against.LIMITS);
            };
        }

        /** Windows whose stable errors do not vary, so that none of them raises the design effect. */
        List<Window> windows() {
            return switch (this) {
                case ERRORS, ERROR_LIMIT -> {
                    int[] conversations = {20, 22, 18, 25, 21, 19, 24, 20};
                    int[] errors = {1, 1, 2, 1, 1, 2, 1, 1};
                    yield each(8, i -> window(i, conversations[i], errors[i], 400, 12));
                }
                case NO_ERRORS -> each(5, i -> window(i, 100, 0, 400, 0));
                case RATINGS, BOUNDED, RATING_LIMIT -> {
                    int[] conversations = {40, 44, 36, 50, 42, 38, 48, 40};
                    double[] canary = {3.7, 4.0, 3.5, 3.9, 3.6, 3.85, 3.85, 3.65};
                    double[] stable = {3.9, 4.0, 3.85, 3.95, 3.9, 4.05, 3.9, 3.95};
                    yield each(8, i -> means(i, conversations[i], canary[i], 900, 400, stable[i], 900));
                }
                case LATENCY, LATENCY_LIMIT -> {
                    int[] conversations = {12, 15, 11, 14, 13, 12, 16, 11, 15, 13, 12, 14};
                    double[] canary = {1070, 1130, 960, 1240, 1100, 990, 1190, 1170, 980, 1110, 1160, 1030};
                    double[] stable = {1000, 1040, 980, 1020, 1010, 990, 1030, 1000, 1020, 985, 1015, 1005};
                    yield each(12, i -> means(i, conversations[i], 4, canary[i], 200, 4, stable[i]));
                }
            };
        }

        private static List<Window> each(int number, IntFunction<Window> window) {
            return IntStream.range(0, number).mapToObj(window).toList();
        }

        private static Window means(
                int minute, int canary, double rating, double latency, int stable, double stableRating, double usual) {
            // One share for all: latencies are not pooled over several.
            return window(minute, 7, arm(canary, 0, rating, latency), Optional.of(arm(stable, 0, stableRating, usual)));
        }

        Grounds judged(Consumer<JudgeOptions.Builder> change) {
            JudgeOptions.Builder builder = options();
            change.accept(builder);
            Judgement judgement = Judge.sequential(builder.build()).resume(windows());
            assertThat(judgement.observations()).hasSize(windows().size());
            return judgement.verdict().grounds();
        }
    }

    /**
     * One option with a value that is not its default.
     *
     * @param against the logarithm of the e-value against the canary
     * @param forIt the logarithm of the e-value for the canary
     * @param low the lower end of the interval of the difference, or of the canary's mean; 0 or infinite if there is none
     * @param high the upper end
     */
    record OptionCase(
            MetricCourse course,
            String option,
            Consumer<JudgeOptions.Builder> set,
            double against,
            double forIt,
            double low,
            double high) {

        @Override
        public String toString() {
            return course + ", " + option;
        }
    }

    private static OptionCase with(
            MetricCourse course,
            String option,
            Consumer<JudgeOptions.Builder> set,
            double against,
            double forIt,
            double low,
            double high) {
        return new OptionCase(course, option, set, against, forIt, low, high);
    }

    private static OptionCase defaults(MetricCourse course, double against, double forIt, double low, double high) {
        return with(course, "defaults", options -> {}, against, forIt, low, high);
    }

    private static List<OptionCase> errors() {
        MetricCourse errors = MetricCourse.ERRORS;
        MetricCourse none = MetricCourse.NO_ERRORS;
        MetricCourse limit = MetricCourse.ERROR_LIMIT;
        double low = 0.6959201215218838;
        double high = 5.2617743833126065;
        return List.of(
                defaults(errors, 0.6219224082, -1.8240476450, low, high),
                with(errors, "toleratedRatio", o -> o.toleratedRatio(1.2), 0.1224773011, -1.8240476450, low, high),
                with(
                        errors,
                        "ratios",
                        o -> o.ratios(List.of(1.8, 4.0)).weights(List.of(1.0, 1.0)),
                        0.7480992294,
                        -1.8240476450,
                        0.7152162376371364,
                        high),
                with(
                        errors,
                        "weights",
                        o -> o.weights(List.of(5.0, 4.0, 3.0, 2.0, 1.0)),
                        0.8550152516,
                        -1.8240476450,
                        0.7316217808478235,
                        high),
                with(errors, "margin", o -> o.margin(3), 0.6219224082, -1.1192825615, low, high),
                with(
                        errors,
                        "designEffect",
                        o -> o.designEffect(2.5),
                        0.0777292447,
                        -0.7296190580,
                        0.37137065520902646,
                        7.283416752741481),
                with(
                        errors,
                        "history",
                        o -> o.history(new Dispersion(1.2, 0.8, 2.4, 1.7, 40)),
                        0.2187555608,
                        -1.0729692029,
                        0.5095422742388429,
                        6.220505444079077),
                // (40 / (10 + 7 * 2/3) + 40 / (10 + 1/6)) / 2 is 3.3308: windows that do not vary draw the assumption
                // down.
                with(
                        errors,
                        "assumedDesignEffect",
                        o -> o.assumedDesignEffect(4),
                        0.0171108307,
                        -0.5476223578,
                        0.27419992292098133,
                        8.377411390956471),
                with(errors, "alpha", o -> o.alpha(0.2), 0.6219224082, -1.8240476450, 0.8853625714902561, high),
                with(errors, "beta", o -> o.beta(0.2), 0.6219224082, -1.8240476450, low, 4.593592167418867),
                // Without any errors nothing is known of their ratio.
                defaults(none, 0, 4.2985700627, 0, INFINITE),
                with(none, "toleratedRate", o -> o.toleratedRate(0.02), 0, 8.9645050977, 0, INFINITE),
                with(none, "designEffect", o -> o.designEffect(2), 0, 2.1492850313, 0, INFINITE),
                defaults(limit, -0.1674860186, -0.9975049815, 0.01762812105705793, 0.13405770188859134),
                with(
                        limit,
                        "limits",
                        o -> o.limits(Map.of(Metric.ERROR_RATE, 0.1)),
                        -1.3854454815,
                        1.3000492875,
                        0.01762812105705793,
                        0.13405770188859134),
                with(
                        limit,
                        "expectedConversations",
                        o -> o.expectedConversations(100),
                        -0.6887148503,
                        -1.9425020549,
                        0.016980609862094116,
                        0.12887009690181622));
    }

    private static List<OptionCase> ratings() {
        MetricCourse ratings = MetricCourse.RATINGS;
        MetricCourse bounded = MetricCourse.BOUNDED;
        MetricCourse limit = MetricCourse.RATING_LIMIT;
        return List.of(
                defaults(ratings, 2.340569820973991, 5.653437630722791, -0.025121856917076107, 0.3685957582289603),
                with(
                        ratings,
                        "ratingsPerConversation",
                        o -> o.ratingsPerConversation(0.6),
                        2.1498327048513914,
                        5.779918036972073,
                        -0.03068276922964172,
                        0.3741566705415259),
                with(
                        ratings,
                        "satisfactionShift",
                        o -> o.satisfactionShift(0.3),
                        2.378089808215158,
                        4.9167592504157245,
                        -0.029019544877928433,
                        0.3724934461898126),
                with(
                        ratings,
                        "satisfactionMargin",
                        o -> o.satisfactionMargin(0.8),
                        2.340569820973991,
                        8.593142359770384,
                        -0.025121856917076107,
                        0.3685957582289603),
                with(ratings, "minPairs", o -> o.minPairs(9), 0, 0, -0.025121856917076107, 0.3685957582289603),
                with(
                        ratings,
                        "designEffect",
                        o -> o.designEffect(2),
                        1.1702849104869955,
                        2.8267188153613954,
                        -0.17874514926247478,
                        0.522219050574359),
                with(
                        bounded,
                        "satisfactionGuaranteed",
                        o -> {},
                        -0.2531988393086779,
                        0.3887891899164245,
                        -0.634663023434035,
                        0.9781369247459193),
                with(
                        bounded,
                        "ratingsPerConversation",
                        o -> o.ratingsPerConversation(1),
                        0.32104651568702613,
                        1.9731117619977574,
                        -0.2699465055247342,
                        0.6134204068366185),
                with(
                        bounded,
                        "satisfactionFrom",
                        o -> o.satisfactionFrom(1),
                        -0.09343182072951371,
                        0.7983704375262352,
                        -0.47338302861603965,
                        0.8168569299279238),
                with(
                        bounded,
                        "satisfactionTo",
                        o -> o.satisfactionTo(10),
                        -0.5407428169466175,
                        -0.280333733747352,
                        -1.4410629975240121,
                        1.7845368988358965),
                with(
                        bounded,
                        "satisfactionMargin",
                        o -> o.satisfactionMargin(0.9),
                        -0.2531988393086779,
                        2.9840814958522976,
                        -0.634663023434035,
                        0.9781369247459193),
                with(
                        bounded,
                        "expectedConversations",
                        o -> o.expectedConversations(2000),
                        0.07206721203395906,
                        0.533565757990968,
                        -0.7902723489250327,
                        1.1337462502369169),
                with(
                        bounded,
                        "designEffect",
                        o -> o.designEffect(2),
                        -0.12659941965433896,
                        0.19439459495821226,
                        -0.9074808903166797,
                        1.2509547916285642),
                with(
                        limit,
                        "against",
                        o -> {},
                        -1.4991307801938238,
                        0.2701121913412784,
                        3.0559616626896835,
                        4.3407090331456315),
                with(
                        limit,
                        "ratingsPerConversation",
                        o -> o.ratingsPerConversation(0.6),
                        -1.7025176635274986,
                        0.9544824402231809,
                        3.2743451307380096,
                        4.190023891265633),
                with(
                        limit,
                        "satisfactionFrom",
                        o -> o.satisfactionFrom(1),
                        -1.610957877172892,
                        0.5447168143045241,
                        3.1757670173128707,
                        4.27514840643577),
                with(
                        limit,
                        "satisfactionTo",
                        o -> o.satisfactionTo(6),
                        -1.3955258459063382,
                        -0.05181608625731516,
                        2.8630901220467804,
                        4.587784154208357),
                with(
                        limit,
                        "limits",
                        o -> o.limits(Map.of(Metric.SATISFACTION, 3.8)),
                        -0.7102888645413505,
                        -1.0130715390851464,
                        3.0559616626896835,
                        4.3407090331456315),
                with(
                        limit,
                        "expectedConversations",
                        o -> o.expectedConversations(2000),
                        -0.9166545074944572,
                        0.4843423715906127,
                        2.944086143077184,
                        4.38614613163744),
                with(
                        limit,
                        "designEffect",
                        o -> o.designEffect(2),
                        -0.7495653900969119,
                        0.1350560956706392,
                        2.6942893271185904,
                        4.5364485432804775));
    }

    private static List<OptionCase> latencies() {
        MetricCourse latency = MetricCourse.LATENCY;
        MetricCourse limit = MetricCourse.LATENCY_LIMIT;
        double low = 0.9875221356450499;
        double high = 1.2794342005970738;
        return List.of(
                defaults(latency, 2.6508327871304327, 2.643034792685993, low, high),
                with(
                        latency,
                        "latencyShift",
                        o -> o.latencyShift(0.4),
                        3.0177380372063225,
                        3.0055317915623467,
                        1.0004589961459367,
                        1.249542127190552),
                with(
                        latency,
                        "latencyMargin",
                        o -> o.latencyMargin(1.5),
                        2.6508327871304327,
                        4.0976367558206395,
                        low,
                        high),
                // Four pairs of means and not six, which are too few for an upper end.
                with(
                        latency,
                        "pooledConversations",
                        o -> o.pooledConversations(30).minPairs(2),
                        2.428571015975735,
                        1.8432953043940346,
                        0,
                        INFINITE),
                with(latency, "minPairs", o -> o.minPairs(7), 0, 0, low, high),
                with(
                        latency,
                        "designEffect",
                        o -> o.designEffect(2),
                        1.3254163935652163,
                        1.3215173963429965,
                        0,
                        INFINITE),
                defaults(limit, 0, 4.64653166780968, 0.6588023344030852, 0.8098162737008454),
                with(
                        limit,
                        "limits",
                        o -> o.limits(Map.of(Metric.LATENCY, 1150.0)),
                        0,
                        0.9825373090760366,
                        0.8593073926996763,
                        1.0562820961315376));
    }

    static Stream<OptionCase> cases() {
        return Stream.of(errors(), ratings(), latencies()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void an_option_has_the_effect_that_its_definition_gives_it(OptionCase each) {
        Grounds grounds = each.course().judged(each.set());

        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(each.against(), within(1e-8));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(each.forIt(), within(1e-8));
        MetricResult finding = grounds.findings().get(0);
        Interval shown = finding.difference().or(finding::canary).orElseThrow();
        assertThat(shown.low().orElse(0.0)).isCloseTo(each.low(), within(1e-6));
        assertThat(shown.high().orElse(INFINITE)).isEqualTo(each.high(), within(1e-6));
    }

    private static int windowsUntil(Call call, JudgeOptions.Builder options, IntFunction<Window> windows) {
        Judgement judgement = Judge.sequential(options.build()).begin();
        int taken = 1;
        while (taken < 20 && judgement.add(windows.apply(taken - 1)) != call) {
            taken++;
        }
        return taken;
    }

    private static Window bad(int minute) {
        return switch (minute) {
            case 0 -> window(0, 10, 1, 190, 5);
            case 1 -> window(1, 12, 2, 188, 6);
            case 2 -> window(2, 9, 0, 191, 4);
            default -> window(minute, 11, 3, 189, 7);
        };
    }

    /** The e-values against the canary are 1.247, 3.093, 2.060 and 19.17; those for the other are 4.243, 18.00 and 76.38. */
    @Test
    void decisions_are_made_at_one_over_alpha_and_beta() {
        IntFunction<Window> good = i -> window(i, 50, 0, 950, 30);
        Call worse = Call.ROLL_BACK;

        assertThat(windowsUntil(worse, JudgeOptions.builder().alpha(1 / 3.09), EveryOptionTest::bad))
                .isEqualTo(2);
        assertThat(windowsUntil(worse, JudgeOptions.builder().alpha(1 / 3.10), EveryOptionTest::bad))
                .isEqualTo(4);
        assertThat(windowsUntil(worse, JudgeOptions.builder().alpha(1 / 19.18), EveryOptionTest::bad))
                .isEqualTo(5);
        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder().beta(1 / 4.24), good))
                .isEqualTo(1);
        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder().beta(1 / 4.25), good))
                .isEqualTo(2);
        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder().beta(1 / 18.01), good))
                .isEqualTo(3);
        CanaryVerdict.Weight weight = MetricCourse.ERRORS
                .judged(options -> options.alpha(0.01).beta(0.1))
                .evidence()
                .orElseThrow();
        assertThat(weight.rollBackAt()).isCloseTo(4.605170185988091, within(1e-12));
        assertThat(weight.promoteAt()).isCloseTo(2.302585092994046, within(1e-12));
    }

    /** Their e-values, as logarithms: 0.621922, 2.395628 and 3.973770 against; -1.824048, 5.279937 and 1.252309 for it. */
    @Test
    void several_metrics_roll_back_on_the_mean_of_their_e_values() {
        double[] latency = {1070, 1130, 960, 1240, 1100, 990, 1190, 1170};
        double[] usual = {1000, 1040, 980, 1020, 1010, 990, 1030, 1000};
        List<Window> ratings = MetricCourse.RATINGS.windows();
        List<Window> errors = MetricCourse.ERRORS.windows();
        Judgement judgement = Judge.sequential(JudgeOptions.builder()
                        .metrics(List.of(Metric.values()))
                        .ratingsPerConversation(0.3)
                        .alpha(0.01)
                        .build())
                .begin();
        for (int i = 0; i < errors.size(); i++) {
            Arm mine = errors.get(i).canary();
            Arm theirs = errors.get(i).stable().orElseThrow();
            judgement.add(window(
                    i,
                    5,
                    new Arm(
                            mine.conversations(),
                            mine.errors(),
                            ratings.get(i).canary().satisfaction(),
                            Optional.of(latency[i])),
                    Optional.of(new Arm(
                            theirs.conversations(),
                            theirs.errors(),
                            ratings.get(i).stable().flatMap(Arm::satisfaction),
                            Optional.of(usual[i])))));
        }

        Grounds grounds = judgement.verdict().grounds();
        assertThat(grounds.findings())
                .extracting(MetricResult::logRollBack)
                .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-8 ? 0 : Double.compare(a, b), Double.class)
                .containsExactly(0.6219224081831053, 2.3956277383425886, 3.973770369436515);
        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(3.091379815405771, within(1e-8));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(-1.8240476449587115, within(1e-8));
        assertThat(grounds.evidence().orElseThrow().anytimeP()).isLessThanOrEqualTo(0.0455);
        assertThat(grounds.driver()).contains(Metric.LATENCY);
    }

    @Test
    void a_canary_needs_its_fewest_conversations() {
        IntFunction<Window> good = i -> window(i, 50, 0, 950, 400);
        IntFunction<Window> sick = i -> window(i, 50, 40, 950, 20);

        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder(), good)).isEqualTo(1);
        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder().minConversations(150), good))
                .isEqualTo(3);
        assertThat(windowsUntil(Call.PROMOTE, JudgeOptions.builder().minConversations(151), good))
                .isEqualTo(4);
        assertThat(windowsUntil(Call.ROLL_BACK, JudgeOptions.builder(), sick)).isEqualTo(1);
        assertThat(windowsUntil(Call.ROLL_BACK, JudgeOptions.builder().minConversationsToRollBack(150), sick))
                .isEqualTo(3);
        assertThat(windowsUntil(Call.ROLL_BACK, JudgeOptions.builder().minConversationsToRollBack(151), sick))
                .isEqualTo(4);
    }

    @Test
    void each_option_has_a_case_or_another_test() {
        Set<String> options = Arrays.stream(JudgeOptions.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0)
                .map(method -> method.getName())
                .filter(name -> !Set.of("check", "toBuilder").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> tested = cases().map(OptionCase::option).collect(Collectors.toCollection(TreeSet::new));
        tested.remove("defaults");
        tested.addAll(ELSEWHERE.keySet());

        assertThat(tested).isEqualTo(options);
    }
}
