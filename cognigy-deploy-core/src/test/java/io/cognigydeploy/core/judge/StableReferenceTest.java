package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.minute;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.StableReference.Basis;
import io.cognigydeploy.core.judge.StableReference.CountedSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stable's errors before a canary, and the judge that uses them. */
class StableReferenceTest {

    private static final long[] CONVERSATIONS = {6000, 5800, 6100, 5900, 6050, 2500, 2400};
    private static final long[] ERRORS = {31, 25, 40, 22, 36, 19, 9};

    private static StableReference reference(long[] conversations, long[] errors) {
        List<CountedSpan> spans = new ArrayList<>();
        for (int i = 0; i < conversations.length; i++) {
            Instant from = Given.START.minus(Duration.ofDays(i + 1));
            spans.add(new CountedSpan(
                    from, from.plus(Duration.ofHours(1)), conversations[i], new Errors(errors[i], errors[i])));
        }
        return StableReference.of(Basis.EARLIER_DAYS, spans).orElseThrow();
    }

    private static JudgeOptions.Builder against(StableReference reference) {
        return JudgeOptions.builder().against(Against.LIMITS).reference(reference);
    }

    private static JudgeOptions limit(double limit) {
        return JudgeOptions.builder()
                .against(Against.LIMITS)
                .limits(Map.of(Metric.ERROR_RATE, limit))
                .build();
    }

    private static Judgement judged(JudgeOptions options, Rules rules, int minutes, long conversations, long errors) {
        Judgement trial = Judge.sequential(options).begin(rules);
        for (int i = 0; i < minutes; i++) {
            trial.add(window(i, 5, Arm.of(conversations, errors), Optional.empty()));
        }
        return trial;
    }

    /** The values are from numpy and scipy.stats.t: y = log((k + .5) / (n - k + .5)), ppf(.975, 6) and isf(chance, 6). */
    @Test
    void theRateAndItsBoundsAreThoseOfStudentsDistributionOnTheLogarithmsOfTheOdds() {
        StableReference before = reference(CONVERSATIONS, ERRORS);

        Interval rate = before.rate();
        assertThat(rate.estimate()).isCloseTo(0.005242335529330489, within(1e-12));
        assertThat(rate.low().orElseThrow()).isCloseTo(0.004074801863008214, within(1e-12));
        assertThat(rate.high().orElseThrow()).isCloseTo(0.006742132424475687, within(1e-12));
        assertThat(before.exceededWith(0.025)).isCloseTo(0.010667737159017998, within(1e-12));
        assertThat(before.exceededWith(0.005)).isCloseTo(0.015352578865554254, within(1e-12));
        assertThat(before.variation()).isCloseTo(0.27368670565323816, within(1e-12));
        assertThat(before.conversations()).isEqualTo(34_750);
        assertThat(before.describe()).isEqualTo("0.52 % (0.41 to 0.67) in the same hours of 7 earlier days");
    }

    /** The variance is then the mean of 1 / (k + .5) + 1 / (n - k + .5), by the same program. */
    @Test
    void spansThatAreAlikeByChanceVaryAtLeastAsMuchAsChance() {
        assertThat(reference(new long[] {6000, 6000, 6000}, new long[] {180, 180, 180})
                        .exceededWith(0.025))
                .isCloseTo(0.04319311936369126, within(1e-12));
        assertThat(reference(new long[] {400, 400, 400, 400}, new long[4]).exceededWith(0.025))
                .isCloseTo(0.16099660242281877, within(1e-12));
    }

    @Test
    void fewerThanThreeSpansOfFiftyConversationsAreNoReference() {
        List<CountedSpan> spans = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            spans.add(new CountedSpan(minute(i), minute(i + 1), i < 2 ? 100 : 49, new Errors(1, 1)));
        }

        assertThat(StableReference.of(Basis.LAST_HOURS, spans)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StableReference(Basis.LAST_HOURS, spans.subList(0, 2)))
                .withMessageContaining("must be at least 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CountedSpan(minute(0), minute(1), 10, new Errors(11, 11)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reference(CONVERSATIONS, ERRORS).exceededWith(0.5));
    }

    @Test
    void theEvidenceAgainstTheCanaryIsHalfOfThatAgainstStablesHighestRate() {
        StableReference before = reference(CONVERSATIONS, ERRORS);
        JudgeOptions errors = against(before).build();
        JudgeOptions both = against(before)
                .metrics(List.of(Metric.ERROR_RATE, Metric.SATISFACTION))
                .ratingsPerConversation(0.2)
                .build();

        // The same observations against a limit that is the bound.
        assertThat(logRollBack(judged(errors, Rules.CURRENT, 6, 50, 1)))
                .isCloseTo(
                        logRollBack(judged(limit(0.010667737159017998), Rules.CURRENT, 6, 50, 1)) - Math.log(2),
                        within(1e-9));
        // Two metrics share alpha: the chance of the bound is 0.0125 then.
        assertThat(logRollBack(judged(both, Rules.CURRENT, 6, 50, 1)))
                .isCloseTo(
                        logRollBack(judged(limit(0.012405360971781973), Rules.CURRENT, 6, 50, 1)) - Math.log(2),
                        within(1e-9));
    }

    /** Odds of 1.5 times the margin of 2 to the lower end of stable's interval: 0.01212558686116079. */
    @Test
    void aPromotionNeedsLessThanAWiderMarginToStable() {
        StableReference before = reference(CONVERSATIONS, ERRORS);
        Judgement seen = judged(against(before).build(), Rules.CURRENT, 20, 100, 1);
        Judgement bound = judged(limit(0.01212558686116079), Rules.CURRENT, 20, 100, 1);

        assertThat(logPromote(seen)).isCloseTo(logPromote(bound), within(1e-9));
    }

    @Test
    void sixTimesTheErrorsOfStableAreRolledBackThoughTheyAreUnderTheLimit() {
        StableReference before = reference(CONVERSATIONS, ERRORS);

        Judgement alone = judged(limit(0.05), Rules.CURRENT, 40, 100, 3);
        Judgement seen = judged(against(before).build(), Rules.CURRENT, 40, 100, 3);

        assertThat(alone.verdict().call()).isEqualTo(Call.PROMOTE);
        CanaryVerdict verdict = seen.verdict();
        assertThat(verdict.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(verdict.reason())
                .contains("limit 5 %, stable before 0.52 % (0.41–0.67)")
                .contains("a canary with up to 1.07 % errors, which stable is not expected to exceed in these hours");
        assertThat(verdict.grounds().cannotExclude())
                .singleElement()
                .asString()
                .contains("0.52 % (0.41 to 0.67) in the same hours of 7 earlier days")
                .contains("rolled back above 1.07 % and promoted below 1.21 %")
                .contains("an incident or a wave of load that hits every version now")
                .contains("traffic and users that changed since then");
    }

    @Test
    void aHealthyCanaryIsPromotedAndTheVerdictStatesWhatItIsNot() {
        Judgement seen = judged(against(reference(CONVERSATIONS, ERRORS)).build(), Rules.CURRENT, 60, 200, 1);

        assertThat(seen.verdict().call()).isEqualTo(Call.PROMOTE);
        assertThat(seen.verdict().reason())
                .contains("one with 1.21 % errors or more, 3 times the odds of stable before");
    }

    @Test
    void aLimitBelowStablesRatesIsStillTheLimit() {
        StableReference before = reference(new long[] {6000, 6000, 6000}, new long[] {500, 600, 700});
        JudgeOptions options = against(before).build();

        assertThat(logRollBack(judged(options, Rules.CURRENT, 10, 50, 5)))
                .isEqualTo(logRollBack(judged(limit(0.05), Rules.CURRENT, 10, 50, 5)));
        assertThat(logPromote(judged(options, Rules.CURRENT, 10, 50, 1)))
                .isEqualTo(logPromote(judged(limit(0.05), Rules.CURRENT, 10, 50, 1)));
    }

    /** Too few errors to compare: both are under 1 %, as with a stable version beside the canary. */
    @Test
    void whereStableIsHarmlessACanaryIsPromotedOnceItIsToo() {
        StableReference rare =
                reference(new long[] {6000, 6000, 6000, 6000, 6000, 6000}, new long[] {6, 5, 7, 6, 5, 8});
        assertThat(rare.exceededWith(0.025)).isLessThan(0.01);

        Judgement seen = judged(against(rare).build(), Rules.CURRENT, 60, 10, 0);

        assertThat(seen.verdict().call()).isEqualTo(Call.PROMOTE);
        assertThat(seen.verdict().reason()).contains("a canary with 1 % errors or more");
        // The wider margin to stable's 0.1 % alone takes more.
        assertThat(judged(limit(0.003), Rules.CURRENT, 60, 10, 0).verdict().call())
                .isEqualTo(Call.CONTINUE);
    }

    @Test
    void earlierRulesAndAStableArmLeaveItOut() {
        StableReference before = reference(CONVERSATIONS, ERRORS);
        JudgeOptions beside = JudgeOptions.builder().reference(before).build();

        assertThat(judged(against(before).build(), Rules.V1, 40, 100, 3).verdict())
                .isEqualTo(judged(limit(0.05), Rules.V1, 40, 100, 3).verdict());
        Judgement compared = Judge.sequential(beside).begin();
        compared.add(window(0, 10, 3, 190, 5));
        Judgement usual = Judge.sequential().begin();
        usual.add(window(0, 10, 3, 190, 5));
        assertThat(compared.verdict()).isEqualTo(usual.verdict());
    }

    @Test
    void itIsPartOfTheOptionsAndOfTheRecordAndAbsentWhereThereIsNone() {
        JudgeOptions options = against(reference(CONVERSATIONS, ERRORS)).build();
        Judgement seen = judged(options, Rules.CURRENT, 40, 100, 3);
        DecisionRecord written =
                DecisionRecord.of(Rules.CURRENT, Judge.sequential(options), List.of(), seen.observations(), false);

        assertThat(CanaryJson.write(JudgeOptions.defaults())).doesNotContain("reference");
        assertThat(CanaryJson.read(CanaryJson.write(options), JudgeOptions.class))
                .isEqualTo(options);
        assertThat(DecisionRecord.parse(written.toJson())).isEqualTo(written);
        assertThat(DecisionRecord.parse(written.toJson()).replay().toJson()).isEqualTo(written.toJson());
    }

    @Test
    void aJudgeKeepsTheReferenceThatItHas() {
        Judge own = Judge.sequential(against(reference(CONVERSATIONS, ERRORS)).build());
        StableReference other = reference(new long[] {600, 600, 600}, new long[] {6, 6, 6});

        assertThat(own.withReference(other)).isEqualTo(own);
        assertThat(Judge.sequential().withReference(other).withoutStable())
                .isEqualTo(Judge.sequential(against(other).build()));
        Judge threshold = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 50);
        assertThat(threshold.withReference(other)).isEqualTo(threshold);
    }

    private static double logRollBack(Judgement of) {
        return of.verdict().grounds().findings().get(0).logRollBack();
    }

    private static double logPromote(Judgement of) {
        return of.verdict().grounds().findings().get(0).logPromote();
    }
}
