package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Records of courses that are as extreme as observations can be. Each number in them is a number. */
class FiniteRecordTest {

    private static final int COURSES = 96;
    private static final int LONGEST = 30;
    private static final String NO_NUMBER = "(?s).*(Infinity|NaN).*";

    private static final double[] LATENCIES = {1e308, Double.MIN_VALUE, 1150, 900, 1, 1e-300};
    private static final double[] RATINGS = {1e308, -1e308, 3.8, 5, 0, -0.0};
    private static final long[] CONVERSATIONS = {0, 1, 5, 20, 200, 400, Arm.MAX_CONVERSATIONS};

    private static JudgeOptions.Builder options() {
        return JudgeOptions.builder().metrics(List.of(Metric.values())).ratingsPerConversation(0.25);
    }

    private static final List<Judge> JUDGES = List.of(
            Judge.sequential(),
            Judge.sequential(options().build()),
            Judge.sequential(options().satisfactionGuaranteed(true).build()),
            Judge.sequential(options().against(Against.LIMITS).build()),
            Judge.sequential(options()
                    .against(Against.LIMITS)
                    .limits(Map.of(Metric.ERROR_RATE, 0.9, Metric.SATISFACTION, 0.1, Metric.LATENCY, 1e-300))
                    .build()),
            Judge.sequential(options().alpha(1e-300).beta(1e-300).minPairs(2).build()),
            Judge.sequential(options()
                    .toleratedRatio(1e-300)
                    .ratios(List.of(1e300))
                    .weights(List.of(1.0))
                    .margin(1e300)
                    .latencyMargin(1e300)
                    .build()),
            Judge.notRandomised(
                    Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 5, 0),
                    Judge.sequential(options().build())));

    private static final List<Judge> SHADOWS = List.of(
            Judge.threshold(Map.of(Metric.ERROR_RATE, 0.5, Metric.SATISFACTION, 3.5, Metric.LATENCY, 1e300), 15, 0),
            Judge.failureLimit(0.05, 5, 3, true),
            Judge.ranks(0.98, 5, 5));

    @Test
    void no_record_has_a_number_that_is_none() {
        SplittableRandom random = new SplittableRandom(12);
        int had = 0;
        for (int i = 0; i < COURSES; i++) {
            Judge judge = JUDGES.get(i % JUDGES.size());
            DecisionRecord decision = DecisionRecord.of(judge, SHADOWS, course(random), random.nextBoolean());

            String json = decision.toJson();
            String earlier = DecisionRecord.of(Rules.V1, judge, SHADOWS, decision.observations(), decision.ended())
                    .toJson();

            assertThat(json).doesNotMatch(NO_NUMBER);
            DecisionRecord read = DecisionRecord.parse(json);
            assertThat(read).isEqualTo(decision);
            assertThat(read.replay().toJson()).isEqualTo(json);
            assertThat(DecisionRecord.parse(earlier).replay().toJson()).isEqualTo(earlier);
            had += earlier.matches(NO_NUMBER) ? 1 : 0;
            decision.verdict()
                    .grounds()
                    .evidence()
                    .ifPresent(weight -> assertThat(weight.describe()).doesNotMatch(NO_NUMBER));
            if (i % 8 < 2) {
                assertThat(CanaryChart.svg(decision)).doesNotMatch(NO_NUMBER);
            }
        }
        // By the rules of before, the same courses do have them, and still replay.
        assertThat(had).isGreaterThan(COURSES / 4);
    }

    /** A course of one kind or of all kinds, so that some are extreme in the same way from begin to end. */
    private static List<Observation> course(SplittableRandom random) {
        boolean isSteady = random.nextBoolean();
        int kind = random.nextInt(1000);
        List<Observation> course = new ArrayList<>();
        int length = random.nextInt(LONGEST);
        for (int i = 0; i < length; i++) {
            SplittableRandom each = new SplittableRandom(isSteady ? kind : random.nextLong());
            if (each.nextInt(15) == 0) {
                course.add(Given.outage(i));
                continue;
            }
            course.add(new Window(
                    minute(i),
                    minute(i + 1),
                    new double[] {0, 5, 50, 100, Double.MIN_VALUE}[each.nextInt(5)],
                    arm(each),
                    each.nextInt(10) == 0 ? Optional.empty() : Optional.of(arm(each))));
        }
        return course;
    }

    private static Arm arm(SplittableRandom random) {
        long conversations = CONVERSATIONS[random.nextInt(CONVERSATIONS.length)];
        // Few of a million: more take long, and are no more extreme.
        long all = Math.min(400, conversations);
        long least = new long[] {0, 0, all, random.nextLong(all + 1)}[random.nextInt(4)];
        long most = random.nextInt(3) == 0 ? all : least;
        return new Arm(
                conversations,
                random.nextInt(10) == 0 ? Optional.empty() : Optional.of(new Errors(least, most)),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(RATINGS[random.nextInt(RATINGS.length)]),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(LATENCIES[random.nextInt(LATENCIES.length)]));
    }
}
