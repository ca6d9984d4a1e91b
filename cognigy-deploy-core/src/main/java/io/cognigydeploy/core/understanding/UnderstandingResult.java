package io.cognigydeploy.core.understanding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A comparison of two targets on the same utterances. Lists are bounded; the counts beside them are complete. Immutable
 * and safe for use by many threads.
 *
 * @param before the name of the first target
 * @param after the name of the second target
 * @param verdict the verdict of the gate, with the result in short as its evidence
 * @param utterances how many there are
 * @param labelled how many of them have an expected intent
 * @param unanswered how many were not answered by both; they count neither for nor against, except for the verdict
 * @param intentsCompared whether both targets name intents; else only answers were compared
 * @param overall the shares of labelled utterances that were understood right; absent if intents were not compared
 * @param intents each expected or named intent, those with the worst bound of recall first
 * @param confusions the pairs of expected and wrongly named intent whose count is another one now, the first 1,000
 * @param changedInAll how many utterances are understood, or answered, in another way than before
 * @param changed these utterances, the lost ones first, the first 1,000
 * @param confidence the shift of the confidence, where both state it
 * @param latency the ratio of the latencies, after to before; those of a baseline are of its own time
 * @param entities each entity that was found or expected
 * @param answers the comparison of the texts of answers, where both have them
 */
public record UnderstandingResult(
        String before,
        String after,
        Verdict verdict,
        int utterances,
        long labelled,
        long unanswered,
        boolean intentsCompared,
        Optional<PairedShare> overall,
        List<IntentResult> intents,
        List<Confusion> confusions,
        long changedInAll,
        List<ChangedUtterance> changed,
        Optional<MedianShift> confidence,
        Optional<MedianShift> latency,
        List<EntityResult> entities,
        Optional<ChangedAnswers> answers) {

    public UnderstandingResult {
        intents = List.copyOf(intents);
        confusions = List.copyOf(confusions);
        changed = List.copyOf(changed);
        entities = List.copyOf(entities);
    }

    /** An estimate with its confidence interval. */
    public record Estimate(double value, double low, double high) {

        static Estimate of(PairedShares.Bounds bounds) {
            return new Estimate(bounds.value(), bounds.low(), bounds.high());
        }
    }

    /**
     * Two shares of the same utterances, each with Wilson's interval.
     *
     * @param both how many were right before and after
     * @param lost how many were right before and wrong after
     * @param gained how many were wrong before and right after
     * @param neither how many were wrong before and after
     * @param difference after minus before, with Tango's interval of a paired difference
     * @param mcNemar the p-value of McNemar's exact test, two-sided
     * @param mcNemarWorse the p-value of the same test, small if the second is worse
     */
    public record PairedShare(
            long both,
            long lost,
            long gained,
            long neither,
            Estimate before,
            Estimate after,
            Estimate difference,
            double mcNemar,
            double mcNemarWorse) {

        /** Returns the number of utterances. */
        public long pairs() {
            return both + lost + gained + neither;
        }
    }

    /**
     * An intent before and after. A share of nothing is absent.
     *
     * @param recall the share of its utterances that were understood as this intent
     * @param precisionBefore the share of what was understood as this intent, of labelled utterances, that is of it
     * @param f1Before the harmonic mean of precision and recall
     * @param needed the number of its utterances that it takes to show that no more than the limit is lost; absent if no
     *     number of utterances shows it while the shares stay as they are
     */
    public record IntentResult(
            String intent,
            Optional<PairedShare> recall,
            Optional<Estimate> precisionBefore,
            Optional<Estimate> precisionAfter,
            Optional<Estimate> f1Before,
            Optional<Estimate> f1After,
            OptionalLong needed) {}

    /** The count of utterances of one intent that were understood as another. */
    public record Confusion(String expected, String named, long before, long after) {}

    /** The direction of a change. */
    public enum Direction {
        /** Right before and wrong after. */
        LOST,
        /** Wrong before and right after. */
        GAINED,
        /** Another intent or answer, of an utterance without a label or wrong both times. */
        OTHER
    }

    /**
     * An utterance that is understood, or answered, in another way than before.
     *
     * @param before the intent; the answer if intents were not compared
     */
    public record ChangedUtterance(
            String text,
            Direction direction,
            Optional<String> expected,
            String before,
            Optional<Double> confidenceBefore,
            String after,
            Optional<Double> confidenceAfter) {

        /** Returns the change in one line, without the text. */
        String inWords() {
            return before
                    + confidenceBefore
                            .map(PairedText::share)
                            .map(s -> " (" + s + ")")
                            .orElse("") + " → "
                    + after
                    + confidenceAfter
                            .map(PairedText::share)
                            .map(s -> " (" + s + ")")
                            .orElse("")
                    + expected.map(name -> ", expected " + name).orElse("");
        }

        /** Returns the direction only; the text belongs to a user. */
        @Override
        public String toString() {
            return direction + " " + before + " → " + after;
        }
    }

    /**
     * A shift between paired values.
     *
     * @param pairs how many utterances have both values
     * @param before the median before
     * @param after the median after
     * @param shift the median of the paired differences, or ratios
     * @param low the lower bound of that median, free of assumptions about the distribution; absent for too few pairs
     */
    public record MedianShift(
            long pairs, double before, double after, double shift, Optional<Double> low, Optional<Double> high) {}

    /**
     * An entity before and after, on utterances that both answered.
     *
     * @param before how often it was found
     * @param differing how many utterances have another value now, or have it only before or only after
     * @param expected how many utterances should have it
     * @param rightBefore how many of these had the expected value
     */
    public record EntityResult(
            String entity, long before, long after, long differing, long expected, long rightBefore, long rightAfter) {}

    /** The share of utterances whose answer is another text than before, with Wilson's interval. */
    public record ChangedAnswers(long pairs, long changed, Estimate share) {}

    /** Returns the result as one JSON document on one line. */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode().put("schemaVersion", Json.SCHEMA_VERSION);
        return Printable.shown(root.setAll(Json.tree(this)).toString());
    }

    /** Returns the picture of the differences as one SVG element, without scripts; a short one if there are none. */
    public String toSvg() {
        return UnderstandingChart.of(verdict.evidence())
                .map(UnderstandingChart::svg)
                .orElse("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Nothing to compare\"/>\n");
    }

    /** Returns the verdict and the result in short for a terminal. */
    public String toText() {
        StringBuilder text = new StringBuilder(verdict.match("Passed", "Failed", "Undecided"))
                .append(": ")
                .append(Printable.shown(verdict.reason()));
        for (Evidence each : verdict.evidence()) {
            text.append("\n  ").append(each);
        }
        return text.append('\n').toString();
    }

    /** Returns the targets and the verdict only. */
    @Override
    public String toString() {
        return Printable.shown(before + " → " + after + ": " + verdict.reason());
    }
}
