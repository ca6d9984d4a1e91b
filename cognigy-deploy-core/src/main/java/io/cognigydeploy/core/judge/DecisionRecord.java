package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import java.util.List;

/**
 * A verdict with all of its inputs. Judged again from the JSON, it is the same byte for byte on the same version of
 * this library and of Java. A watch resumes from it after a crash: {@link Judge#resume} with its observations.
 *
 * @param format {@link #FORMAT}, or that of an earlier version
 * @param judge the judge that decided, with all settings
 * @param shadows the other judges, which decided nothing
 * @param ended whether the time was over
 * @param observations the observations, in order
 * @param shadowVerdicts the verdicts of the shadows, in their order
 */
public record DecisionRecord(
        String format,
        Judge judge,
        List<Judge> shadows,
        boolean ended,
        List<Observation> observations,
        CanaryVerdict verdict,
        List<ShadowVerdict> shadowVerdicts) {

    /** The name of this form of record. */
    public static final String FORMAT = "cognigy-deploy/canary-decision/2";

    /** The form of versions that did not hold counts against shares, nor estimate how counts vary. It is still read. */
    static final String EARLIER = "cognigy-deploy/canary-decision/1";

    /**
     * The verdict of a judge that was asked and not obeyed.
     *
     * @param disagrees whether its call differs from the decision
     */
    public record ShadowVerdict(String judge, boolean disagrees, CanaryVerdict verdict) {}

    public DecisionRecord {
        if (!format.equals(FORMAT) && !format.equals(EARLIER)) {
            throw new IllegalArgumentException("format must be " + FORMAT + ", but was " + format + ".");
        }
        shadows = List.copyOf(shadows);
        observations = List.copyOf(observations);
        shadowVerdicts = List.copyOf(shadowVerdicts);
    }

    /**
     * Judges observations by the rules of now.
     *
     * @param ended whether the time is over, so that the verdict cannot be to continue
     */
    public static DecisionRecord of(
            Judge judge, List<Judge> shadows, List<? extends Observation> observations, boolean ended) {
        return of(Rules.CURRENT, judge, shadows, observations, ended);
    }

    /**
     * Judges observations.
     *
     * @param ended whether the time is over, so that the verdict cannot be to continue
     */
    public static DecisionRecord of(
            Rules rules, Judge judge, List<Judge> shadows, List<? extends Observation> observations, boolean ended) {
        CanaryVerdict verdict = verdict(judge.resume(rules, observations), ended);
        return new DecisionRecord(
                rules == Rules.V1 ? EARLIER : FORMAT,
                judge,
                shadows,
                ended,
                List.copyOf(observations),
                verdict,
                shadows.stream()
                        .map(shadow -> shadow(shadow, shadow.resume(rules, observations), ended, verdict.call()))
                        .toList());
    }

    private static CanaryVerdict verdict(Judgement trial, boolean ended) {
        return ended ? trial.verdictAtEnd() : trial.verdict();
    }

    private static ShadowVerdict shadow(Judge judge, Judgement trial, boolean ended, Call call) {
        CanaryVerdict verdict = verdict(trial, ended);
        return new ShadowVerdict(judge.name(), verdict.call() != call, verdict);
    }

    /** Returns the rules of the verdict. */
    Rules rules() {
        return format.equals(EARLIER) ? Rules.V1 : Rules.V2;
    }

    /** Returns the record that follows from the same settings and observations, by the same rules. */
    public DecisionRecord replay() {
        return of(rules(), judge, shadows, observations, ended);
    }

    /** Returns the record as one line of JSON. */
    public String toJson() {
        return CanaryJson.write(this);
    }

    /**
     * Reads a record that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static DecisionRecord parse(String json) {
        return CanaryJson.read(json, DecisionRecord.class);
    }
}
