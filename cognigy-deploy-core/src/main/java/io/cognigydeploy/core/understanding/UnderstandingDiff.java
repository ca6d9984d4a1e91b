package io.cognigydeploy.core.understanding;

import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A comparison of two versions on the same labelled utterances. Its gate rests on intervals and not on points.
 *
 * <pre>{@code
 * UnderstandingDiff diff = UnderstandingDiff.of(Utterances.csv(Path.of("utterances.csv")));
 * builder.gate("utterances before", diff.record(Path.of("before.jsonl")))
 *     .verify("utterances after", diff.since(Path.of("before.jsonl")));
 * UnderstandingResult result = diff.run(one, other);   // alone
 * }</pre>
 *
 * <p>The gate passes if each intent's lower bound of the difference of recall is at least -0.10 and that of all labelled
 * utterances at least -0.02, at a confidence of 0.95. It fails if an upper bound is below such a limit. Otherwise it is
 * {@link Verdict.Inconclusive} and states about how many utterances would decide; even without any change, these limits
 * take 35 utterances an intent and 189 in all.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class UnderstandingDiff {

    private static final Logger log = LoggerFactory.getLogger(UnderstandingDiff.class);

    private static final int MOST_THREADS = 32;
    private static final int LOGGED_EVERY = 100;

    private final Utterances utterances;
    private final UnderstandingGate gate;
    private final int concurrency;
    private final Duration warmUp;
    private final Progress progress;
    private final Consumer<UnderstandingResult> results;

    /** A receiver of the progress of the asking. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Receives the number of utterances that are done. Called by one thread at a time.
         *
         * @param target the name of the target
         */
        void done(String target, int count, int of);
    }

    private UnderstandingDiff(
            Utterances utterances,
            UnderstandingGate gate,
            int concurrency,
            Duration warmUp,
            Progress progress,
            Consumer<UnderstandingResult> results) {
        this.utterances = utterances;
        this.gate = gate;
        this.concurrency = concurrency;
        this.warmUp = warmUp;
        this.progress = progress;
        this.results = results;
    }

    /** Returns a comparison on these utterances, with every default. */
    public static UnderstandingDiff of(Utterances utterances) {
        return new UnderstandingDiff(
                Argument.given("utterances", utterances),
                new UnderstandingGate(0.10, 0.02, 0.95, Optional.empty()),
                4,
                Duration.ofSeconds(5),
                (target, count, of) -> {},
                result -> {});
    }

    private UnderstandingDiff with(UnderstandingGate other) {
        return new UnderstandingDiff(utterances, other, concurrency, warmUp, progress, results);
    }

    /**
     * Returns this comparison with another limit of each intent's loss of recall. Default: 0.10.
     *
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public UnderstandingDiff losingAtMost(double share) {
        return with(
                new UnderstandingGate(between("share", share), gate.worse(), gate.confidence(), gate.changedAnswers()));
    }

    /**
     * Returns this comparison with another limit of the loss over all labelled utterances. Default: 0.02.
     *
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public UnderstandingDiff worseByAtMost(double share) {
        return with(new UnderstandingGate(
                gate.losing(), between("share", share), gate.confidence(), gate.changedAnswers()));
    }

    /**
     * Returns this comparison with another confidence of its two-sided intervals. Default: 0.95.
     *
     * @throws IllegalArgumentException if the confidence is not between 0 and 1
     */
    public UnderstandingDiff confidence(double chance) {
        return with(
                new UnderstandingGate(gate.losing(), gate.worse(), between("chance", chance), gate.changedAnswers()));
    }

    /**
     * Returns this comparison with a limit of the share of changed answers, for targets that both name no intents. The upper
     * bound of the share must not be above it. Default: none, so such a comparison is {@link Verdict.Inconclusive}.
     *
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public UnderstandingDiff changedAnswersAtMost(double share) {
        return with(new UnderstandingGate(
                gate.losing(), gate.worse(), gate.confidence(), Optional.of(between("share", share))));
    }

    private static double between(String name, double value) {
        // Written so that NaN is refused too.
        if (!(value > 0 && value < 1)) {
            throw Argument.refused(name, "between 0 and 1", value);
        }
        return value;
    }

    /**
     * Returns this comparison with another number of utterances that are asked at once. The rate budget of the client
     * applies as well. Default: 4.
     *
     * @throws IllegalArgumentException if the number is not from 1 to 32
     */
    public UnderstandingDiff concurrency(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw Argument.refused("threads", "from 1 to " + MOST_THREADS, threads);
        }
        return new UnderstandingDiff(utterances, gate, threads, warmUp, progress, results);
    }

    /** Returns this comparison with another wait of {@link #since} before the first utterance. Default: 5 s. */
    public UnderstandingDiff warmUp(Duration time) {
        Argument.notNegative("time", time);
        return new UnderstandingDiff(utterances, gate, concurrency, time, progress, results);
    }

    /** Returns this comparison with a receiver of its progress. Every 100th utterance is logged anyway. */
    public UnderstandingDiff onProgress(Progress receiver) {
        Argument.given("receiver", receiver);
        return new UnderstandingDiff(utterances, gate, concurrency, warmUp, receiver, results);
    }

    /** Returns this comparison with a receiver of the whole result, which a verdict has only in short. */
    public UnderstandingDiff onResult(Consumer<UnderstandingResult> receiver) {
        Argument.given("receiver", receiver);
        return new UnderstandingDiff(utterances, gate, concurrency, warmUp, progress, receiver);
    }

    /**
     * Puts the utterances to a target and returns its answers. An utterance that is not answered is recorded as such; after
     * ten of these, and more of them than answers, no further one is asked.
     *
     * @throws InterruptedException if the thread is interrupted; all calls have ended then
     */
    public Answers ask(UnderstandingTarget target) throws InterruptedException {
        Argument.given("target", target);
        int all = utterances.all().size();
        List<Understood> answers = Asking.ask(utterances.all(), target, concurrency, count -> {
            if (count % LOGGED_EVERY == 0) {
                log.info("{} of {} utterances were put to {}", count, all, target.name());
            }
            progress.done(target.name(), count, all);
        });
        return Answers.of(utterances, target.name(), target.time().now(), answers);
    }

    /**
     * Returns the comparison of two targets' answers to the utterances. Sends nothing.
     *
     * @throws IllegalArgumentException if the answers are to other utterances
     */
    public UnderstandingResult compare(Answers before, Answers after) {
        UnderstandingResult result =
                Comparison.of(utterances, Argument.given("before", before), Argument.given("after", after), gate);
        results.accept(result);
        return result;
    }

    /** Puts the utterances to both targets, one after the other, and returns the comparison. */
    public UnderstandingResult run(UnderstandingTarget before, UnderstandingTarget after) throws InterruptedException {
        Argument.given("after", after);
        Answers first = ask(before);
        return compare(first, ask(after));
    }

    /**
     * Returns a gate that records the answers of the deployment's bot before the change, in place of an earlier baseline. It
     * fails nothing but a bot that does not answer.
     */
    public Check<Plan> record(Path baseline) {
        return recording(baseline, plan -> botOf(plan));
    }

    /** Returns a gate like {@link #record(Path)} that asks another target than the deployment's bot. */
    public Check<Plan> record(Path baseline, UnderstandingTarget target) {
        Argument.given("target", target);
        return recording(baseline, plan -> Optional.of(target));
    }

    /**
     * Returns a verification that compares the deployment's bot with the baseline in a file. The file is read when the check
     * judges.
     */
    public Check<Applied> since(Path baseline) {
        return comparing(baseline, applied -> botOf(applied.plan()));
    }

    /** Returns a verification like {@link #since(Path)} that asks another target than the deployment's bot. */
    public Check<Applied> since(Path baseline, UnderstandingTarget target) {
        Argument.given("target", target);
        return comparing(baseline, applied -> Optional.of(target));
    }

    private interface TargetOf<T> {
        Optional<UnderstandingTarget> in(T subject);
    }

    private interface Judging<T> {
        Verdict judge(T subject, UnderstandingTarget target) throws InterruptedException, IOException;
    }

    private static Optional<UnderstandingTarget> botOf(Plan plan) {
        return plan.deployment().bot().map(Deployment.Bot::id).map(id -> UnderstandingTarget.bot(plan.cognigy(), id));
    }

    private Check<Plan> recording(Path baseline, TargetOf<Plan> whom) {
        Argument.given("baseline", baseline);
        return check("utterances recorded", baseline, whom, (plan, target) -> {
            Answers answers = ask(target);
            answers.write(baseline);
            Findings findings = new Findings();
            findings.note("utterances", answers.all().size());
            findings.note("answered", answers.answered());
            if (answers.answered() == 0) {
                findings.open(answers.target() + " answered no utterance; the first: "
                        + answers.all().get(0).failure().orElse(""));
            }
            return findings.verdict(answers.answered() + " of " + answers.all().size() + " answers of "
                    + answers.target() + " are recorded");
        });
    }

    private Check<Applied> comparing(Path baseline, TargetOf<Applied> whom) {
        Argument.given("baseline", baseline);
        return check("understanding", baseline, whom, (applied, target) -> {
            Answers before;
            try {
                before = Answers.read(baseline).to(utterances);
            } catch (IllegalArgumentException e) {
                return Verdict.inconclusive("there is no usable baseline: " + e.getMessage());
            }
            applied.plan().platform().time().sleep(warmUp);
            return compare(before, ask(target)).verdict();
        });
    }

    private <T> Check<T> check(String name, Path baseline, TargetOf<T> whom, Judging<T> judging) {
        return new Check<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Evidence> about() {
                return List.of(
                        Evidence.of("utterances", utterances.all().size()),
                        Evidence.of("utterances sha256", utterances.sha256()));
            }

            @Override
            public Verdict judge(T subject) throws InterruptedException {
                Optional<UnderstandingTarget> target = whom.in(subject);
                if (target.isEmpty()) {
                    return Verdict.inconclusive("the deployment has no single bot to talk to");
                }
                try {
                    return judging.judge(subject, target.get());
                } catch (IOException e) {
                    return Verdict.inconclusive("the baseline " + baseline + " cannot be used: " + e);
                }
            }
        };
    }

    @Override
    public String toString() {
        return "UnderstandingDiff of " + utterances;
    }
}
