package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.World.Side;
import io.cognigydeploy.cli.bench.World.Traffic;
import io.cognigydeploy.core.judge.MetricAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A platform that measures traffic and answers about spans of whole minutes, in its own form. */
record MeasuredPlatform(Traffic traffic, AnswerForm form) {

    /** The time at which each rollout starts. */
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    /**
     * The form of the answers.
     *
     * @param decimals the decimals to which an error rate is rounded, on its scale
     * @param late the minutes after which a conversation appears in the answers
     */
    record AnswerForm(Scale scale, int decimals, int late, Labels labels, Offered offered) {

        /** Fractions with 4 decimals, at once. */
        static final AnswerForm USUAL = new AnswerForm(Scale.FRACTION, 4, 0, Labels.RIGHT, Offered.BOTH);

        AnswerForm rounded(Scale other, int to) {
            return new AnswerForm(other, to, late, labels, offered);
        }

        AnswerForm late(int minutes) {
            return new AnswerForm(scale, decimals, minutes, labels, offered);
        }

        AnswerForm swapped() {
            return new AnswerForm(scale, decimals, late, Labels.SWAPPED, offered);
        }

        AnswerForm alone() {
            return new AnswerForm(scale, decimals, late, labels, Offered.CANARY);
        }
    }

    /** The scales of error rates. */
    enum Scale {
        /** From 0 to 1. */
        FRACTION(1),
        /** From 0 to 100. */
        PERCENT(100);

        private final double most;

        Scale(double most) {
            this.most = most;
        }
    }

    /** The names under which the arms are measured. */
    enum Labels {
        RIGHT,
        SWAPPED
    }

    /** The arms that are measured. */
    enum Offered {
        BOTH,
        CANARY
    }

    Optional<MetricAnswer> canary(Instant from, Instant to, Instant now) {
        return Optional.of(answer(form.labels == Labels.RIGHT ? traffic.canary() : traffic.stable(), from, to, now));
    }

    Optional<MetricAnswer> stable(Instant from, Instant to, Instant now) {
        return form.offered == Offered.CANARY
                ? Optional.empty()
                : Optional.of(answer(form.labels == Labels.RIGHT ? traffic.stable() : traffic.canary(), from, to, now));
    }

    private MetricAnswer answer(Side side, Instant from, Instant to, Instant now) {
        int first = minute(from);
        int last = Math.max(first, Math.min(minute(to), minute(now) - form.late));
        long conversations = side.conversations(first, last);
        Optional<Double> rate = conversations == 0
                ? Optional.empty()
                : Optional.of(rounded(form.scale.most * side.errors(first, last) / conversations));
        Optional<Double> latency = conversations == 0 || !side.hasLatency()
                ? Optional.empty()
                : Optional.of(side.millis(first, last) / conversations);
        return new MetricAnswer(from, to, Optional.of((double) conversations), rate, Optional.empty(), latency);
    }

    private double rounded(double rate) {
        double units = 1;
        for (int i = 0; i < form.decimals; i++) {
            units *= 10;
        }
        return Math.round(rate * units) / units;
    }

    private static int minute(Instant time) {
        return (int) Duration.between(START, time).toMinutes();
    }
}
