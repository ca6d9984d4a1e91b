package io.cognigydeploy.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.ConversationProbe.Baseline;
import io.cognigydeploy.core.check.ConversationProbe.Turn;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

public class ConversationProbeTest {

    private static final String TEST = "/api/v1/bots/bot_12345/test";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    private Verdict talk(ConversationProbe probe) throws InterruptedException {
        return probe.talk(fake.client(), ReleaseFixture.BOT);
    }

    private static ConversationProbe probe() {
        return ConversationProbe.of(
                Turn.of(ReleaseFixture.MESSAGE, "order_support").naming("subject", "order"));
    }

    @Test
    void everyUtteranceIsSaidAndJudged() throws Exception {
        fake.understands(ReleaseFixture.BOT, "good bye", "farewell", 0.99);
        ConversationProbe both =
                ConversationProbe.of(Turn.of(ReleaseFixture.MESSAGE, "order_support"), Turn.of("good bye", "farewell"));

        assertThat(talk(both)).isInstanceOf(Verdict.Pass.class);
        assertThat(fake.requests("POST", TEST)).hasSize(2);

        fake.understands(ReleaseFixture.BOT, "good bye", "greeting", 0.99);
        assertThat(talk(both)).isInstanceOf(Verdict.Fail.class);
    }

    @Test
    void itWaitsForAVersionThatHasJustGoneLive() throws Exception {
        var before = fake.time().now();

        talk(probe().warmUp(Duration.ofSeconds(20)));

        assertThat(Duration.between(before, fake.requests("POST", TEST).get(0).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void onlyAnAnswerThatSaysWhatItIsJudgedByIsAPass(String data, Class<? extends Verdict> verdict, String said)
            throws Exception {
        fake.fail(Fault.on("POST", TEST)
                .always()
                .body("{\"success\":true,\"message\":\"\",\"data\":" + data + "}", "application/json"));

        Verdict judged = talk(probe());

        assertThat(judged).isInstanceOf(verdict);
        assertThat(judged.reason()).contains(said);
    }

    static Stream<Arguments> answers() {
        String order = "\"entities\":[{\"name\":\"subject\",\"value\":\"order\"}]";
        return Stream.of(
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":0.85}," + order + "}",
                        Verdict.Pass.class,
                        "understood"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":0.8499}," + order + "}",
                        Verdict.Fail.class,
                        "below 0.85"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"other\",\"confidence\":0.9}," + order + "}",
                        Verdict.Fail.class,
                        "as other"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":0.9},\"entities\":[]}",
                        Verdict.Fail.class,
                        "subject nothing"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\"}," + order + "}",
                        Verdict.Inconclusive.class,
                        "not stated"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":1.5}," + order + "}",
                        Verdict.Inconclusive.class,
                        "not stated"),
                Arguments.of("{\"intent\":null," + order + "}", Verdict.Fail.class, "as nothing"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":1}," + order + "}",
                        Verdict.Pass.class,
                        "understood"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":0}," + order + "}",
                        Verdict.Fail.class,
                        "confidence 0.0, below"),
                Arguments.of(
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":-0.1}," + order + "}",
                        Verdict.Inconclusive.class,
                        "not stated"),
                Arguments.of(
                        "{\"intent\":{\"name\":\" \",\"confidence\":0.9}," + order + "}",
                        Verdict.Fail.class,
                        "as nothing"),
                Arguments.of(
                        "{\"intent\":{\"name\":[],\"confidence\":0.9}," + order + "}",
                        Verdict.Inconclusive.class,
                        "the intent of \"" + ReleaseFixture.MESSAGE + "\" is not known: name could not be read"),
                Arguments.of(
                        "{\"intent\":[1]," + order + "}",
                        Verdict.Inconclusive.class,
                        "the intent of \"" + ReleaseFixture.MESSAGE + "\" is not known: intent could not be read"),
                Arguments.of("{}", Verdict.Fail.class, "as nothing"));
    }

    @Test
    void aSlowAnswerIsNoGoodAnswer() throws Exception {
        fake.fail(Fault.on("POST", TEST).stall(Duration.ofSeconds(3)));

        assertThat(talk(probe().within(Duration.ofSeconds(2))).reason()).contains("took 3");
    }

    @Test
    void aBaselineIsRecordedKeptAndComparedWith() throws Exception {
        Baseline recorded = Baseline.fromJson(
                probe().record(fake.client(), ReleaseFixture.BOT).toJson());
        ConversationProbe compared = probe().minConfidence(0.5).against(recorded, 0.05);

        assertThat(talk(compared)).isInstanceOf(Verdict.Pass.class);

        fake.understands(ReleaseFixture.BOT, ReleaseFixture.MESSAGE, "order_support", 0.87, "subject=order");
        assertThat(talk(compared).reason()).contains("confidence 0.93 before");
    }

    @Test
    void theEvidenceIsWhatTheBotUnderstood() throws Exception {
        fake.fail(Fault.on("POST", TEST).stall(Duration.ofMillis(1500)));

        assertThat(talk(probe()).evidence())
                .extracting(Evidence::name, Evidence::value)
                .containsExactly(
                        tuple("intent", "order_support"),
                        tuple("confidence", "0.93"),
                        tuple("entities", "{subject=order}"),
                        tuple("latency ms", "1500.000"));
        assertThat(probe().name()).isEqualTo("conversation probe");
    }

    @Test
    void anAnswerMayTakeAsLongAsTheLimit() throws Exception {
        fake.fail(Fault.on("POST", TEST).stall(Duration.ofSeconds(2)));

        assertThat(talk(probe().within(Duration.ofSeconds(2)))).isInstanceOf(Verdict.Pass.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order_support | 0.5 | subject=order   | ''",
                "order_support | 0.49 | subject=order  | confidence 0.75 before",
                "other         | 0.75 | subject=order  | was understood as order_support before",
                "order_support | 0.75 | subject=person | gave subject person, not order"
            })
    void anAnswerIsComparedWithTheBaseline(String intent, double confidence, String entity, String said)
            throws Exception {
        ConversationProbe probe =
                ConversationProbe.of(Turn.of(ReleaseFixture.MESSAGE, intent)).minConfidence(0.1);
        fake.understands(ReleaseFixture.BOT, ReleaseFixture.MESSAGE, "order_support", 0.75, "subject=order");
        Baseline recorded = probe.record(fake.client(), ReleaseFixture.BOT);
        fake.understands(ReleaseFixture.BOT, ReleaseFixture.MESSAGE, intent, confidence, entity);

        Verdict verdict = talk(probe.against(recorded, 0.25));

        assertThat(verdict).isInstanceOf(said.isEmpty() ? Verdict.Pass.class : Verdict.Fail.class);
        assertThat(verdict.reason()).contains(said);
    }

    @Test
    void whatTheBaselineLacksIsNotKnown() throws Exception {
        Baseline other =
                ConversationProbe.of(Turn.of("good bye", "farewell")).record(fake.client(), ReleaseFixture.BOT);

        assertThat(talk(probe().against(other, 0.1))).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aProbeThatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConversationProbe.of());
        assertThatIllegalArgumentException().isThrownBy(() -> probe().minConfidence(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> probe().minConfidence(0));
        assertThatIllegalArgumentException().isThrownBy(() -> probe().minConfidence(1.01));
        assertThat(probe().minConfidence(1)).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Turn.of(" ", "order_support"));
        assertThatIllegalArgumentException().isThrownBy(() -> Baseline.fromJson("[]"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> probe().against(Baseline.fromJson("{\"answers\":{}}"), -0.01));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> probe().against(Baseline.fromJson("{\"answers\":{}}"), 1.01));
        assertThat(probe().against(Baseline.fromJson("{\"answers\":{}}"), 0)).isNotNull();
        assertThat(probe().against(Baseline.fromJson("{\"answers\":{}}"), 1)).isNotNull();
    }
}
