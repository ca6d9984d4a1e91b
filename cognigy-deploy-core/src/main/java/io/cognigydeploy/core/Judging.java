package io.cognigydeploy.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The judging of a check, whatever it does: one that throws is inconclusive, one that is interrupted ends the run. */
final class Judging {

    private static final Logger log = LoggerFactory.getLogger(Judging.class);

    private Judging() {}

    static <T> CheckResult judge(Check<? super T> check, T subject, CognigyClient cognigy) throws InterruptedException {
        Time time = cognigy.time();
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
            log.warn("Check {} threw", Printable.shown(check.name()), LoggedThrowable.of(e, cognigy.secrets()));
            verdict = Verdict.inconclusive("could not be judged: " + e);
        }
        return new CheckResult(
                Printable.storable(cognigy.secrets().hide(check.name())),
                withoutSecrets(verdict, cognigy),
                time.now(),
                Duration.ofNanos(time.nanoTime() - start));
    }

    private static Verdict withoutSecrets(Verdict verdict, CognigyClient cognigy) {
        try {
            return Json.MAPPER.treeToValue(Redaction.without(cognigy.secrets(), Json.tree(verdict)), Verdict.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A verdict that was written can be read", e);
        }
    }
}
