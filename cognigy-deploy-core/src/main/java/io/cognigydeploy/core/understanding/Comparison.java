package io.cognigydeploy.core.understanding;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.understanding.PairedShares.Bounds;
import io.cognigydeploy.core.understanding.UnderstandingGate.PairTally;
import io.cognigydeploy.core.understanding.UnderstandingResult.ChangedAnswers;
import io.cognigydeploy.core.understanding.UnderstandingResult.ChangedUtterance;
import io.cognigydeploy.core.understanding.UnderstandingResult.Confusion;
import io.cognigydeploy.core.understanding.UnderstandingResult.Direction;
import io.cognigydeploy.core.understanding.UnderstandingResult.EntityResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.Estimate;
import io.cognigydeploy.core.understanding.UnderstandingResult.IntentResult;
import io.cognigydeploy.core.understanding.UnderstandingResult.MedianShift;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/** A comparison of the answers of two targets to the same utterances. */
final class Comparison {

    private static final int LISTED = 1000;
    private static final int SHOWN_ANSWER = 200;

    private final List<Pair> pairs = new ArrayList<>();
    private final Answers before;
    private final Answers after;
    private final UnderstandingGate gate;
    private final boolean intentsCompared;

    /** An utterance with the answers of both. */
    private record Pair(Labelled asked, Understood before, Understood after) {

        boolean isAnswered() {
            return before.isAnswer() && after.isAnswer();
        }

        private Optional<Boolean> isRight(Understood answer) {
            return asked.intent().filter(name -> answer.isAnswer()).map(answer.named()::equals);
        }

        Optional<Boolean> isRightBefore() {
            return isRight(before);
        }

        Optional<Boolean> isRightAfter() {
            return isRight(after);
        }

        Direction direction() {
            boolean isRight = isRightBefore().orElse(false);
            boolean isRightNow = isRightAfter().orElse(false);
            return isRight == isRightNow ? Direction.OTHER : isRight ? Direction.LOST : Direction.GAINED;
        }
    }

    /** Counts of what was named as an intent, on labelled utterances that both answered. */
    private static final class NamedCounts {

        private long right;
        private long wrongly;
        private long missed;

        private Optional<Estimate> precision(double confidence) {
            return right + wrongly == 0
                    ? Optional.empty()
                    : Optional.of(Estimate.of(PairedShares.share(right, right + wrongly, confidence)));
        }

        private Optional<Estimate> f1(double confidence) {
            return right + wrongly + missed == 0
                    ? Optional.empty()
                    : Optional.of(Estimate.of(PairedShares.f1(right, wrongly, missed, confidence)));
        }
    }

    private Comparison(Utterances utterances, Answers before, Answers after, UnderstandingGate gate) {
        for (int i = 0; i < utterances.all().size(); i++) {
            pairs.add(new Pair(
                    utterances.all().get(i), before.all().get(i), after.all().get(i)));
        }
        this.before = before;
        this.after = after;
        this.gate = gate;
        this.intentsCompared = before.namesIntents() && after.namesIntents();
    }

    static UnderstandingResult of(Utterances utterances, Answers before, Answers after, UnderstandingGate gate) {
        return new Comparison(utterances, before.to(utterances), after.to(utterances), gate).result();
    }

    private UnderstandingResult result() {
        PairTally overall = new PairTally();
        Map<String, PairTally> byIntent = new TreeMap<>();
        if (intentsCompared) {
            labelled().forEach(pair -> {
                overall.add(pair.isRightBefore(), pair.isRightAfter());
                byIntent.computeIfAbsent(pair.asked().intent().orElseThrow(), name -> new PairTally())
                        .add(pair.isRightBefore(), pair.isRightAfter());
            });
        }
        List<IntentResult> intents = intents(byIntent);
        List<Confusion> confusions = confusions();
        List<ChangedUtterance> changed = changed();
        Optional<MedianShift> shift =
                shift(pair -> pair.before().confidence(), pair -> pair.after().confidence(), (one, two) -> two - one);
        Optional<MedianShift> latency =
                shift(pair -> millis(pair.before()), pair -> millis(pair.after()), (one, two) -> two / one);
        List<EntityResult> entities = entities();
        Optional<ChangedAnswers> answers = answers();
        var share = overall.share(gate.confidence());
        List<Evidence> rest = gate.rest(share, confusions, shift, latency, entities, answers, changed);
        return new UnderstandingResult(
                before.target(),
                after.target(),
                verdict(overall, byIntent, intents, answers, rest),
                pairs.size(),
                labelled().count(),
                pairs.stream().filter(pair -> !pair.isAnswered()).count(),
                intentsCompared,
                share,
                intents,
                confusions,
                changed.size(),
                changed.stream().limit(LISTED).toList(),
                shift,
                latency,
                entities,
                answers);
    }

    private Stream<Pair> labelled() {
        return pairs.stream().filter(pair -> pair.asked().intent().isPresent());
    }

    private Stream<Pair> answered() {
        return pairs.stream().filter(Pair::isAnswered);
    }

    private Verdict verdict(
            PairTally overall,
            Map<String, PairTally> byIntent,
            List<IntentResult> intents,
            Optional<ChangedAnswers> answers,
            List<Evidence> rest) {
        List<Answers> silent =
                Stream.of(before, after).filter(one -> one.answered() == 0).toList();
        if (!silent.isEmpty()) {
            Answers one = silent.get(0);
            String why = one.all().get(0).failure().orElse("");
            return Verdict.inconclusive(one.target() + " answered no utterance; the first: " + why);
        }
        if (!intentsCompared) {
            List<String> unnamed = Stream.of(before, after)
                    .filter(one -> !one.namesIntents())
                    .map(Answers::target)
                    .distinct()
                    .toList();
            boolean isNeither = !before.namesIntents() && !after.namesIntents();
            return gate.judgeAnswers(String.join(" and ", unnamed) + " names no intents", isNeither, answers, rest);
        }
        return gate.judge(overall, byIntent, intents, rest);
    }

    private List<IntentResult> intents(Map<String, PairTally> byIntent) {
        if (!intentsCompared) {
            return List.of();
        }
        Map<String, NamedCounts> namedBefore = named(Pair::before);
        Map<String, NamedCounts> namedAfter = named(Pair::after);
        Set<String> names = new TreeSet<>(byIntent.keySet());
        names.addAll(namedBefore.keySet());
        names.addAll(namedAfter.keySet());
        double confidence = gate.confidence();
        return names.stream()
                .map(name -> {
                    Optional<PairTally> tally = Optional.ofNullable(byIntent.get(name));
                    NamedCounts first = namedBefore.getOrDefault(name, new NamedCounts());
                    NamedCounts second = namedAfter.getOrDefault(name, new NamedCounts());
                    return new IntentResult(
                            name,
                            tally.flatMap(counts -> counts.share(confidence)),
                            first.precision(confidence),
                            second.precision(confidence),
                            first.f1(confidence),
                            second.f1(confidence),
                            tally.map(counts -> counts.needed(gate.losing(), confidence))
                                    .orElse(OptionalLong.empty()));
                })
                .sorted(Comparator.comparingDouble(one ->
                        one.recall().map(share -> share.difference().low()).orElse(1.0)))
                .toList();
    }

    private Map<String, NamedCounts> named(Function<Pair, Understood> side) {
        Map<String, NamedCounts> counts = new HashMap<>();
        labelled().filter(Pair::isAnswered).forEach(pair -> {
            String expected = pair.asked().intent().orElseThrow();
            String named = side.apply(pair).named();
            if (named.equals(expected)) {
                counts.computeIfAbsent(named, name -> new NamedCounts()).right++;
            } else {
                counts.computeIfAbsent(named, name -> new NamedCounts()).wrongly++;
                counts.computeIfAbsent(expected, name -> new NamedCounts()).missed++;
            }
        });
        return counts;
    }

    private List<Confusion> confusions() {
        if (!intentsCompared) {
            return List.of();
        }
        Map<List<String>, long[]> counts = new HashMap<>();
        labelled().filter(Pair::isAnswered).forEach(pair -> {
            String expected = pair.asked().intent().orElseThrow();
            counts.computeIfAbsent(List.of(expected, pair.before().named()), cell -> new long[2])[0]++;
            counts.computeIfAbsent(List.of(expected, pair.after().named()), cell -> new long[2])[1]++;
        });
        return counts.entrySet().stream()
                .filter(cell ->
                        !cell.getKey().get(0).equals(cell.getKey().get(1)) && cell.getValue()[0] != cell.getValue()[1])
                .map(cell -> new Confusion(
                        cell.getKey().get(0), cell.getKey().get(1), cell.getValue()[0], cell.getValue()[1]))
                .sorted(Comparator.comparingLong((Confusion one) -> -Math.abs(one.after() - one.before()))
                        .thenComparing(Confusion::expected)
                        .thenComparing(Confusion::named))
                .limit(LISTED)
                .toList();
    }

    private List<ChangedUtterance> changed() {
        return answered()
                .filter(pair -> intentsCompared
                        ? !pair.before().named().equals(pair.after().named())
                        : !pair.before().answer().equals(pair.after().answer()))
                .map(pair -> new ChangedUtterance(
                        pair.asked().text(),
                        intentsCompared ? pair.direction() : Direction.OTHER,
                        pair.asked().intent(),
                        shown(pair.before()),
                        pair.before().confidence(),
                        shown(pair.after()),
                        pair.after().confidence()))
                .sorted(Comparator.comparing(ChangedUtterance::direction))
                .toList();
    }

    private String shown(Understood answer) {
        if (intentsCompared) {
            return answer.named();
        }
        String text = answer.answer().orElse("");
        return text.length() > SHOWN_ANSWER ? text.substring(0, SHOWN_ANSWER) + "…" : text;
    }

    private static Optional<Double> millis(Understood answer) {
        return Optional.of(answer.latency().toNanos() / 1e6).filter(millis -> millis > 0);
    }

    private Optional<MedianShift> shift(
            Function<Pair, Optional<Double>> first,
            Function<Pair, Optional<Double>> second,
            DoubleBinaryOperator difference) {
        List<Pair> both = answered()
                .filter(pair ->
                        first.apply(pair).isPresent() && second.apply(pair).isPresent())
                .toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        double[] ones = values(both, first);
        double[] twos = values(both, second);
        double[] shifts = new double[ones.length];
        Arrays.setAll(shifts, i -> difference.applyAsDouble(ones[i], twos[i]));
        Arrays.sort(shifts);
        OptionalInt rank = PairedShares.medianRank(shifts.length, gate.confidence());
        return Optional.of(new MedianShift(
                shifts.length,
                PairedShares.median(ones).orElseThrow(),
                PairedShares.median(twos).orElseThrow(),
                PairedShares.median(shifts).orElseThrow(),
                rank.isPresent() ? Optional.of(shifts[rank.getAsInt() - 1]) : Optional.empty(),
                rank.isPresent() ? Optional.of(shifts[shifts.length - rank.getAsInt()]) : Optional.empty()));
    }

    private static double[] values(List<Pair> pairs, Function<Pair, Optional<Double>> value) {
        return pairs.stream()
                .mapToDouble(pair -> value.apply(pair).orElseThrow())
                .toArray();
    }

    private List<EntityResult> entities() {
        Set<String> names = new TreeSet<>();
        answered().forEach(pair -> {
            names.addAll(pair.asked().entities().keySet());
            names.addAll(pair.before().entities().keySet());
            names.addAll(pair.after().entities().keySet());
        });
        return names.stream().map(this::entity).toList();
    }

    private EntityResult entity(String name) {
        long[] counts = new long[6];
        answered().forEach(pair -> {
            Optional<String> expected =
                    Optional.ofNullable(pair.asked().entities().get(name));
            Optional<String> one = Optional.ofNullable(pair.before().entities().get(name));
            Optional<String> two = Optional.ofNullable(pair.after().entities().get(name));
            counts[0] += one.isPresent() ? 1 : 0;
            counts[1] += two.isPresent() ? 1 : 0;
            counts[2] += one.equals(two) ? 0 : 1;
            counts[3] += expected.isPresent() ? 1 : 0;
            counts[4] += expected.isPresent() && expected.equals(one) ? 1 : 0;
            counts[5] += expected.isPresent() && expected.equals(two) ? 1 : 0;
        });
        return new EntityResult(name, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private Optional<ChangedAnswers> answers() {
        List<Pair> both = answered()
                .filter(pair -> pair.before().answer().isPresent()
                        && pair.after().answer().isPresent())
                .toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        long changed = both.stream()
                .filter(pair -> !pair.before().answer().equals(pair.after().answer()))
                .count();
        Bounds share = PairedShares.share(changed, both.size(), gate.confidence());
        return Optional.of(new ChangedAnswers(both.size(), changed, Estimate.of(share)));
    }
}
