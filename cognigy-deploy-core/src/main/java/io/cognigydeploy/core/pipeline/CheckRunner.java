package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.text.LoggedThrowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The evaluation of checks. An exception makes a check inconclusive, and an interrupt cancels the run. */
final class CheckRunner {

    private static final Logger log = LoggerFactory.getLogger(CheckRunner.class);

    /** The maximum size of a verdict's recorded evidence, in characters. */
    private static final int MAX_OF_EVIDENCE = 400_000;

    /** The size of a fact beside its own texts. */
    private static final int OF_ONE = 50;

    /** The maximum number of lines of a verdict that are recorded as unconfirmed. */
    private static final int MAX_LINES = 50;

    private CheckRunner() {}

    static <T> CheckResult judge(Check<? super T> check, T subject, Platform platform) throws InterruptedException {
        Time time = platform.time();
        long start = time.nanoTime();
        @Nullable Verdict verdict;
        try {
            verdict = check.judge(subject);
            if (verdict == null) {
                verdict = Verdict.inconclusive("could not be judged: the check returned null instead of a verdict");
            }
        } catch (InterruptedException | CallInterruptedException | VirtualMachineError e) {
            throw e;
        } catch (CognigyException e) {
            verdict = Verdict.inconclusive("could not be judged: " + e.getMessage());
        } catch (Throwable e) {
            // Not only exceptions: assertion libraries throw errors, and what is live must not be left unjudged.
            log.warn("Check {} threw", Printable.shown(check.name()), LoggedThrowable.of(e, platform.secrets()));
            verdict = Verdict.inconclusive("could not be judged: " + e);
        }
        return new CheckResult(
                Redaction.without(platform.secrets(), check.name()),
                without(platform.secrets(), verdict),
                time.now(),
                Duration.ofNanos(time.nanoTime() - start));
    }

    /**
     * Returns the verdict on a target that could not be read. A platform that refuses to show what a plan names decides; all
     * else leaves it open.
     *
     * @param line the beginning of a sentence, which the failure's message ends
     */
    static Verdict unread(String line, Throwable failure) {
        String reason = line + failure.getMessage();
        return failure instanceof CognigyException answer && answer.outcome() == OutcomeClass.REJECTED
                ? Verdict.fail(reason)
                : Verdict.inconclusive(reason);
    }

    /** Returns the subjects of checks, as far as they are known before the checks judge. */
    static List<Evidence> about(List<? extends Check<?>> checks, Secrets secrets) {
        List<Evidence> all = new ArrayList<>();
        for (Check<?> check : checks) {
            try {
                all.addAll(List.copyOf(check.about()));
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) {
                log.warn("Check {} threw", Printable.shown(check.name()), LoggedThrowable.of(e, secrets));
            }
        }
        return without(secrets, all);
    }

    /**
     * Returns a verdict like this one that can be stored. It has no secrets in its sentences, and no more evidence than
     * a record can have.
     */
    private static Verdict without(Secrets secrets, Verdict verdict) {
        List<Evidence> evidence = without(secrets, verdict.evidence());
        String reason = Redaction.without(secrets, verdict.reason());
        if (verdict instanceof Verdict.Pass pass) {
            List<String> unconfirmed = pass.unconfirmed().stream()
                    .limit(MAX_LINES)
                    .map(line -> Redaction.without(secrets, line))
                    .toList();
            return new Verdict.Pass(reason, evidence, unconfirmed);
        }
        return verdict instanceof Verdict.Fail
                ? new Verdict.Fail(reason, evidence)
                : new Verdict.Inconclusive(reason, evidence);
    }

    private static List<Evidence> without(Secrets secrets, List<Evidence> all) {
        List<Evidence> kept = new ArrayList<>();
        int room = MAX_OF_EVIDENCE;
        for (Evidence one : all) {
            String value = Redaction.without(secrets, one.value());
            // A truncated number would be a wrong number.
            Evidence clean = new Evidence(
                    Redaction.without(secrets, one.name()),
                    value,
                    one.fact().filter(fact -> value.equals(one.value())));
            room -= clean.name().length() + clean.value().length() + OF_ONE;
            if (room < 0) {
                kept.add(Evidence.of("left out", all.size() - kept.size() + " more"));
                break;
            }
            kept.add(clean);
        }
        return kept;
    }
}
