package io.cognigydeploy.core.understanding;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.understanding.PairedShares.Bounds;
import io.cognigydeploy.core.understanding.PairedText.LimitState;
import io.cognigydeploy.core.understanding.UnderstandingResult.ChangedAnswers;
import io.cognigydeploy.core.understanding.UnderstandingResult.ChangedUtterance;
import io.cognigydeploy.core.understanding.UnderstandingResult.Confusion;
import io.cognigydeploy.core.understanding.UnderstandingResult.EntityResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.Estimate;
import io.cognigydeploy.core.understanding.UnderstandingResult.IntentResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.MedianShift;
import io.cognigydeploy.core.understanding.UnderstandingResult.PairedShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gate on a comparison: no intent lost more than a limit, overall not worse than a limit. A limit is kept if the
 * lower bound of the difference is at it or above, with every missing answer against the second version. It is lost if
 * the upper bound is below it, with every missing answer for the second version. All intents must keep their limit, so
 * a pass needs no correction for their number; that an intent is lost is shown with Bonferroni's.
 *
 * @param losing the limit of each intent's recall
 * @param worse the limit of all utterances
 * @param changedAnswers the limit of changed answers, for targets that name no intents
 */
record UnderstandingGate(double losing, double worse, double confidence, Optional<Double> changedAnswers) {

    private static final int ROWS = 200;
    private static final int TEXTS = 20;
    private static final int TEXT = 200;

    /** The count of utterances that were right or wrong before and after. Missing answers are counted both ways. */
    static final class PairTally {

        private int both;
        private int lost;
        private int gained;
        private int neither;
        private int missing;
        private int lostAtWorst;
        private int gainedAtWorst;
        private int lostAtBest;
        private int gainedAtBest;

        /**
         * Adds an utterance.
         *
         * @param before whether it was right; absent if it was not answered
         */
        void add(Optional<Boolean> before, Optional<Boolean> after) {
            if (before.isPresent() && after.isPresent()) {
                boolean isRight = before.get();
                boolean isRightNow = after.get();
                both += isRight && isRightNow ? 1 : 0;
                lost += isRight && !isRightNow ? 1 : 0;
                gained += !isRight && isRightNow ? 1 : 0;
                neither += !isRight && !isRightNow ? 1 : 0;
            } else {
                missing++;
            }
            boolean isLost = before.orElse(true) && !after.orElse(false);
            boolean isGained = !before.orElse(true) && after.orElse(false);
            lostAtWorst += isLost ? 1 : 0;
            gainedAtWorst += isGained ? 1 : 0;
            boolean isLostAtBest = before.orElse(false) && !after.orElse(true);
            boolean isGainedAtBest = !before.orElse(false) && after.orElse(true);
            lostAtBest += isLostAtBest ? 1 : 0;
            gainedAtBest += isGainedAtBest ? 1 : 0;
        }

        private int answered() {
            return both + lost + gained + neither;
        }

        int missing() {
            return missing;
        }

        int total() {
            return answered() + missing;
        }

        /** Returns the lower bound of the difference if every missing answer is against the second version. */
        double lowAtWorst(double confidence) {
            return PairedShares.difference(lostAtWorst, gainedAtWorst, total(), confidence)
                    .low();
        }

        /** Returns the upper bound of the difference if every missing answer is for the second version. */
        double highAtBest(double confidence) {
            return PairedShares.difference(lostAtBest, gainedAtBest, total(), confidence)
                    .high();
        }

        /** Returns the number of utterances that shows that the second is not worse by more than a limit. */
        OptionalLong needed(double limit, double confidence) {
            return PairedShares.needed(lost, gained, answered(), limit, confidence);
        }

        /** Returns the shares of what both answered; empty if that is nothing. */
        Optional<PairedShare> share(double confidence) {
            int of = answered();
            if (of == 0) {
                return Optional.empty();
            }
            Bounds difference = PairedShares.difference(lost, gained, of, confidence);
            return Optional.of(new PairedShare(
                    both,
                    lost,
                    gained,
                    neither,
                    Estimate.of(PairedShares.share(both + lost, of, confidence)),
                    Estimate.of(PairedShares.share(both + gained, of, confidence)),
                    Estimate.of(difference),
                    PairedShares.mcNemar(lost, gained),
                    PairedShares.mcNemarWorse(lost, gained)));
        }
    }

    /** The relation of a difference to its limit, and the number of utterances that would show that it is kept. */
    private record Limited(LimitState kept, OptionalLong needed) {}

    private Limited limited(PairTally tally, double limit, int tests) {
        double strict = 1 - (1 - confidence) / tests;
        LimitState kept = tally.lowAtWorst(confidence) >= -limit
                ? LimitState.KEPT
                : tally.highAtBest(strict) < -limit ? LimitState.LOST : LimitState.OPEN;
        return new Limited(kept, tally.needed(limit, confidence));
    }

    /** Returns the verdict on a comparison of intents. */
    Verdict judge(PairTally overall, Map<String, PairTally> byIntent, List<IntentResult> intents, List<Evidence> rest) {
        Optional<PairedShare> share = overall.share(confidence);
        Findings findings = new Findings();
        if (share.isEmpty()) {
            rest.forEach(findings::note);
            return findings.inconclusive("no labelled utterance was answered by both");
        }
        Limited all = limited(overall, worse, 1);
        findings.note(PairedText.overall(share.get(), worse, all.kept()));
        String found = "overall " + PairedText.difference(share.get().difference());
        if (all.kept() == LimitState.LOST) {
            findings.against(found + " is worse by more than " + worse);
        } else if (all.kept() == LimitState.OPEN) {
            findings.open(found + " does not show that it is not worse by more than " + worse + ", "
                    + takes(all.needed(), overall));
        }
        List<String> lost = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int rows = 0;
        for (IntentResult intent : intents) {
            PairTally tally = byIntent.get(intent.intent());
            if (tally == null) {
                continue;
            }
            Limited one = limited(tally, losing, byIntent.size());
            if (one.kept() == LimitState.LOST) {
                lost.add(intent.intent());
            } else if (one.kept() == LimitState.OPEN) {
                open.add(intent.intent() + " (" + tally.total() + ", " + takes(one.needed(), tally) + ")");
            }
            if (rows++ < ROWS) {
                PairedText.intent(intent, losing, one.kept()).ifPresent(findings::note);
            }
        }
        if (!lost.isEmpty()) {
            findings.against("more than " + losing + " of the recall is lost of " + Listing.of(lost));
        }
        if (!open.isEmpty()) {
            findings.open("that no more than " + losing + " of the recall is lost is not shown of " + Listing.of(open));
        }
        rest.forEach(findings::note);
        return findings.verdict(found + " is not worse by more than " + worse + ", and no intent of " + byIntent.size()
                + " lost more than " + losing + " of its recall");
    }

    private static String takes(OptionalLong needed, PairTally tally) {
        if (needed.isPresent() && needed.getAsLong() <= tally.total() && tally.missing() > 0) {
            return "because " + tally.missing() + " were not answered";
        }
        return needed.isPresent()
                ? "takes about " + Math.max(needed.getAsLong(), tally.total() + 1) + " utterances"
                : "takes a better version, not more utterances";
    }

    /** Returns the verdict where intents were not compared. */
    Verdict judgeAnswers(String why, boolean isAllowed, Optional<ChangedAnswers> answers, List<Evidence> rest) {
        Findings findings = new Findings();
        rest.forEach(findings::note);
        String only = why + ", so only answers were compared";
        if (answers.isEmpty()) {
            return findings.inconclusive(why + ", and there are no answers to compare");
        }
        String found = answers.get().changed() + " of " + answers.get().pairs() + " answers are other ones";
        if (changedAnswers.isEmpty() || !isAllowed) {
            return findings.inconclusive(only + ": " + found);
        }
        if (answers.get().share().low() > changedAnswers.get()) {
            findings.against(found + ", a share above " + changedAnswers.get());
        } else if (answers.get().share().high() > changedAnswers.get()) {
            findings.open(found + ", which does not show that the share is at most " + changedAnswers.get());
        }
        return findings.verdict(found + ", a share of at most " + changedAnswers.get(), List.of(only));
    }

    /** Returns the evidence beside the rows: tests, shifts and the first changed texts. */
    List<Evidence> rest(
            Optional<PairedShare> overall,
            List<Confusion> confusions,
            Optional<MedianShift> confidenceShift,
            Optional<MedianShift> latency,
            List<EntityResult> entities,
            Optional<ChangedAnswers> answers,
            List<ChangedUtterance> changed) {
        List<Evidence> rest = new ArrayList<>();
        overall.ifPresent(share -> rest.add(Evidence.of(
                "exact McNemar",
                String.format(
                        Locale.ROOT,
                        "%d lost, %d gained, p %.4g two-sided, %.4g for worse",
                        share.lost(),
                        share.gained(),
                        share.mcNemar(),
                        share.mcNemarWorse()))));
        confusions.stream()
                .limit(TEXTS)
                .forEach(one -> rest.add(Evidence.of(
                        "confusion",
                        one.expected() + " as " + one.named() + " " + one.before() + " → " + one.after())));
        confidenceShift.ifPresent(shift -> rest.add(shift("confidence", shift)));
        latency.ifPresent(shift -> rest.add(shift("latency ms, ratio", shift)));
        entities.stream()
                .filter(entity -> entity.differing() > 0)
                .limit(TEXTS)
                .forEach(entity -> rest.add(Evidence.of(
                        "entity " + entity.entity(),
                        entity.differing() + " differ, found " + entity.before() + " → " + entity.after()
                                + (entity.expected() == 0
                                        ? ""
                                        : ", right " + entity.rightBefore() + " → " + entity.rightAfter() + " of "
                                                + entity.expected()))));
        answers.ifPresent(share ->
                rest.add(Evidence.of("answers", share.changed() + " of " + share.pairs() + " are other texts")));
        changed.stream()
                .limit(TEXTS)
                .forEach(one -> rest.add(Evidence.of(
                        one.direction().name().toLowerCase(Locale.ROOT),
                        "\"" + Printable.cut(one.text(), TEXT) + "\" " + one.inWords())));
        return rest;
    }

    private static Evidence shift(String name, MedianShift shift) {
        String between = shift.low()
                .flatMap(low -> shift.high().map(high -> String.format(Locale.ROOT, " (%.3f to %.3f)", low, high)))
                .orElse("");
        return Evidence.of(
                name,
                String.format(
                        Locale.ROOT,
                        "median %.3f → %.3f, median of %d pairs %.3f%s",
                        shift.before(),
                        shift.after(),
                        shift.pairs(),
                        shift.shift(),
                        between));
    }
}
