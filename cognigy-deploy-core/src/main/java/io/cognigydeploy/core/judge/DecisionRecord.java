package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import java.util.List;

/**
 * A verdict with everything it follows from. Judged again from the JSON, it is the same byte for byte on the same version
 * of this library and of Java. It is also how a watch goes on after a crash: {@link Judge#resume} with its observations.
 *
 * @param format {@link #FORMAT}
 * @param judge who decided, with all settings
 * @param shadows who was asked as well and decided nothing
 * @param ended whether the time was over
 * @param observations what was seen, in order
 * @param shadowVerdicts what the shadows said, in their order
 */
public record DecisionRecord(
        String format,
        Judge judge,
        List<Judge> shadows,
        boolean ended,
        List<Observation> observations,
        CanaryVerdict verdict,
        List<ShadowVerdict> shadowVerdicts) {

    /** What records of this form say they are. */
    public static final String FORMAT = "cognigy-deploy/canary-decision/1";

    /**
     * What a judge would have said that was asked and not obeyed.
     *
     * @param disagrees whether it calls otherwise
     */
    public record ShadowVerdict(String judge, boolean disagrees, CanaryVerdict verdict) {}

    public DecisionRecord {
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException("The format is " + format + ", and only " + FORMAT + " can be read.");
        }
        shadows = List.copyOf(shadows);
        observations = List.copyOf(observations);
        shadowVerdicts = List.copyOf(shadowVerdicts);
    }

    /**
     * Judges observations.
     *
     * @param ended whether the time is over, so that the verdict cannot be to continue
     */
    public static DecisionRecord of(
            Judge judge, List<Judge> shadows, List<? extends Observation> observations, boolean ended) {
        CanaryVerdict verdict = verdict(judge.resume(observations), ended);
        return new DecisionRecord(
                FORMAT,
                judge,
                shadows,
                ended,
                List.copyOf(observations),
                verdict,
                shadows.stream()
                        .map(shadow -> shadow(shadow, shadow.resume(observations), ended, verdict.call()))
                        .toList());
    }

    private static CanaryVerdict verdict(Judgement trial, boolean ended) {
        return ended ? trial.verdictAtEnd() : trial.verdict();
    }

    private static ShadowVerdict shadow(Judge judge, Judgement trial, boolean ended, Call call) {
        CanaryVerdict verdict = verdict(trial, ended);
        return new ShadowVerdict(judge.name(), verdict.call() != call, verdict);
    }

    /** The record that follows from the same settings and observations. */
    public DecisionRecord replay() {
        return of(judge, shadows, observations, ended);
    }

    /** One line of JSON. */
    public String toJson() {
        return CanaryJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static DecisionRecord parse(String json) {
        return CanaryJson.read(json, DecisionRecord.class);
    }
}
