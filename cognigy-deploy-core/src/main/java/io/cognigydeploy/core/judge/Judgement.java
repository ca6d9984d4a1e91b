package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.Grounds;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
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
import java.util.Locale;
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

    private static final String MISREAD =
            "The platform states error rates of another scale than they were read by, so no decision follows from them. Set the"
                    + " reader's rateScale to 100 if they are percentages.";

    private final String judge;
    private final Rules rules;
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
    private final RatioEProcess ratio = new RatioEProcess();
    private Call call = Call.CONTINUE;

    Judgement(String judge, Rules rules, boolean stableNeeded, boolean countsNeeded) {
        this.judge = judge;
        this.rules = rules;
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
            Call seen = look(window);
            if (isHeldAgainstShare()) {
                ratio.add(window, designEffect());
            }
            call = isMisread() || (seen == Call.PROMOTE && ratio.isFailed()) ? Call.CONTINUE : seen;
        } else if (taken instanceof Refused defective) {
            refused.merge(defective.defect(), 1, Integer::sum);
            // Missing data change nothing, not even for the better.
            call = look(defective) == Call.ROLL_BACK ? Call.ROLL_BACK : call;
            call = isMisread() ? Call.CONTINUE : call;
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
        return new CanaryVerdict(
                about,
                isMisread() ? MISREAD : ratio.isFailed() && about != Call.ROLL_BACK ? ratioInWords() : reason(about),
                grounds());
    }

    private boolean isHeldAgainstShare() {
        return rules != Rules.V1 && isRandomised();
    }

    private String ratioInWords() {
        SampleRatio counts = ratio.result().orElseThrow();
        return String.format(
                Locale.ROOT,
                "The canary was to have %.3g %% of the conversations and had %.3g %%, %,d of %,d: the chance of this from"
                        + " the split alone is %s. The arms cannot be compared, so it is not promoted.",
                counts.asked(),
                counts.counted(),
                counts.canary(),
                counts.all(),
                ResultInWords.chance(Math.max(counts.logE(), StrictMath.log(1000))));
    }

    /**
     * Returns the verdict at the end of the time: never {@link Call#CONTINUE}. Does not change the judgement.
     */
    public final CanaryVerdict verdictAtEnd() {
        return verdict(call != Call.CONTINUE ? call : isPromotedAtEnd() ? Call.PROMOTE : Call.UNDECIDED);
    }

    /** Returns whether the end of the time alone promotes the canary. */
    final boolean isPromotedAtEnd() {
        return endsWell() && !isHeld();
    }

    /** Returns whether the observations are not what they were taken for, so that the canary is not promoted. */
    final boolean isHeld() {
        return ratio.isFailed() || isMisread();
    }

    private boolean isMisread() {
        return refused.containsKey(Defect.OTHER_SCALE);
    }

    /** Returns the canary's part of the conversations; absent if both arms were never counted. */
    public final Optional<SampleRatio> sampleRatio() {
        return ratio.result();
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

    /** Returns whether users are assigned to the arms by chance, so that the counts follow the share. */
    boolean isRandomised() {
        return true;
    }

    /** Returns the ratio of the variance of counts to that of chance alone. */
    double designEffect() {
        return 1;
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

    /** Returns the grounds by metrics of one's own; empty where none is judged. */
    Optional<NamedGrounds> named() {
        return Optional.empty();
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
                ratio.result(),
                cannotExclude(),
                named());
    }
}
