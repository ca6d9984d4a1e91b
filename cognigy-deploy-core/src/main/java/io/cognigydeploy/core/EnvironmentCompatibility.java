package io.cognigydeploy.core;

import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/**
 * Lets a bot through into an environment whose runtime is new enough and that has everything the deployment depends on.
 * Versions are compared by Semantic Versioning 2.0.0 precedence ({@code 10.0} is above {@code 9.0}); missing parts count
 * as zero. What the platform does not state is {@link Verdict.Inconclusive}. Every deployment of a bot version has this gate.
 */
public final class EnvironmentCompatibility implements Check<Plan> {

    private static final Pattern VERSION =
            Pattern.compile("v?(?<major>\\d+)(\\.(?<minor>\\d+)(\\.(?<patch>\\d+))?)?(?<rest>([-+].*)?)");

    @Override
    public String name() {
        return "environment compatibility";
    }

    @Override
    public Verdict judge(Plan plan) {
        if (plan.deployment() instanceof BotDeployment wish) {
            return judge(plan, wish);
        }
        if (plan.deployment() instanceof CanaryDeployment canary) {
            return judge(
                    plan, BotDeployment.of(canary.botId(), canary.version()).to(canary.environmentId()));
        }
        return Verdict.pass("no bot version is deployed");
    }

    private static Verdict judge(Plan plan, BotDeployment wish) {
        Environment environment;
        Bot bot;
        try {
            environment = plan.cognigy().environments().get(wish.environmentId());
        } catch (NotFoundException e) {
            return Verdict.fail("there is no environment " + wish.environmentId() + ". Check its id.");
        }
        try {
            bot = plan.cognigy().bots().get(wish.botId());
        } catch (NotFoundException e) {
            return Verdict.fail("there is no bot " + wish.botId() + ". Check its id.");
        }
        return judge(environment, bot, wish.dependencies());
    }

    static Verdict judge(Environment environment, Bot bot, List<String> dependencies) {
        List<Evidence> evidence = new ArrayList<>();
        List<String> against = new ArrayList<>();
        List<String> open = new ArrayList<>();

        environment.runtimeVersion().ifPresent(version -> evidence.add(Evidence.of("runtime", version)));
        bot.minimumRuntimeVersion().ifPresent(version -> evidence.add(Evidence.of("required runtime", version)));
        if (environment.runtimeVersion().isEmpty()) {
            open.add("the environment does not state its runtime version");
        }
        if (bot.minimumRuntimeVersion().isEmpty()) {
            open.add("the bot does not state which runtime it needs");
        }
        Optional<Semver> runtime = environment.runtimeVersion().flatMap(EnvironmentCompatibility::version);
        Optional<Semver> minimum = bot.minimumRuntimeVersion().flatMap(EnvironmentCompatibility::version);
        if (environment.runtimeVersion().isPresent() && runtime.isEmpty()) {
            open.add("the environment's runtime version is not a version");
        }
        if (bot.minimumRuntimeVersion().isPresent() && minimum.isEmpty()) {
            open.add("the runtime that the bot needs is not a version");
        }
        if (runtime.isPresent() && minimum.isPresent() && runtime.get().isLowerThan(minimum.get())) {
            against.add("runtime " + environment.runtimeVersion().orElseThrow() + " is below "
                    + bot.minimumRuntimeVersion().orElseThrow() + ", which the bot needs");
        }

        if (!dependencies.isEmpty()) {
            if (environment.availableDependencies().isEmpty()) {
                open.add("the environment does not state what it has to depend on");
            } else {
                List<String> available = environment.availableDependencies().get();
                List<String> missing = dependencies.stream()
                        .filter(needed -> available.stream().noneMatch(has -> satisfies(has, needed)))
                        .toList();
                evidence.add(Evidence.of("dependencies", String.join(", ", dependencies)));
                if (!missing.isEmpty()) {
                    against.add("the environment lacks " + String.join(", ", missing));
                }
            }
        }

        if (!against.isEmpty()) {
            return new Verdict.Fail(String.join("; ", against), evidence);
        }
        if (!open.isEmpty()) {
            return new Verdict.Inconclusive(String.join("; ", open), evidence);
        }
        return new Verdict.Pass("the environment can run the bot", evidence);
    }

    private static boolean satisfies(String available, String needed) {
        if (available.equals(needed)) {
            return true;
        }
        Named has = Named.of(available);
        Named wants = Named.of(needed);
        if (!has.name().equals(wants.name())) {
            return false;
        }
        if (wants.version().isEmpty()) {
            return true;
        }
        return has.version()
                .flatMap(EnvironmentCompatibility::version)
                .map(version -> version.satisfies(wants.version().get()))
                .orElse(false);
    }

    /** A name with what follows its last {@code @}; a leading one belongs to the name. */
    private record Named(String name, Optional<String> version) {
        static Named of(String text) {
            int at = text.lastIndexOf('@');
            return at <= 0
                    ? new Named(text, Optional.empty())
                    : new Named(text.substring(0, at), Optional.of(text.substring(at + 1)));
        }
    }

    // Semver's own coercion is not used: it drops pre-releases and reads numbers that are too long for it as 0.
    static Optional<Semver> version(String text) {
        Matcher parts = VERSION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(Semver.parse(parts.group("major")
                + "." + Objects.requireNonNullElse(parts.group("minor"), "0")
                + "." + Objects.requireNonNullElse(parts.group("patch"), "0")
                + parts.group("rest")));
    }
}
