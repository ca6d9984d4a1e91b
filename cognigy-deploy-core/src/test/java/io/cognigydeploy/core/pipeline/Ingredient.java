package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Secret;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.pipeline.UnreliableDatabase.Mishap;
import io.cognigydeploy.core.pipeline.Witness.End;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Something that a {@link Schedule} can be made of.
 *
 * @param group of which sort it is; how many of each sort there are is drawn first
 * @param fits which schedules can have it
 */
record Ingredient(String name, Group group, Predicate<Schedule<?>> fits, Consumer<Schedule<?>> pour) {

    enum Group {
        /** How the platform does what it is asked to do. */
        JOB("01"),

        /** Something else about the platform. */
        PLATFORM("0012"),

        /** How it is judged before and after. */
        CHECK("01"),

        /** Another rule of the pipeline. */
        RULE("0112"),

        /** Where it is recorded, and who hears of it. */
        RECORD("012"),

        /** Something that goes wrong with requests. */
        FAULT("00123"),

        /** Several things that go wrong together. */
        FAULTS("00001"),

        /** An end of the process, or of its patience. */
        DEATH("00123");

        /** How many a schedule has, each digit as likely as the others. */
        private final String numbers;

        Group(String numbers) {
            this.numbers = numbers;
        }

        int draw(Schedule<?> schedule) {
            return numbers.charAt(schedule.random.nextInt(numbers.length())) - '0';
        }
    }

    private static final String HALF = "\ud83d";
    private static final String DEPLOY = ".*(/deployments|/deploy|/import)";
    private static final String[] JOBS = {"bot version", "configuration", "version rollback"};

    /** Draws what a schedule is made of; the names. */
    static List<String> draw(Schedule<?> schedule) {
        List<String> names = new ArrayList<>();
        for (Group group : Group.values()) {
            int number = group.draw(schedule);
            for (int i = 0; i < number; i++) {
                List<Ingredient> fitting = ALL.stream()
                        .filter(each -> each.group == group && each.fits.test(schedule))
                        .filter(each -> !names.contains(each.name))
                        .toList();
                if (!fitting.isEmpty()) {
                    Ingredient one = fitting.get(schedule.random.nextInt(fitting.size()));
                    one.pour.accept(schedule);
                    names.add(one.name);
                }
            }
        }
        return names;
    }

    /** The names of all, for a table of how often each was drawn. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        ALL.forEach(each -> names.add(each.name));
        return names;
    }

    private static final List<Ingredient> ALL = all();

    private static List<Ingredient> all() {
        List<Ingredient> all = new ArrayList<>();
        jobs(all);
        platforms(all);
        verifications(all);
        rules(all);
        records(all);
        faults(all);
        deaths(all);
        mishaps(all);
        return List.copyOf(all);
    }

    private static Predicate<Schedule<?>> of(String... kinds) {
        return schedule -> schedule.isOf(kinds);
    }

    private static void jobs(List<Ingredient> all) {
        job(all, "job fails", of(JOBS), () -> JobScript.fails("out of memory"), false);
        job(all, "job fails, said in half a character", of(JOBS), () -> JobScript.fails("cut off " + HALF), false);
        job(all, "job fails half-way", of(JOBS), () -> JobScript.fails("boom").halfApplied(), true);
        job(all, "job is cancelled by others", of("bot version", "version rollback"), JobScript::isCancelled, false);
        // A configuration cannot be stopped.
        job(all, "job never ends", of("bot version", "version rollback"), JobScript::neverEnds, false);
        all.add(new Ingredient(
                "job takes its time",
                Group.JOB,
                of(JOBS),
                schedule -> schedule.script =
                        JobScript.states("queued", "queued", "queued", "running", "running", "running", "completed")));
        all.add(new Ingredient(
                "job begins with another word",
                Group.JOB,
                of(JOBS),
                schedule -> schedule.script =
                        JobScript.states("accepted_by_scheduler", "warming_up", "running", "completed")));
        all.add(new Ingredient("import fails", Group.JOB, of("flow bundle"), schedule -> {
            schedule.fake.nextImport(
                    JobScript.states("deploying", "deployed"),
                    JobScript.states("deploying", "failed").message("no " + HALF));
            schedule.jobWorks = false;
        }));
        all.add(new Ingredient("import fails half-way", Group.JOB, of("flow bundle"), schedule -> {
            schedule.fake.nextImport(
                    JobScript.states("deploying", "deployed"),
                    JobScript.states("deploying", "deployed"),
                    JobScript.states("deploying", "failed").message("no").halfApplied());
            schedule.jobWorks = false;
        }));
        all.add(new Ingredient("deletion fails", Group.JOB, of("retention"), schedule -> {
            schedule.fake
                    .installation()
                    .nextTask(
                            "deleteSnapshot",
                            JobScript.states("queued", "error").message("no " + HALF));
            schedule.jobWorks = false;
            schedule.jobIsApplied = false;
        }));
        all.add(new Ingredient("canary does badly", Group.JOB, of("canary"), schedule -> {
            schedule.each(fixture -> fixture.fake.traffic(
                    ReleaseFixture.CANARY_BOT,
                    "canary",
                    Traffic.good().errorRate(0.3).perMinute(20_000)));
            schedule.jobWorks = false;
        }));
        all.add(new Ingredient("platform ends the canary", Group.JOB, of("canary"), schedule -> {
            schedule.script = JobScript.states("running", "running", "running", "failed");
            schedule.jobWorks = false;
            schedule.jobIsApplied = false;
        }));
    }

    private static void job(
            List<Ingredient> all,
            String name,
            Predicate<Schedule<?>> fits,
            Supplier<JobScript> script,
            boolean isApplied) {
        all.add(new Ingredient(name, Group.JOB, fits, schedule -> {
            schedule.script = script.get();
            schedule.jobWorks = false;
            // Of a configuration it cannot be seen that it was left as it was.
            schedule.jobIsApplied = isApplied || schedule.isOf("configuration");
        }));
    }

    private static void platforms(List<Ingredient> all) {
        all.add(new Ingredient(
                "rollback comes to nothing",
                Group.PLATFORM,
                schedule -> !schedule.isOf("flow bundle"),
                schedule -> schedule.rollbackWorks = false));
        all.add(new Ingredient("canary's state is another word", Group.PLATFORM, of("canary"), schedule -> {
            List<String> words = List.of("completed", "active", "live", "in_progress", "deployed", "ok");
            schedule.wordForRunning = Optional.of(words.get(schedule.random.nextInt(words.size())));
        }));
        all.add(new Ingredient("another deployment is in the way", Group.PLATFORM, of("bot version"), schedule -> {
            boolean[] isThere = {false};
            schedule.each(fixture -> fixture.at(Event.ManifestWritten.class, () -> {
                if (!isThere[0]) {
                    isThere[0] = true;
                    fixture.fake.startDeployment(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
                }
            }));
            schedule.theirs = Optional.of("v_stable");
            schedule.expected = Optional.empty();
        }));
        all.add(new Ingredient(
                "something that is not listed is in the way",
                Group.PLATFORM,
                of("bot version", "configuration"),
                schedule -> schedule.fault(
                        Fault.on("POST", DEPLOY).times(schedule.upTo(5)).status(409))));
    }

    private static void verifications(List<Ingredient> all) {
        verification(all, "verification fails", () -> Verdict.fail("silent"));
        verification(all, "verification fails, said in half a character", () -> Verdict.fail("said " + HALF));
        verification(all, "verification is inconclusive", () -> Verdict.inconclusive("no traffic"));
        verification(all, "verification throws an exception", () -> {
            throw new IllegalStateException("a fault in a check");
        });
        verification(all, "verification throws an error", () -> {
            throw new AssertionError("expected a greeting");
        });
        verification(all, "verification returns nothing", Ingredient::nothing);
        gate(all, "gate fails", () -> Verdict.fail("change freeze"));
        gate(all, "gate throws an error", () -> {
            throw new AssertionError("no calendar");
        });
        all.add(new Ingredient(
                "verification passes",
                Group.CHECK,
                Ingredient::any,
                schedule ->
                        schedule.rule(builder -> builder.verify("smoke test", applied -> Verdict.pass("answers")))));
    }

    @SuppressWarnings("NullAway") // what a careless check does
    private static Verdict nothing() {
        return null;
    }

    private static void verification(List<Ingredient> all, String name, Supplier<Verdict> verdict) {
        all.add(new Ingredient(name, Group.CHECK, Ingredient::any, schedule -> {
            schedule.rule(builder -> builder.verify("smoke test", applied -> verdict.get()));
            schedule.isVerified = false;
        }));
    }

    private static void gate(List<Ingredient> all, String name, Supplier<Verdict> verdict) {
        all.add(new Ingredient(name, Group.CHECK, Ingredient::any, schedule -> {
            schedule.rule(builder -> builder.gate("calendar", plan -> verdict.get()));
            schedule.expected = Optional.of(End.UNDONE);
        }));
    }

    private static boolean any(Schedule<?> schedule) {
        return true;
    }

    private static void rules(List<Ingredient> all) {
        all.add(new Ingredient("fallback", Group.RULE, of("bot version", "version rollback"), schedule -> {
            String version = schedule.isOf("bot version") ? "v_stable" : ReleaseFixture.FALLBACK;
            schedule.rule(
                    builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(version)));
            schedule.fallback = Optional.of(version);
            schedule.isFallbackRefused = false;
        }));
        all.add(new Ingredient("fallback is the version itself", Group.RULE, of("bot version"), schedule -> {
            schedule.rule(
                    builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(BotRelease.NEW)));
            schedule.fallback = Optional.empty();
            schedule.isFallbackRefused = true;
        }));
        all.add(new Ingredient("deployment holds a secret", Group.RULE, of("bot version"), Ingredient::addSecret));
        all.add(new Ingredient("does not wait", Group.RULE, of("bot version"), schedule -> {
            schedule.rule(builder -> builder.onConflict(OnConflict.FAIL));
            schedule.expected = Optional.empty();
        }));
        all.add(new Ingredient("cancels what is in the way", Group.RULE, of("bot version"), schedule -> {
            schedule.rule(builder -> builder.onConflict(OnConflict.CANCEL));
            schedule.expected = Optional.empty();
        }));
    }

    private static void records(List<Ingredient> all) {
        all.add(new Ingredient("audit log", Group.RECORD, Ingredient::unaudited, schedule -> {
            schedule.audited();
            schedule.rule(builder -> builder.audit(AuditLog.jsonLines(schedule.audit())));
        }));
        all.add(new Ingredient("audit log that misses a record", Group.RECORD, Ingredient::unaudited, schedule -> {
            schedule.audited();
            int missed = schedule.upTo(25);
            boolean isKept = schedule.random.nextInt(3) == 0;
            int[] asked = {0};
            schedule.rule(builder ->
                    builder.audit(new Forgetful(AuditLog.jsonLines(schedule.audit()), asked, missed, isKept)));
            schedule.isCalm = false;
        }));
        all.add(new Ingredient("webhook that fails", Group.RECORD, Ingredient::any, schedule -> {
            schedule.rule(builder -> builder.notify(CiWebhook.to(URI.create("https://ci.example.com/hooks/release"))
                    .signedWith(Secret.of("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"))));
            schedule.fault(
                    Fault.on("POST", "/hooks/release").times(schedule.upTo(3)).status(500));
        }));
    }

    private static boolean unaudited(Schedule<?> schedule) {
        return !schedule.isAudited();
    }

    private static void addSecret(Schedule<?> schedule) {
        schedule.each(fixture -> {
            if (fixture.deployment instanceof BotDeployment) {
                withSecret(fixture);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void withSecret(ReleaseFixture<?> fixture) {
        ReleaseFixture<BotDeployment> bot = (ReleaseFixture<BotDeployment>) fixture;
        bot.deployment = bot.deployment.override("apiKey", "sk-live-4711");
    }

    /** An audit log that does not take one of the records. */
    private static final class Forgetful implements AuditSink {

        private final AuditSink log;
        private final int[] asked;
        private final int missed;
        private final boolean isKept;

        private Forgetful(AuditSink log, int[] asked, int missed, boolean isKept) {
            this.log = log;
            this.asked = asked;
            this.missed = missed;
            this.isKept = isKept;
        }

        @Override
        public String name() {
            return log.name();
        }

        @Override
        public void append(RunEvent event) throws IOException {
            boolean misses = ++asked[0] == missed;
            if (!misses || isKept) {
                log.append(event);
            }
            if (misses) {
                throw new IOException("no space left on device");
            }
        }

        @Override
        public long kept(String runId) throws IOException {
            return log.kept(runId);
        }
    }

    private static void faults(List<Ingredient> all) {
        fault(all, "not sent", Fault::notSent);
        fault(all, "dropped before effect", Fault::drop);
        fault(all, "dropped after effect", Fault::dropAfterEffect);
        for (int status : new int[] {400, 401, 403, 404, 409, 429, 500, 503, 504}) {
            fault(all, status + " without effect", fault -> fault.status(status));
        }
        for (int status : new int[] {408, 500, 503, 504}) {
            fault(all, status + " after effect", fault -> fault.statusAfterEffect(status));
        }
        fault(all, "429, Retry-After 20", fault -> fault.status(429).retryAfter("20"));
        fault(all, "body cut short", fault -> fault.body("{\"id\":", "application/json"));
        fault(all, "body of another shape", fault -> fault.body("[]", "application/json"));
        fault(all, "body without members", fault -> fault.body("{}", "application/json"));
        fault(all, "HTML instead of JSON", fault -> fault.body("<html></html>", "text/html"));
        fault(all, "slow answer", fault -> fault.stall(Duration.ofSeconds(20)));
        fault(all, "no answer, with effect", fault -> fault.dropAfterEffect().stall(Duration.ofHours(1)));
        fault(all, "tokens revoked", Fault::revokeTokens);
        all.add(new Ingredient("stale answer", Group.FAULT, Ingredient::any, schedule -> {
            int number = schedule.upTo(20);
            schedule.disturb(
                    life -> life.fault(Fault.on("GET", ".*").nth(number).stale(1)));
        }));
        for (String id : List.of("../../admin", "", "..", "a b", "dep_0001/cancel")) {
            all.add(new Ingredient(
                    "unusable operation id '" + id + "'",
                    Group.FAULT,
                    of(JOBS),
                    schedule -> schedule.disturb(life -> life.fault(Fault.on("POST", DEPLOY)
                            .body(
                                    "{\"id\":\"" + id + "\",\"deploymentId\":\"" + id + "\",\"jobId\":\"" + id
                                            + "\",\"status\":\"queued\",\"success\":true}",
                                    "application/json")))));
        }
        all.add(new Ingredient(
                "canary is called completed",
                Group.FAULTS,
                of("canary"),
                schedule -> schedule.wordForRunning = Optional.of("completed")));
        all.add(new Ingredient("fallback is what has failed", Group.FAULTS, of("bot version"), schedule -> {
            schedule.rule(
                    builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(BotRelease.NEW)));
            schedule.fake.nextJob(JobScript.fails("boom").halfApplied().rollbackFails());
            schedule.fallback = Optional.empty();
            schedule.isFallbackRefused = true;
        }));
        all.add(new Ingredient(
                "answers lost, and the list lags",
                Group.FAULTS,
                of("bot version"),
                schedule -> schedule.disturb(life -> life.fault(
                        Fault.on("POST", DEPLOY).times(2).statusAfterEffect(504),
                        Fault.on("GET", "/api/v1/deployments").nth(2).times(10).stale(1)))));
    }

    private static void fault(List<Ingredient> all, String name, UnaryOperator<Fault> how) {
        all.add(new Ingredient(name, Group.FAULT, Ingredient::any, schedule -> {
            List<String> methods = List.of("*", "POST", "GET");
            String method = methods.get(schedule.random.nextInt(methods.size()));
            int number = schedule.upTo(method.equals("POST") ? 6 : 25);
            int times = schedule.random.nextInt(4) == 0 ? schedule.upTo(4) : 1;
            schedule.disturb(life ->
                    life.fault(how.apply(Fault.on(method, ".*").nth(number).times(times))));
        }));
    }

    private static void deaths(List<Ingredient> all) {
        death(all, "process dies before a request", 20, Schedule::dieBefore);
        death(all, "process dies before an answer", 20, Schedule::dieAfter);
        death(all, "process dies after a record", 20, Schedule::dieAfterEvent);
        death(all, "power is cut before a request", 20, (life, number) -> {
            life.dieBefore(number);
            life.powerIsCut = true;
        });
        death(all, "power is cut before an answer", 20, (life, number) -> {
            life.dieAfter(number);
            life.powerIsCut = true;
        });
        death(all, "disk is full", 20, Schedule::diskIsFullAt);
        death(all, "interrupted", 25, Schedule::interruptAt);
        death(all, "cancelled", 20, Schedule::cancelAt);
        all.add(new Ingredient("dies while it writes", Group.DEATH, Ingredient::any, schedule -> {
            int number = moment(schedule, 20);
            schedule.disturb(life -> life.dieAfterEvent(number));
            schedule.disturb(life -> life.memory().tear());
        }));
        all.add(new Ingredient("dies, and the last record is damaged", Group.DEATH, Ingredient::any, schedule -> {
            int number = moment(schedule, 20);
            schedule.disturb(life -> {
                life.dieAfterEvent(number);
                life.damageIsDue = true;
            });
        }));
        all.add(new Ingredient("dies, and the last audit record is damaged", Group.DEATH, Ingredient::any, schedule -> {
            int number = moment(schedule, 20);
            schedule.disturb(life -> life.dieAfterEvent(number));
            schedule.disturb(Schedule::damageAudit);
        }));
    }

    /** The mishaps of a database. */
    private static void mishaps(List<Ingredient> all) {
        mishap(all, "process dies before a statement", Mishap.DIES_BEFORE);
        mishap(all, "process dies after a statement", Mishap.DIES_AFTER);
        mishap(all, "connection is cut before a statement", Mishap.CUT_BEFORE);
        mishap(all, "connection is cut after a commit", Mishap.CUT_BEFORE_ANSWER);
        mishap(all, "connection is cut before a commit", Mishap.CUT_BEFORE_COMMIT);
        mishap(all, "database is full for a while", Mishap.FULL_FOR_A_WHILE);
        mishap(all, "database is full for long", Mishap.FULL_FOR_LONG);
    }

    private static void mishap(List<Ingredient> all, String name, Mishap mishap) {
        all.add(new Ingredient(
                name, Group.DEATH, schedule -> schedule.memory().database().isPresent(), schedule -> {
                    int number = moment(schedule, 60);
                    schedule.disturb(life -> life.mishap(mishap, number));
                }));
    }

    /** A number of a request or record; most are early, because every run has those. */
    private static int moment(Schedule<?> schedule, int most) {
        return schedule.random.nextBoolean() ? schedule.upTo(most) : schedule.upTo(most / 2);
    }

    private interface Death {
        void arm(Schedule<?> life, int number);
    }

    private static void death(List<Ingredient> all, String name, int most, Death death) {
        all.add(new Ingredient(name, Group.DEATH, Ingredient::any, schedule -> {
            int number = moment(schedule, most);
            schedule.disturb(life -> death.arm(life, number));
        }));
    }
}
