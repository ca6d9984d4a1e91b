package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.Grounds;
import io.cognigydeploy.core.judge.CanaryVerdict.Weight;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of one canary by one {@link Judge}. It depends on its observations and their order alone, so a
 * judgement that is begun again with the same ones is identical to the last bit.
 *
 * <p>Not safe for use by many threads.
 */
public abstract class Judgement {

    private final String judge;
    private final boolean stableNeeded;
    private final boolean countsNeeded;
    private final List<Observation> observations = new ArrayList<>();
    private final Map<Defect, Integer> refused = new EnumMap<>(Defect.class);
    private int windows;
    private int uncounted;
    private long canaryConversations;
    private long stableConversations;
    private @Nullable Instant from;
    private @Nullable Instant to;
    private Call call = Call.CONTINUE;

    Judgement(String judge, boolean stableNeeded, boolean countsNeeded) {
        this.judge = judge;
        this.stableNeeded = stableNeeded;
        this.countsNeeded = countsNeeded;
    }

    /**
     * Takes the next observation. A window that overlaps the one before, or lacks the stable arm where it is needed,
     * counts as refused.
     *
     * @return {@link Call#ROLL_BACK}, which is final: later observations are ignored; {@link Call#PROMOTE} as long as
     *     the evidence for it holds; or {@link Call#CONTINUE}
     */
    public final Call add(Observation observation) {
        if (call == Call.ROLL_BACK) {
            return call;
        }
        Observation taken = observation instanceof Window window ? usable(window) : observation;
        observations.add(taken);
        if (taken instanceof Window window) {
            windows++;
            uncounted += window.canary().isCounted() ? 0 : 1;
            canaryConversations += window.canary().conversations();
            stableConversations += window.stable().map(Arm::conversations).orElse(0L);
            if (from == null) {
                from = window.from();
            }
            to = window.to();
            call = look(window);
        } else if (taken instanceof Refused defective) {
            refused.merge(defective.defect(), 1, Integer::sum);
            // Missing data change nothing, not even for the better.
            call = look(defective) == Call.ROLL_BACK ? Call.ROLL_BACK : call;
        }
        return call;
    }

    private Observation usable(Window window) {
        if (to != null && window.from().isBefore(to)) {
            return new Refused(window.to(), Defect.OVERLAPPING, "begins " + window.from() + ", used until " + to);
        }
        if (countsNeeded
                && !(isExact(window.canary())
                        && window.stable().map(Judgement::isExact).orElse(true))) {
            return new Refused(window.to(), Defect.ABSENT, "no count of conversations and errors");
        }
        if (stableNeeded && window.stable().isEmpty()) {
            return new Refused(window.to(), Defect.ABSENT, "no metrics of stable");
        }
        return window;
    }

    private static boolean isExact(Arm arm) {
        return arm.isCounted() && arm.errorRate().isEmpty();
    }

    /** Returns the verdict now, while there is time left. */
    public final CanaryVerdict verdict() {
        return verdict(call);
    }

    private CanaryVerdict verdict(Call about) {
        return new CanaryVerdict(about, reason(about), grounds());
    }

    /**
     * Returns the verdict at the end of the time: never {@link Call#CONTINUE}. Does not change the judgement.
     */
    public final CanaryVerdict verdictAtEnd() {
        return verdict(call != Call.CONTINUE ? call : endsWell() ? Call.PROMOTE : Call.UNDECIDED);
    }

    /** Returns all observations, in order. The judgement can be begun again from them. */
    public final List<Observation> observations() {
        return Collections.unmodifiableList(observations);
    }

    /** Takes a usable window. */
    abstract Call look(Window window);

    /** Takes data that cannot be used. */
    Call look(Refused defective) {
        return Call.CONTINUE;
    }

    /** Returns whether the end of the time is a reason to promote, for judges that only raise alarms. */
    boolean endsWell() {
        return false;
    }

    abstract String reason(Call about);

    Optional<Metric> driver() {
        return Optional.of(Metric.ERROR_RATE);
    }

    Optional<Weight> weight() {
        return Optional.empty();
    }

    List<MetricResult> findings() {
        return List.of();
    }

    List<String> cannotExclude() {
        return List.of();
    }

    final int windows() {
        return windows;
    }

    final long canaryConversations() {
        return canaryConversations;
    }

    /** Returns whether the platform gave means without their number of conversations. */
    final boolean isUncounted() {
        return uncounted > 0;
    }

    private Grounds grounds() {
        return new Grounds(
                judge,
                driver(),
                weight(),
                findings(),
                windows,
                refused,
                canaryConversations,
                stableConversations,
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                cannotExclude());
    }
}
