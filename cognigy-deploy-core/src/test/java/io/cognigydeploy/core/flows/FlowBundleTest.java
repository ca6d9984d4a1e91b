package io.cognigydeploy.core.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.ChainLine;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class FlowBundleTest {

    private static final String IMPORT = "/api/v2/flows/import";
    private static final String OLD = "[1.0.0, 1.0.0, 1.0.0]";
    private static final String NEW = "[1.1.0, 1.1.0, 1.1.0]";
    private static final String[] IMPORTS = {"import flow_c", "import flow_b", "import flow_a"};

    @TempDir(factory = MemoryFolder.class)
    private Path records;

    private static String rollback(String id) {
        return "rollback " + id + " {\"targetVersion\":\"1.0.0\",\"environmentId\":\"env_prod\"}";
    }

    @Test
    void flowsArePushedOnceEachInTheOrderOfTheirDependenciesAndReadBack() throws Exception {
        Promotion promotion = new Promotion(records);

        Report report = promotion.run();

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Succeeded("flows of env_dev into env_prod is done", List.of()));
        assertThat(promotion.changes()).containsExactly(IMPORTS);
        assertThat(promotion.live()).isEqualTo(NEW);
        assertThat(promotion.fake.violations()).isEmpty();
        JsonNode sent = Json.MAPPER.readTree(
                promotion.fake.requests("POST", IMPORT).get(0).body());
        assertThat(sent.path("environmentId").asText()).isEqualTo("env_prod");
        assertThat(sent.path("flow").path("environmentId").asText()).isEqualTo("env_dev");
        assertThat(sent.path("flow").has("unknown"))
                .as("what is null is sent too")
                .isTrue();
    }

    @Test
    void eachImportIsFollowedByItsStatusBeforeTheNext() {
        Promotion promotion = new Promotion(records);

        promotion.run();

        List<String> sent = promotion.fake.requests().stream()
                .filter(request -> request.path().startsWith("/api/v2/flows/"))
                .map(request -> request.path().substring("/api/v2/flows/".length()) + "?" + request.query())
                .distinct()
                .toList();
        assertThat(sent)
                .containsExactly(
                        "import?",
                        "flow_c/status?environmentId=env_prod",
                        "flow_b/status?environmentId=env_prod",
                        "flow_a/status?environmentId=env_prod");
    }

    @Test
    void theManifestIsOnDiskBeforeTheFirstPush() {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.trusting(ReferenceType.VARIABLE);
        promotion.fake.addFlow("env_dev", Promotion.flow("flow_new", "1.0.0", "variable v", "flow flow_c"));

        Report report = promotion.run();

        Manifest manifest = Manifest.read(report.folder().orElseThrow().resolve("manifest.json"));
        assertThat(manifest.flows())
                .extracting(
                        Manifest.Entry::id,
                        Manifest.Entry::version,
                        entry -> entry.previousVersion().orElse("none"))
                .containsExactly(
                        tuple("flow_c", "1.1.0", "1.0.0"),
                        tuple("flow_b", "1.1.0", "1.0.0"),
                        tuple("flow_new", "1.0.0", "none"),
                        tuple("flow_a", "1.1.0", "1.0.0"));
        assertThat(manifest.flows().subList(0, 2))
                .allMatch(entry -> entry.previousHash().isPresent());
        assertThat(manifest.json())
                .contains("\"dependencyGraph\":{\"flow_a\":[\"flow_b\",\"intent:intent_order\"]")
                .contains("\"flow_new\":[\"flow_c\",\"variable:v\"]");
        List<Class<?>> order = promotion.events.stream()
                .<Class<?>>map(Event::getClass)
                .filter(type -> type == Event.ManifestWritten.class || type == Event.MutationIntended.class)
                .toList();
        assertThat(order.get(0)).isEqualTo(Event.ManifestWritten.class);
    }

    @Test
    void anImportThatFailsInTheMiddleUndoesAllInReverseOrderItselfIncluded() {
        Promotion promotion = new Promotion(records);
        promotion.fake.nextImport(
                JobScript.states("deploying", "deployed"),
                JobScript.states("deploying", "failed").message("no").halfApplied());

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("flow_b").contains("no");
        assertThat(promotion.changes())
                .containsExactly("import flow_c", "import flow_b", rollback("flow_b"), rollback("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aRefusedImportUndoesWhatWasPushedBefore() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(3).status(400));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.changes())
                .containsExactly("import flow_c", "import flow_b", rollback("flow_b"), rollback("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aRollbackThatIsRefusedIsReportedAndTheOthersAreRolledBack() {
        Promotion promotion = new Promotion(records);
        promotion.fake.nextImport(JobScript.states("deploying", "deployed"), JobScript.states("deploying", "deployed"));
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(3).status(400));
        promotion.fake.fail(
                Fault.on("POST", "/api/v2/flows/flow_b/rollback").always().status(400));

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure())
                                .contains("flow_b")
                                .doesNotContain("flow_c"));
        assertThat(promotion.live()).isEqualTo("[1.0.0, 1.1.0, 1.0.0]");
    }

    @Test
    void theReportNamesTheNewFlowThatCannotBeRemoved() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow("env_dev", Promotion.flow("flow_0", "1.0.0"));
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(3).status(400));

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure())
                                .isEqualTo("flow_0: flow flow_0 was not in env_prod before, and the platform offers no"
                                        + " request to remove it"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aNewFlowThatFailedAndIsNotThereNeedsNoPerson() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow("env_dev", Promotion.flow("flow_0", "1.0.0"));
        promotion.deployment = promotion.deployment.only("flow_0");
        promotion.fake.nextImport(JobScript.states("deploying", "failed").message("no"));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aThrottledImportIsWaitedForAndNotSkipped() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(2).status(429).retryAfter("20"));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo(NEW);
        List<RecordedRequest> sent = promotion.fake.requests("POST", IMPORT);
        assertThat(sent).extracting(RecordedRequest::status).containsExactly(201, 429, 201, 201);
        Instant refused = sent.get(1).at();
        assertThat(Duration.between(refused, sent.get(2).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anImportWhoseAnswerWasLostIsFoundAndNotSentAgain(long nth) {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(nth).dropAfterEffect());

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly(IMPORTS);
        assertThat(report.mutations())
                .filteredOn(Report.MutationReport::adopted)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anImportThatNeverArrivedIsSentOnceMoreAfterTwoLooks(long nth) {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(nth).drop());

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo(NEW);
        assertThat(promotion.fake.requests("POST", IMPORT)).hasSize(4);
    }

    @Test
    void anImportWhoseAnswerWasLostAndThatFailedIsFoundAndUndone() {
        Promotion promotion = new Promotion(records);
        promotion.fake.nextImport(JobScript.states("deploying", "deployed"), JobScript.states("failed"));
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(2).dropAfterEffect());

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.changes())
                .containsExactly("import flow_c", "import flow_b", rollback("flow_b"), rollback("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void anImportThatNeverArrivedIsSentAgainWhereTheStatusOfTheFlowIsNotKept() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(
                Fault.on("GET", "/api/v2/flows/flow_c/status").times(3).status(404));
        promotion.fake.fail(Fault.on("POST", IMPORT).drop());

        Report report = promotion.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).startsWith("import flow_c", "import flow_c", "import flow_b");
    }

    @Test
    void whatIsNeitherOursNorWhatWasThereIsLeftToAPerson() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status").status(404));
        promotion.fake.fail(Fault.on("POST", IMPORT).drop());
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status")
                .nth(2)
                .times(9)
                .body("{\"status\":\"odd\",\"contentHash\":\"of something else\"}", "application/json"));
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationInDoubt) {
                promotion.fake.addFlow("env_prod", Promotion.flow("flow_c", "3.0.0"));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because()).contains("flow_c has neither"));
        assertThat(promotion.fake.requests("POST", IMPORT)).hasSize(1);
    }

    @Test
    void aRollbackWhoseAnswerWasLostIsFound() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(2).status(400));
        promotion.fake.fail(Fault.on("POST", "/api/v2/flows/flow_c/rollback").dropAfterEffect());

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.changes()).containsExactly("import flow_c", rollback("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @CsvSource({"404", "429", "500"})
    void aStatusThatCannotBeReadIsNeitherAnEndNorASuccess(int status) {
        Promotion promotion = new Promotion(records);
        promotion.fake.nextImport(JobScript.states("deploying", "deploying", "failed"));
        promotion.fake.fail(
                Fault.on("GET", "/api/v2/flows/flow_c/status").nth(2).status(status));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void anImportThatTakesAMomentIsWaitedFor() {
        Promotion promotion = new Promotion(records);
        promotion.fake.everyImport(JobScript.states("deploying", "deploying", "deploying", "deploying", "deployed"));

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo(NEW);
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "500, could not be read back"})
    void whatTheStatusDoesNotShowIsConfirmedByTheListOrSaidToBeUnconfirmed(int listAnswers, String unconfirmed) {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_c");
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status")
                .always()
                .body("{\"status\":\"deployed\",\"version\":\"1.1.0\"}", "application/json"));
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded && listAnswers > 0) {
                promotion.fake.fail(Fault.on("GET", "/api/v2/flows").always().status(listAnswers));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Succeeded.class,
                        done -> assertThat(String.join("; ", done.unconfirmed()))
                                .contains(unconfirmed));
        assertThat(unconfirmed.isEmpty())
                .isEqualTo(((Outcome.Succeeded) report.outcome()).unconfirmed().isEmpty());
    }

    @Test
    void aHashThatThePlatformMakesInAWayOfItsOwnIsNoRefutation() {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_c");
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status")
                .times(9)
                .body("{\"status\":\"deployed\",\"version\":\"1.1.0\",\"contentHash\":\"md5:1\"}", "application/json"));

        assertThat(promotion.run().outcome())
                .isEqualTo(new Outcome.Succeeded("flows flow_c of env_dev into env_prod is done", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "md5:1",
                "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void aHashOfThePlatformsOwnMakingUndoesNothingEvenIfTheListHasAFormOfItsOwn(String hash) {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_c");
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status")
                .times(9)
                .body(
                        "{\"status\":\"deployed\",\"version\":\"1.1.0\",\"contentHash\":\"" + hash + "\"}",
                        "application/json"));
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded) {
                promotion.fake.addFlow("env_prod", Promotion.flow("flow_c", "3.0.0"));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome())
                .as(report.toText())
                .isInstanceOfSatisfying(
                        Outcome.Succeeded.class,
                        done -> assertThat(done.unconfirmed())
                                .singleElement()
                                .asString()
                                .contains("flow_c"));
        assertThat(promotion.changes()).containsExactly("import flow_c");
    }

    @Test
    void anotherVersionThanWasSentIsUndone() {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_c");
        promotion.fake.fail(Fault.on("GET", "/api/v2/flows/flow_c/status")
                .times(2)
                .body("{\"status\":\"deployed\",\"version\":\"0.9.0\"}", "application/json"));

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void otherContentThatStatusAndListAgreeOnIsNotReportedAsDone() {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_c");
        promotion.fake.nextImport(JobScript.states("deployed"));
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationAccepted accepted
                    && accepted.mutation().endsWith("/apply")) {
                promotion.fake.addFlow("env_prod", Promotion.flow("flow_c", "1.1.0", "intent intent_order"));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome()).as(report.toText()).isNotInstanceOf(Outcome.Succeeded.class);
        assertThat(report.outcome().because()).contains("flow_c has other content than was sent");
    }

    private record Stopped(String name, Consumer<Promotion> setting, String because) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Stopped> stopped() {
        return Stream.of(
                new Stopped(
                        "INVALID",
                        promotion -> promotion.fake.addFlow(
                                "env_dev",
                                "{\"id\":\"flow_x\",\"name\":\"X\",\"version\":\"1.0.0\",\"nodes\":[],\"edges\":[]}"),
                        "flow schema"),
                new Stopped(
                        "MISSING_INTENT",
                        promotion -> promotion.fake.addFlow(
                                "env_dev", Promotion.flow("flow_c", "1.2.0", "intent intent_gone")),
                        "intent intent_gone"),
                new Stopped(
                        "MISSING_ENTITY",
                        promotion -> promotion.fake.addFlow(
                                "env_dev", Promotion.flow("flow_c", "1.2.0", "entity entity_gone")),
                        "entity entity_gone"),
                new Stopped(
                        "MISSING_FLOW",
                        promotion ->
                                promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "1.2.0", "flow flow_gone")),
                        "flow flow_gone"),
                new Stopped(
                        "VARIABLE",
                        promotion -> promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "1.2.0", "variable v")),
                        "--trust variable"),
                new Stopped(
                        "CYCLE",
                        promotion -> {
                            promotion.fake.addFlow("env_dev", Promotion.flow("flow_new1", "1.2.0", "flow flow_new2"));
                            promotion.fake.addFlow("env_dev", Promotion.flow("flow_new2", "1.2.0", "flow flow_new1"));
                        },
                        "flow_new1 → flow_new2 → flow_new1"),
                new Stopped(
                        "DOWNGRADE",
                        promotion -> promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "0.9.0")),
                        "flow_c from 1.0.0 to 0.9.0"),
                new Stopped(
                        "NOT_FOUND",
                        promotion -> promotion.deployment = promotion.deployment.only("flow_zzz"),
                        "not in env_dev"),
                new Stopped(
                        "NO_FLOWS",
                        promotion -> promotion.deployment =
                                FlowBundle.from("env_typo").to("env_prod"),
                        "there are no flows"),
                new Stopped(
                        "LEFT_OUT_AND_NEEDED",
                        promotion -> {
                            promotion.fake.addFlow("env_dev", Promotion.flow("flow_d", "1.0.0"));
                            promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "1.2.0", "flow flow_d"));
                            promotion.deployment = promotion.deployment.leavingOut("flow_d", "not ready");
                        },
                        "left out"));
    }

    @ParameterizedTest
    @MethodSource("stopped")
    void whatIsNotSoundStopsTheWholeBundle(Stopped story) {
        Promotion promotion = new Promotion(records);
        story.setting().accept(promotion);

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains(story.because());
        assertThat(promotion.changes()).isEmpty();
        assertThat(report.gates()).as("all gates are judged").hasSize(4);
    }

    @Test
    void theSameIdTwiceInTheSourceStopsTheBundle() {
        FakeCognigy fake = Promotion.world();
        fake.fail(Fault.on("GET", "/api/v2/flows")
                .always()
                .body("""
                    {"items":[%s,%s],"total":2}\
                    """.formatted(in("env_dev", "1.0.0"), in("env_dev", "1.1.0")), "application/json"));
        Promotion promotion = new Promotion(fake, records);

        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.because()).contains("the same id more than once: flow_a"));
        assertThat(promotion.changes()).isEmpty();
    }

    private static String in(String environment, String version) {
        return Promotion.flow("flow_a", version).replaceFirst("\\{", "{\"environmentId\":\"" + environment + "\",");
    }

    @Test
    void aDowngradeThatIsAllowedIsPushed() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "0.9.0"));
        promotion.deployment = promotion.deployment.only("flow_c").allowingDowngrades();

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo("[1.0.0, 1.0.0, 0.9.0]");
    }

    @Test
    void flowsThatAreLeftOutAreInManifestAndReport() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow(
                "env_dev", "{\"id\":\"flow_x\",\"name\":\"X\",\"version\":\"1.0.0\",\"nodes\":[],\"edges\":[]}");
        promotion.deployment =
                promotion.deployment.leavingOut("flow_a", "frozen").leavingOutInvalid();

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo("[1.0.0, 1.1.0, 1.1.0]");
        assertThat(Manifest.read(report.folder().orElseThrow().resolve("manifest.json"))
                        .leftOut())
                .extracting(Manifest.LeftOut::id)
                .containsExactly("flow_a", "flow_x");
        assertThat(report.toMarkdown()).contains("flow_a, frozen").contains("flow_x, not whole");
    }

    @Test
    void aPromotionThatIsDoneAgainChangesNothing() {
        Promotion first = new Promotion(records.resolve("first"));
        first.run();
        Promotion second = new Promotion(first.fake, records.resolve("second"));

        Report report = second.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(second.changes()).containsExactly(IMPORTS);
        assertThat(Manifest.read(report.folder().orElseThrow().resolve("manifest.json"))
                        .flows())
                .extracting(Manifest.Entry::status)
                .containsOnly(Manifest.Status.UNCHANGED);
    }

    @Test
    void everyPageOfTheListIsReadAndFlowsOfOtherEnvironmentsStayThere() {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0")
                .addEnvironment("env_else", "5.0.0");
        for (int i = 0; i < 150; i++) {
            fake.addFlow("env_else", Promotion.flow("flow_else" + i, "1.0.0"));
        }
        fake.addFlow("env_dev", Promotion.flow("flow_a", "1.0.0"));
        Promotion promotion = new Promotion(fake, records);

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly("import flow_a");
    }

    @Test
    void aFlowThatChangesInTheSourceDuringTheRunIsNotSent() {
        Promotion promotion = new Promotion(records);
        promotion.more = builder -> builder.listener(recorded -> {
            if (recorded.event() instanceof Event.ManifestWritten) {
                promotion.fake.addFlow("env_dev", Promotion.flow("flow_b", "1.5.0", "flow flow_c"));
            }
        });

        Report report = promotion.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("flow_b").contains("changed since the plan was made");
        assertThat(promotion.changes()).containsExactly("import flow_c", rollback("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd(boolean afterEffect) {
        int exchange = 1;
        while (dies(exchange, afterEffect, fake -> {}, Outcome.Succeeded.class, NEW)) {
            exchange++;
        }
        assertThat(exchange).as("exchanges of a whole run").isGreaterThan(9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRollbackWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd(boolean afterEffect) {
        int exchange = 1;
        Consumer<FakeCognigy> third = fake -> fake.nextImport(
                JobScript.states("deploying", "deployed"),
                JobScript.states("deploying", "deployed"),
                JobScript.states("deploying", "failed").halfApplied(),
                JobScript.states("deploying", "failed").halfApplied());
        while (dies(exchange, afterEffect, third, Outcome.RolledBack.class, OLD)) {
            exchange++;
        }
        assertThat(exchange).as("exchanges of a whole run").isGreaterThan(15);
    }

    private boolean dies(
            int exchange,
            boolean afterEffect,
            Consumer<FakeCognigy> setting,
            Class<? extends Outcome> outcome,
            String live) {
        String when = "dies " + (afterEffect ? "after" : "before") + " exchange " + exchange;
        FakeCognigy fake = Promotion.world();
        setting.accept(fake);
        PowerCut way = new PowerCut(fake);
        Promotion first = new Promotion(fake, way, records.resolve(exchange + "-" + afterEffect));
        DeploymentPipeline<FlowBundle> pipeline = first.pipeline();
        Plan plan = pipeline.plan(first.deployment);
        way.atExchange(exchange, afterEffect);
        boolean died = false;
        Report report;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            died = true;
            report = new Promotion(fake, first.records).pipeline().resume(first.onlyRunId());
        }
        assertThat(report.outcome()).as(when).isInstanceOf(outcome);
        assertThat(first.live()).as(when).isEqualTo(live);
        assertThat(first.changes())
                .as(when)
                .filteredOn(change -> change.startsWith("import"))
                .containsExactly(IMPORTS);
        return died;
    }

    @Test
    void aCancelledRunLeavesTheTargetAsItWas() {
        Promotion promotion = new Promotion(records);
        promotion.more = builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationConfirmed confirmed
                    && confirmed.mutation().equals("flow_c/apply")) {
                Thread.currentThread().interrupt();
            }
        });

        Report report = promotion.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aListThatIsThrottledForEverEndsTheRunBeforeAnyChange() {
        Promotion promotion = new Promotion(records);
        promotion.fake.fail(
                Fault.on("GET", "/api/v2/flows").always().status(429).retryAfter("30"));
        Instant begun = promotion.fake.time().now();

        assertThatExceptionOfType(CognigyException.class).isThrownBy(promotion::plan);
        assertThat(Duration.between(begun, promotion.fake.time().now())).isLessThanOrEqualTo(Duration.ofMinutes(2));
        assertThat(promotion.changes()).isEmpty();
    }

    @Test
    void aPlanChangesNothingAndListsEachFlow() {
        Promotion promotion = new Promotion(records);

        Plan plan = promotion.plan();

        assertThat(plan.changes())
                .containsExactly(
                        "import flow flow_c 1.1.0 into env_prod, over 1.0.0",
                        "import flow flow_b 1.1.0 into env_prod, over 1.0.0",
                        "import flow flow_a 1.1.0 into env_prod, over 1.0.0");
        assertThat(plan.gates()).containsExactly("export", "flow schema", "references", "versions");
        assertThat(promotion.changes()).isEmpty();
    }

    @Test
    void theAuditLogHasTheActorAndTheEnd() throws Exception {
        Promotion promotion = new Promotion(records.resolve("runs"));
        Path log = records.resolve("audit.jsonl");
        try (AuditLog audit = AuditLog.jsonLines(log)) {
            promotion.more = builder -> builder.audit(audit);
            promotion.fake.fail(Fault.on("POST", IMPORT).nth(2).status(400));
            promotion.run();
        }

        assertThat(Files.readString(log)).contains("tester", "manifest_written", "rolled_back", "import flow flow_c");
    }

    @Test
    void aRunWhoseProcessDiesAtAnyRecordOfItsJournalIsBroughtToItsEnd() {
        int number = 1;
        while (diesAtEvent(number)) {
            number++;
        }
        assertThat(number).as("events of a whole run").isGreaterThan(15);
    }

    private boolean diesAtEvent(int number) {
        FakeCognigy fake = Promotion.world();
        PowerCut cut = new PowerCut(fake).afterEvent(number);
        Promotion first = new Promotion(fake, records.resolve("event-" + number));
        first.more = builder -> builder.listener(cut);
        boolean died = false;
        Report report;
        try {
            report = first.run();
        } catch (PowerCut.Dead e) {
            died = true;
            report = new Promotion(fake, first.records).pipeline().resume(first.onlyRunId());
        }
        String when = "dies at event " + number;
        assertThat(report.outcome()).as(when).isInstanceOf(Outcome.Succeeded.class);
        assertThat(first.changes()).as(when).containsExactly(IMPORTS);
        assertThat(first.live()).as(when).isEqualTo(NEW);
        return died;
    }

    @Test
    void manyFlowsThatCannotBeRemovedAreNamedShortly() {
        Promotion promotion = new Promotion(records);
        for (int i = 0; i < 40; i++) {
            promotion.fake.addFlow("env_dev", Promotion.flow("flow_00" + i, "1.0.0"));
        }
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(41).status(400));

        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure())
                                .hasSizeLessThan(3000)
                                .endsWith("; and 20 more"));
    }

    // One flow of 15,000 nodes made the list unreadable for all.
    @Test
    void aVeryLargeFlowKeepsNoOtherFromBeingPushed() {
        Promotion promotion = new Promotion(records);
        promotion.deployment = promotion.deployment.only("flow_a", "flow_b", "flow_c");
        StringBuilder nodes = new StringBuilder("{\"id\":\"n0\",\"type\":\"start\",\"configuration\":{}}");
        StringBuilder edges = new StringBuilder();
        for (int i = 1; i < 15_000; i++) {
            nodes.append(",{\"id\":\"n")
                    .append(i)
                    .append("\",\"type\":\"")
                    .append(i == 14_999 ? "end" : "action")
                    .append("\",\"configuration\":{\"text\":\"Answer ")
                    .append(i)
                    .append("\",\"options\":[1,2,3],\"more\":{\"a\":true,\"b\":null}}}");
            edges.append(i == 1 ? "" : ",")
                    .append("{\"from\":\"n")
                    .append(i - 1)
                    .append("\",\"to\":\"n")
                    .append(i)
                    .append("\",\"condition\":null}");
        }
        promotion.fake.addFlow(
                "env_dev",
                "{\"id\":\"flow_large\",\"name\":\"Large\",\"version\":\"1.0.0\",\"nodes\":[" + nodes + "],\"edges\":["
                        + edges + "],\"externalReferences\":[]}");

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.live()).isEqualTo(NEW);
    }

    private static String padded(String id, String version, int bytes) {
        return Promotion.flow(id, version).replace("\"unknown\":null", "\"unknown\":\"" + "é".repeat(bytes / 2) + "\"");
    }

    // It was noticed when it was sent, after other flows had been imported.
    @Test
    void aFlowLargerThanThePlatformTakesFailsAGateOfThePlan() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow(Promotion.DEV, padded("flow_b", "1.1.0", 62_000));

        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.toString())
                                .contains("flow_b: The import of the flow has 62")
                                .contains("the platform takes 61440")
                                .contains("maxRequestBytes"));
        assertThat(promotion.changes()).isEmpty();
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aLargeFlowThatIsNotSentFailsNoGate() {
        Promotion promotion = new Promotion(records);
        for (String place : List.of(Promotion.DEV, Promotion.PROD)) {
            promotion.fake.addFlow(place, padded("flow_large", "1.0.0", 62_000));
        }

        assertThat(promotion.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(promotion.changes()).containsExactly(IMPORTS);

        promotion.fake.addFlow(Promotion.DEV, padded("flow_large", "1.1.0", 62_000));
        promotion.deployment = promotion.deployment.leavingOutInvalid();
        Report report = promotion.run();
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.toMarkdown()).contains("flow_large, The import of the flow");
    }

    @Test
    void oneLookAtTheListFetchesWhatComesNext() {
        Promotion promotion = new Promotion(records);

        promotion.run();

        assertThat(promotion.fake.requests("GET", "/api/v2/flows"))
                .as("for the plan, before the first change, and for what is sent")
                .hasSize(3);
    }

    @Test
    void aFlowWithItsPredecessorsVersionIsNotReportedAsRolledBack() {
        Promotion promotion = new Promotion(records);
        promotion.fake.addFlow("env_dev", Promotion.flow("flow_c", "1.0.0", "intent intent_order"));
        promotion.fake.fail(Fault.on("POST", IMPORT).nth(2).status(400));

        assertThat(promotion.plan().changes().get(0)).contains("may not bring that back");
        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure()).contains("flow_c still has the pushed content"));
    }

    @Test
    void anImportThatNeverEndsIsLeftToAPerson() {
        Promotion promotion = new Promotion(records);
        promotion.fake.nextImport(JobScript.states("deploying", "deployed"), JobScript.states("deploying"));

        assertThat(promotion.run().outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure())
                                .contains("flow_b")
                                .doesNotContain("flow_c"));
        assertThat(promotion.live()).isEqualTo(OLD);
    }

    @Test
    void aPlanOfTenTimesTwoThousandFlowsFitsIntoOneRecordOfTheJournal() {
        FakeCognigy fake = Promotion.world();
        for (int i = 0; i < 2000; i++) {
            String[] references = new String[Math.min(i, 5)];
            for (int k = 0; k < references.length; k++) {
                references[k] = "flow flow_number" + (i - k - 1);
            }
            fake.addFlow("env_dev", Promotion.flow("flow_number" + i, "1.0.0", references));
        }

        Plan plan = new Promotion(fake, records).plan();

        assertThat(plan.changes()).hasSize(2003);
        assertThat(CanonicalJson.bytes(plan.state())).hasSizeLessThan(ChainLine.LONGEST / 10);
    }

    @Test
    void aDeploymentThatContradictsItselfIsRefused() {
        FlowBundle deployment = FlowBundle.from("env_dev").to("env_prod");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowBundle.from("env_dev").to("env_dev"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployment.only("flow_a").leavingOut("flow_a", "frozen"));
        assertThatIllegalArgumentException().isThrownBy(() -> deployment.only("../x"));
    }
}
