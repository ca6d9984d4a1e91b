package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.text.Version;
import io.cognigydeploy.core.text.VersionRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A gate on the environment's runtime version and dependencies. Versions are compared by Semantic Versioning 2.0.0
 * precedence ({@code 10.0} is above {@code 9.0}). They may have any count of numbers; missing numbers count as zero. A
 * dependency {@code name@range} has an npm range, such as {@code nlp@^3.1}.
 *
 * <p>A version that is not stated or cannot be compared is {@link Verdict.Inconclusive}, unless the deployment allows
 * it. Every deployment of a bot version has this gate.
 *
 * @param isDocumented whether the kind's source document has both reads, so that 404 means a missing environment or
 *     bot. Otherwise a platform may lack the reads or their members, and the gate passes with the reason in its
 *     unconfirmed list.
 */
public record EnvironmentCompatibility(
        BotTarget target, List<String> dependencies, boolean allowsIncomparableVersions, boolean isDocumented)
        implements Check<Plan> {

    private static final String UNCONFIRMED = "whether the environment can run the bot is not confirmed: ";

    @Override
    public String name() {
        return "environment compatibility";
    }

    @Override
    public Verdict judge(Plan plan) {
        return isDocumented ? judgeAsDocumented() : judgeAsOffered();
    }

    private Verdict judgeAsDocumented() {
        Environment environment;
        Bot bot;
        try {
            environment = target.cognigy().environments().get(target.environmentId());
        } catch (NotFoundException e) {
            return Verdict.fail("there is no environment " + target.environmentId() + ". Check its id.");
        }
        try {
            bot = target.cognigy().bots().get(target.botId());
        } catch (NotFoundException e) {
            return Verdict.fail("there is no bot " + target.botId() + ". Check its id.");
        }
        return judgeOrAllow(environment, bot);
    }

    private Verdict judgeAsOffered() {
        return Reading.of(
                        target.cognigy(), () -> target.cognigy().environments().get(target.environmentId()))
                .judged(
                        UNCONFIRMED + "the description of environment " + target.environmentId() + " is ",
                        environment -> Reading.of(
                                        target.cognigy(),
                                        () -> target.cognigy().bots().get(target.botId()))
                                .judged(
                                        UNCONFIRMED + "the description of bot " + target.botId() + " is ",
                                        bot -> judgeAsOffered(environment, bot)));
    }

    private Verdict judgeAsOffered(Environment environment, Bot bot) {
        boolean isStated = environment.runtimeVersion().isPresent()
                && bot.minimumRuntimeVersion().isPresent();
        Verdict verdict = judgeOrAllow(environment, bot);
        return !isStated && verdict instanceof Verdict.Inconclusive
                ? Verdict.unconfirmed(
                        UNCONFIRMED + judge(environment, bot, dependencies).reason())
                : verdict;
    }

    private Verdict judgeOrAllow(Environment environment, Bot bot) {
        Verdict verdict = judge(environment, bot, dependencies);
        if (!(verdict instanceof Verdict.Inconclusive)) {
            return verdict;
        }
        return allowsIncomparableVersions
                ? new Verdict.Pass(verdict.reason() + "; this is allowed", verdict.evidence())
                : new Verdict.Inconclusive(
                        verdict.reason()
                                + ". To deploy all the same, use allowingIncomparableVersions() or"
                                + " --allow-incomparable-versions.",
                        verdict.evidence());
    }

    static Verdict judge(Environment environment, Bot bot, List<String> dependencies) {
        Findings findings = new Findings();

        environment.runtimeVersion().ifPresent(version -> findings.note("runtime", version));
        bot.minimumRuntimeVersion().ifPresent(version -> findings.note("required runtime", version));
        if (environment.runtimeVersion().isEmpty()) {
            findings.open(
                    environment.whyAbsent("runtimeVersion", "the environment does not state its runtime version"));
        }
        if (bot.minimumRuntimeVersion().isEmpty()) {
            findings.open(bot.whyAbsent("minimumRuntimeVersion", "the bot does not state which runtime it needs"));
        }
        Optional<Version> runtime = environment.runtimeVersion().flatMap(Version::parse);
        Optional<Version> minimum = bot.minimumRuntimeVersion().flatMap(Version::parse);
        if (environment.runtimeVersion().isPresent() && runtime.isEmpty()) {
            findings.open("the environment's runtime version is not a version");
        }
        if (bot.minimumRuntimeVersion().isPresent() && minimum.isEmpty()) {
            findings.open("the runtime that the bot needs is not a version");
        }
        if (runtime.isPresent() && minimum.isPresent() && runtime.get().compareTo(minimum.get()) < 0) {
            findings.against("runtime " + environment.runtimeVersion().orElseThrow() + " is below "
                    + bot.minimumRuntimeVersion().orElseThrow() + ", which the bot needs");
        }

        if (!dependencies.isEmpty()) {
            if (environment.availableDependencies().isEmpty()) {
                findings.open(environment.whyAbsent(
                        "availableDependencies", "the environment does not state its available dependencies"));
            } else {
                List<String> available = environment.availableDependencies().get();
                Map<Fit, List<String>> byFit = dependencies.stream()
                        .collect(Collectors.groupingBy(needed -> fit(available, Named.of(needed))));
                List<String> missing = byFit.getOrDefault(Fit.NO, List.of());
                List<String> incomparable = byFit.getOrDefault(Fit.UNKNOWN, List.of());
                findings.note("dependencies", Listing.of(dependencies));
                if (!missing.isEmpty()) {
                    findings.against("the environment lacks " + Listing.of(missing));
                }
                if (!incomparable.isEmpty()) {
                    findings.note("available", Listing.of(available));
                    findings.open(
                            "the versions in the environment cannot be compared with " + Listing.of(incomparable));
                }
            }
        }

        return findings.verdict("the environment can run the bot");
    }

    /** The possible answers, the best first. */
    private enum Fit {
        YES,
        UNKNOWN,
        NO
    }

    /** Returns whether one of the available dependencies satisfies the needed one. */
    private static Fit fit(List<String> available, Named needed) {
        return available.stream()
                .map(one -> fit(Named.of(one), needed))
                .min(Comparator.naturalOrder())
                .orElse(Fit.NO);
    }

    private static Fit fit(Named has, Named needed) {
        if (!has.name().equals(needed.name())) {
            return Fit.NO;
        }
        if (needed.version().isEmpty()
                || (has.version().equals(needed.version())
                        && !needed.version().get().isEmpty())) {
            return Fit.YES;
        }
        Optional<VersionRange> range = needed.version().flatMap(VersionRange::parse);
        Optional<Version> version = has.version().flatMap(Version::parse);
        if (range.isEmpty() || version.isEmpty()) {
            return Fit.UNKNOWN;
        }
        return range.get().contains(version.get()) ? Fit.YES : Fit.NO;
    }

    /** A name and the text after its last {@code @}; a leading {@code @} belongs to the name. */
    private record Named(String name, Optional<String> version) {
        static Named of(String text) {
            int at = text.strip().lastIndexOf('@');
            return at <= 0
                    ? new Named(text.strip(), Optional.empty())
                    : new Named(
                            text.strip().substring(0, at).strip(),
                            Optional.of(text.strip().substring(at + 1).strip()));
        }
    }
}
