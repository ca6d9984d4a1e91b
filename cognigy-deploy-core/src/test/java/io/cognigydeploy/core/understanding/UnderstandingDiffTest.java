package io.cognigydeploy.core.understanding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.client.product.model.RunStatus;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.understanding.UnderstandingResult.ChangedUtterance;
import io.cognigydeploy.core.understanding.UnderstandingResult.Confusion;
import io.cognigydeploy.core.understanding.UnderstandingResult.Direction;
import io.cognigydeploy.core.understanding.UnderstandingResult.EntityResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.Estimate;
import io.cognigydeploy.core.understanding.UnderstandingResult.IntentResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.PairedShare;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderstandingDiffTest {

    private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");

    /** Utterances with the answers of both targets. */
    private static final class Spoken {

        private final StringBuilder lines = new StringBuilder();
        private final List<Understood> before = new ArrayList<>();
        private final List<Understood> after = new ArrayList<>();

        Spoken with(int count, String labels, Understood first, Understood second) {
            for (int i = 0; i < count; i++) {
                lines.append("{\"text\":\"text ")
                        .append(before.size())
                        .append('"')
                        .append(labels)
                        .append("}\n");
                before.add(first);
                after.add(second);
            }
            return this;
        }

        /** Adds utterances of an intent that were understood as these. */
        Spoken of(String intent, int count, String first, String second) {
            return with(count, ",\"intent\":\"" + intent + "\"", Understood.as(first, 0.9), Understood.as(second, 0.8));
        }

        Spoken unanswered(String intent, int count) {
            return with(
                    count, ",\"intent\":\"" + intent + "\"", Understood.as(intent, 0.9), Understood.failed("no route"));
        }

        Utterances utterances() {
            try {
                return Utterances.jsonLines(new StringReader(lines.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        UnderstandingDiff diff() {
            return UnderstandingDiff.of(utterances());
        }

        UnderstandingResult by(UnderstandingDiff diff) {
            return diff.compare(
                    Answers.of(utterances(), "old", AT, before), Answers.of(utterances(), "new", AT, after));
        }

        UnderstandingResult result() {
            return by(diff());
        }
    }

    private static Spoken pairs(int both, int lost, int gained, int neither) {
        return new Spoken()
                .of("a", both, "a", "a")
                .of("a", lost, "a", "b")
                .of("a", gained, "b", "a")
                .of("a", neither, "b", "b");
    }

    /**
     * The values are by SciPy 1.17: the score with a numerical maximum of the likelihood under each difference, and the
     * exact binomial test.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 35, -0.098901, 0.098901, 1, 1",
        "1, 0, 44, -0.118077, 0.059393, 1, 0.5",
        "0, 1, 44, -0.059393, 0.118077, 1, 1",
        "5, 12, 100, -0.011863, 0.157416, 0.143463135, 0.975479126",
        "12, 5, 100, -0.157416, 0.011863, 0.143463135, 0.0717315674",
        "9, 9, 1000, -0.009125, 0.009125, 1, 0.592735291",
        "40, 10, 400, -0.111353, -0.042160, 0.0000238613317, 0.0000119306658",
        "30, 16, 500, -0.056073, -0.001470, 0.0540760319, 0.0270380159"
    })
    void thePairedStatisticsAreThoseOfAnIndependentComputation(
            int lost, int gained, int all, double low, double high, double twoSided, double worse) {
        int rest = all - lost - gained;
        PairedShare share = pairs(rest / 2, lost, gained, rest - rest / 2)
                .result()
                .overall()
                .orElseThrow();

        assertThat(share.difference().value()).isCloseTo((gained - lost) / (double) all, within(1e-12));
        assertThat(share.difference().low()).isCloseTo(low, within(2e-6));
        assertThat(share.difference().high()).isCloseTo(high, within(2e-6));
        assertThat(share.mcNemar()).isCloseTo(twoSided, within(1e-9));
        assertThat(share.mcNemarWorse()).isCloseTo(worse, within(1e-9));
        assertThat(share.pairs()).isEqualTo(all);
    }

    /** The first three are published: Newcombe, Statistics in Medicine 17, 1998. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "1, 29, 0.0061, 0.1718",
        "0, 10, 0, 0.2775",
        "10, 10, 0.7225, 1"
    })
    void aShareHasWilsonsInterval(int right, int all, double low, double high) {
        Estimate share =
                pairs(right, 0, 0, all - right).result().overall().orElseThrow().before();

        assertThat(share.low()).isCloseTo(low, within(5.1e-5));
        assertThat(share.high()).isCloseTo(high, within(5.1e-5));
    }

    @Test
    void eachIntentHasPrecisionRecallAndF1() {
        UnderstandingResult result = new Spoken()
                .of("a", 40, "a", "a")
                .of("a", 3, "b", "b")
                .of("b", 5, "a", "b")
                .of("b", 20, "b", "b")
                .of("c", 1, "c", "c")
                .result();

        IntentResult a = intent(result, "a");
        assertThat(a.precisionBefore().orElseThrow().value()).isCloseTo(40 / 45.0, within(1e-12));
        assertThat(a.precisionAfter().orElseThrow().value()).isEqualTo(1);
        assertThat(a.recall().orElseThrow().before().value()).isCloseTo(40 / 43.0, within(1e-12));
        Estimate f1 = a.f1Before().orElseThrow();
        assertThat(f1.value()).isCloseTo(0.909091, within(1e-6));
        assertThat(f1.low()).isCloseTo(0.826444, within(1e-6));
        assertThat(f1.high()).isCloseTo(0.954546, within(1e-6));
        assertThat(intent(result, "b").recall().orElseThrow().gained()).isEqualTo(5);
        assertThat(intent(result, "c").f1After().orElseThrow().low()).isCloseTo(0.342380, within(1e-6));
    }

    private static IntentResult intent(UnderstandingResult result, String name) {
        return result.intents().stream()
                .filter(one -> one.intent().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theGatePassesOnlyIfTheIntervalsShowIt() {
        Spoken enough = new Spoken();
        IntStream.range(0, 6).forEach(i -> enough.of("intent " + i, 35, "intent " + i, "intent " + i));

        Verdict passed = enough.result().verdict();

        assertThat(passed).isInstanceOf(Verdict.Pass.class);
        assertThat(passed.reason()).contains("no intent of 6 lost more than 0.1");

        Verdict open = pairs(34, 0, 0, 0).result().verdict();
        assertThat(open).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(open.reason())
                .contains("a (34, takes about 35 utterances)")
                .contains("not worse by more than 0.02, takes about 189 utterances");
    }

    /** The numbers are those of the independent computation: the greater of bound and power. */
    @ParameterizedTest
    @CsvSource({"90, 5, 5, 0, 1963", "285, 9, 6, 0, 3917"})
    void theNeededNumberIsThatOfThePresentRateOfChange(int both, int lost, int gained, int neither, int needed) {
        assertThat(pairs(both, lost, gained, neither).result().verdict().reason())
                .contains("not worse by more than 0.02, takes about " + needed + " utterances");
    }

    @Test
    void aWorseVersionFailsAndNamesWhatItLost() {
        UnderstandingResult result = new Spoken()
                .of("order", 60, "order", "order")
                .of("cancel", 20, "cancel", "cancel")
                .of("cancel", 40, "cancel", "order")
                .result();

        assertThat(result.verdict()).isInstanceOf(Verdict.Fail.class);
        assertThat(result.verdict().reason())
                .contains("overall -0.333 (-0.4")
                .contains("more than 0.1 of the recall is lost of cancel");
        assertThat(result.intents().get(0).intent()).isEqualTo("cancel");
        assertThat(result.confusions()).containsExactly(new Confusion("cancel", "order", 0, 40));
        assertThat(result.changedInAll()).isEqualTo(40);
        assertThat(result.changed().get(0))
                .isEqualTo(new ChangedUtterance(
                        "text 80",
                        Direction.LOST,
                        Optional.of("cancel"),
                        "cancel",
                        Optional.of(0.9),
                        "order",
                        Optional.of(0.8)));
        assertThat(result.toText())
                .contains("lost \"text 80\" cancel (0.900) → order (0.800), expected cancel")
                .contains("confusion cancel as order 0 → 40");
    }

    @Test
    void oneLostIntentAmongManyFails() {
        Spoken all = new Spoken().of("small", 30, "small", Utterances.NONE);
        IntStream.range(0, 20).forEach(i -> all.of("intent " + i, 100, "intent " + i, "intent " + i));

        Verdict verdict = all.by(all.diff().worseByAtMost(0.05)).verdict();

        assertThat(verdict).isInstanceOf(Verdict.Fail.class);
        assertThat(verdict.reason()).startsWith("more than 0.1 of the recall is lost of small");
    }

    @Test
    void limitsAndConfidenceCanBeSet() {
        Spoken all = pairs(50, 1, 0, 0);

        assertThat(all.result().verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(all.by(all.diff().losingAtMost(0.2).worseByAtMost(0.15)).verdict())
                .isInstanceOf(Verdict.Pass.class);
        assertThat(all.by(all.diff().losingAtMost(0.2).worseByAtMost(0.15).confidence(0.9999))
                        .verdict())
                .isInstanceOf(Verdict.Inconclusive.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.diff().losingAtMost(Double.NaN))
                .withMessage("share must be between 0 and 1, but was NaN.");
        assertThatIllegalArgumentException().isThrownBy(() -> all.diff().worseByAtMost(0));
        assertThatIllegalArgumentException().isThrownBy(() -> all.diff().confidence(1));
        assertThatIllegalArgumentException().isThrownBy(() -> all.diff().concurrency(0));
    }

    @Test
    void missingAnswersAreNeitherAPassNorAFailure() {
        Spoken all = pairs(300, 0, 0, 0).unanswered("a", 20);

        UnderstandingResult result = all.result();

        assertThat(result.unanswered()).isEqualTo(20);
        assertThat(result.overall().orElseThrow().pairs()).isEqualTo(300);
        assertThat(result.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(result.verdict().reason()).contains("because 20 were not answered");
        assertThat(pairs(300, 0, 0, 0).unanswered("a", 1).result().verdict()).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void confidenceLatencyAndEntitiesAreComparedPairByPair() {
        Spoken all = new Spoken();
        for (int i = 0; i < 10; i++) {
            all.with(
                    1,
                    ",\"intent\":\"a\",\"entities\":{\"city\":\"Bonn\"}",
                    answer(0.80, 100, Map.of("city", "Bonn")),
                    answer(0.80 + 0.01 * i, 100 + 10 * i, i < 4 ? Map.of("city", "Cologne") : Map.of("city", "Bonn")));
        }
        UnderstandingResult result = all.result();

        var confidence = result.confidence().orElseThrow();
        assertThat(confidence.shift()).isCloseTo(0.045, within(1e-12));
        // The second smallest and the second largest of ten.
        assertThat(confidence.low().orElseThrow()).isCloseTo(0.01, within(1e-12));
        assertThat(confidence.high().orElseThrow()).isCloseTo(0.08, within(1e-12));
        assertThat(result.latency().orElseThrow().shift()).isCloseTo(1.45, within(1e-12));
        assertThat(result.entities()).containsExactly(new EntityResult("city", 10, 10, 4, 10, 10, 6));
        assertThat(new Spoken()
                        .with(5, "", answer(0.8, 100, Map.of()), answer(0.8, 100, Map.of()))
                        .result()
                        .confidence()
                        .orElseThrow()
                        .low())
                .isEmpty();
    }

    private static Understood answer(double confidence, long millis, Map<String, String> entities) {
        return new Understood(
                Optional.of("a"),
                Optional.of(confidence),
                entities,
                Optional.empty(),
                Duration.ofMillis(millis),
                Optional.empty());
    }

    private static Understood said(String text) {
        return new Understood(
                Optional.empty(), Optional.empty(), Map.of(), Optional.of(text), Duration.ZERO, Optional.empty());
    }

    @Test
    void whereNoIntentIsNamedOnlyAnswersAreCompared() {
        Spoken all = new Spoken()
                .with(97, ",\"intent\":\"a\"", said("yes"), said("yes"))
                .with(3, ",\"intent\":\"a\"", said("yes"), said("no"));

        UnderstandingResult result = all.result();

        assertThat(result.intentsCompared()).isFalse();
        assertThat(result.overall()).isEmpty();
        assertThat(result.answers().orElseThrow().changed()).isEqualTo(3);
        assertThat(result.changed().get(0).after()).isEqualTo("no");
        assertThat(result.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(result.verdict().reason())
                .isEqualTo(
                        "old and new names no intents, so only answers were compared: 3 of 100 answers are other ones");
        assertThat(all.by(all.diff().changedAnswersAtMost(0.1)).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Pass.class,
                        pass -> assertThat(pass.unconfirmed())
                                .containsExactly("old and new names no intents, so only answers were compared"));
        assertThat(all.by(all.diff().changedAnswersAtMost(0.05)).verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(all.by(all.diff().changedAnswersAtMost(0.005)).verdict()).isInstanceOf(Verdict.Fail.class);
        assertThat(result.toSvg()).startsWith("<svg").contains("Nothing to compare");
    }

    @Test
    void runsOfAPlaybookAreComparedByTheirAnswers() {
        Spoken all = new Spoken()
                .with(2, ",\"intent\":\"a\"", said(""), said(""))
                .with(1, ",\"intent\":\"a\"", said(""), said(""));
        Answers before = Answers.ofPlaybook(all.utterances(), run("yes", "no", "yes"), AT);
        Answers after = Answers.ofPlaybook(all.utterances(), run("yes", "", "no"), AT);

        UnderstandingResult result = all.diff().compare(before, after);

        assertThat(result.unanswered()).isEqualTo(1);
        assertThat(result.changed()).extracting(ChangedUtterance::text).containsExactly("text 2");
        assertThat(result.verdict().reason()).contains("names no intents", "1 of 2 answers are other ones");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.ofPlaybook(all.utterances(), run("yes"), AT))
                .withMessage("run must be one of 3 steps, but was \"1 steps\".");
    }

    /** Returns a run with these answers; an empty one did not come in time. */
    private static PlaybookRun run(String... answers) {
        return new PlaybookRun(
                new ObjectId("0123456789abcdef01234567"),
                new RunStatus("successful"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Stream.of(answers)
                        .map(text -> new PlaybookRun.StepResult(
                                Optional.empty(), Optional.of(text), Optional.of(text.isEmpty())))
                        .toList());
    }

    @Test
    void aTargetThatNamesIntentsNoLongerIsNeverPassed() {
        Spoken all = new Spoken().with(300, ",\"intent\":\"a\"", answer(0.9, 1, Map.of()), said("yes"));

        Verdict verdict = all.by(all.diff().changedAnswersAtMost(0.5)).verdict();

        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.reason()).startsWith("new names no intents");
    }

    @Test
    void utterancesWithoutALabelAreOnlyChangedOrNot() {
        UnderstandingResult result = new Spoken()
                .with(1, "", Understood.as("a", 0.9), Understood.as("b", 0.9))
                .with(1, "", Understood.as("a", 0.9), Understood.as("a", 0.9))
                .result();

        assertThat(result.labelled()).isZero();
        assertThat(result.changed())
                .singleElement()
                .satisfies(one -> assertThat(one.direction()).isEqualTo(Direction.OTHER));
        assertThat(result.verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(result.verdict().reason()).contains("no labelled utterance");
    }

    @Test
    void thePictureHasALineForAllAndForEachIntent() {
        Spoken all = pairs(200, 1, 0, 0).of("<b>&", 60, "<b>&", "other");

        UnderstandingResult result = all.result();
        String svg = result.toSvg();

        assertThat(svg)
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .contains("intent a", "intent &lt;b&gt;&amp;", "overall")
                .doesNotContain("<script", "<b>", "NaN");
        UnderstandingChart chart =
                UnderstandingChart.of(result.verdict().evidence()).orElseThrow();
        assertThat(chart.rows())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.cells()).hasSameSizeAs(chart.head()));
        assertThat(chart.rows().get(1).cells().get(0)).isEqualTo("intent <b>&");
        assertThat(chart.rows().get(1).isLost()).isTrue();
        assertThat(chart.rows().get(2).isKept()).isTrue();
        assertThat(chart.rows().get(2).cells().get(3))
                .isEqualTo("difference -0.005 (-0.028 to +0.014), limit -0.100: kept");
    }

    @Test
    void theResultIsOneJsonDocument() {
        assertThat(pairs(10, 1, 1, 1).result().toJson())
                .contains("\"verdict\":\"inconclusive\"")
                .contains("\"mcNemar\":1.0")
                .doesNotContain("\n");
    }

    @Test
    void aBaselineIsKeptAndReadAgain() {
        Spoken all = pairs(2, 1, 0, 0).unanswered("a", 1).with(1, "", said("Grüße"), answer(0.5, 7, Map.of("n", "v")));
        Answers before = Answers.of(all.utterances(), "old", AT, all.after);

        Answers again = Answers.parse(before.toJsonLines());

        assertThat(again).isEqualTo(before);
        assertThat(all.diff().compare(before, again).changed()).isEmpty();
    }

    @Test
    void aBaselineOfOtherUtterancesIsRefused() {
        Spoken all = pairs(2, 0, 0, 0);
        Answers other = Answers.of(pairs(1, 0, 0, 0).utterances(), "old", AT, List.of(Understood.as("a", 1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.diff().compare(other, other))
                .withMessage("The answers of old are to other utterances. Record them again with the present set.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.of(all.utterances(), "old", AT, List.of()))
                .withMessageContaining("one answer for each of 2 utterances");
    }

    @Test
    void aDamagedBaselineIsRefusedWithTheRemedy() {
        String whole = Answers.of(pairs(2, 0, 0, 0).utterances(), "old", AT, Collections.nCopies(2, said("x")))
                .toJsonLines();

        assertThatIllegalArgumentException().isThrownBy(() -> Answers.parse("")).withMessageContaining("no baseline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.parse(whole.replace("\"version\":1", "\"version\":2")))
                .withMessageContaining("format 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.parse(whole.substring(0, whole.length() - 30)))
                .withMessageContaining("Line 3")
                .withMessageContaining("record it again");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.parse(whole.substring(0, whole.indexOf('\n') + 1)))
                .withMessageContaining("0 answers instead of 2");
    }
}
