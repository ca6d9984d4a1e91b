package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was wrong with the scripts that this library takes the place of, and the tests that show the contrary. Defect
 * 000.1, which is about the version of a Python library, has no counterpart.
 */
class DefectTest {

    private record Defect(String number, String whatTheScriptsDid, List<String> shownBy) {}

    private static final List<Defect> DEFECTS = List.of(
            defect(
                    "000.2",
                    "printed success for failed, cancelled and rolled-back jobs",
                    "FailedDeploymentTest#aFailedJobIsRolledBackFollowedAndReadBack",
                    "FailedDeploymentTest#aJobThatCompletedWhileAnotherVersionIsLiveIsNotASuccess"),
            defect(
                    "000.3",
                    "reported a finished deployment as failed when the webhook was down",
                    "RecordsTest#aWebhookThatIsDownIsToldInTheReportAndChangesNothingElse"),
            defect(
                    "000.4",
                    "compared runtime versions as texts and took absent ones for 1.0",
                    "EnvironmentCompatibilityTest#runtimesAreComparedAsVersions",
                    "EnvironmentCompatibilityTest#aRuntimeThatThePlatformLeavesOutStopsTheRun"),
            defect(
                    "000.5",
                    "took a test run of any bot, version, environment and age, and the first one listed",
                    "QualityGateTest#onlyAWholeApprovedRecentRunOfWhatIsDeployedPasses",
                    "QualityGateTest#ofSeveralRunsTheLatestCountsInWhateverOrderTheyCome"),
            defect(
                    "000.6",
                    "took 429 for fatal everywhere but in polls, and overslept its deadline",
                    "FailedDeploymentTest#throttledGatesAreAskedAgain",
                    "FailedDeploymentTest#aThrottledRequestIsSentAgainAfterTheTimeThatThePlatformAsksFor",
                    "FailedDeploymentTest#aRetryAfterLongerThanTheRunDoesNotOvershootItsDeadline"),
            defect(
                    "000.7",
                    "left the job unwatched when Retry-After was a date or a fraction",
                    "FailedDeploymentTest#aPollThatFailsIsNotAJobThatFailed"),
            defect(
                    "000.8",
                    "took a deployment in progress for fatal",
                    "LostAnswerTest#aDeploymentInProgressIsWaitedFor",
                    "LostAnswerTest#aDeploymentInProgressIsCancelledIfThatIsTheWish"),
            defect(
                    "000.9",
                    "neither cancelled nor rolled back nor recorded a job that did not end",
                    "FailedDeploymentTest#aJobThatNeverEndsIsCancelledAfterItsTimeAndNothingIsLeftBehind",
                    "FailedDeploymentTest#aJobThatNeitherEndsNorLetsItselfBeCancelledIsToldToAPerson"),
            defect(
                    "000.10",
                    "rolled back a cancelled job without a look at whether it had deployed anything",
                    "FailedDeploymentTest#aJobThatOthersCancelledBeforeAnythingWasDeployedIsNotRolledBack",
                    "FailedDeploymentTest#aJobThatOthersCancelledWhenItWasDeployedIsRolledBack"),
            defect(
                    "000.11",
                    "did not follow its rollback, took 204 for a refusal and kept a refused rollback to itself",
                    "FailedDeploymentTest#aFailedJobIsRolledBackFollowedAndReadBack",
                    "FailedDeploymentTest#aRollbackIsAcceptedByAnySuccessStatus",
                    "FailedDeploymentTest#aRefusedRollbackIsTold"),
            defect(
                    "000.12",
                    "read the pass rate for the record again, after the job and perhaps of another run",
                    "RecordsTest#thePassRateIsTheOneThatTheGateJudgedAndIsNotReadAgain",
                    "RecordsTest#suiteAndPassRateAreOfTheSameGate"),
            defect(
                    "000.13",
                    "overwrote the record of another run in the same second, without actor, gates or integrity",
                    "RecordsTest#twoRunsInTheSameSecondDoNotOverwriteEachOther",
                    "RecordsTest#theAuditLogTellsARunFromBeginningToEndAndItsChainHolds"),
            defect(
                    "000.14",
                    "fetched a short-lived token for every request and did not answer a 401",
                    "BotDeploymentTest#shortLivedTokensAreRenewedWithoutATokenForEveryRequest",
                    "BotDeploymentTest#aTokenThatIsRevokedInTheMiddleIsReplaced"),
            defect("000.15", "had no time limit on any request", "FailedDeploymentTest#everyRequestHasATimeLimit"),
            defect(
                    "000.16",
                    "wrote secrets among the settings into audit and webhook",
                    "RecordsTest#secretsGoToThePlatformAndIntoNoRecord"),
            defect(
                    "000.17",
                    "compared dependencies by name alone",
                    "EnvironmentCompatibilityTest#whatIsNeededMustBeThereInAVersionThatFits"),
            defect(
                    "000.18",
                    "held nothing between check and request, and had no answer to a 400",
                    "GatesTest#whatWasDeployedBetweenPlanAndRunMakesThePlanStale",
                    "CancelTest#aSecondRunOnTheSameTargetIsTurnedAway",
                    "FailedDeploymentTest#aRefusedRequestChangesNothingAndIsNotSentAgain"),
            defect(
                    "all.1",
                    "ended with status 0 whatever had happened",
                    "FailedDeploymentTest#aFailedJobIsRolledBackFollowedAndReadBack",
                    "BotDeploymentTest#aVersionThatPassesItsGatesGoesLiveByOneRequest"),
            defect(
                    "all.2",
                    "told and recorded successes only",
                    "RecordsTest#theWebhookIsToldOfAFailureAsFully",
                    "RecordsTest#theWebhookIsToldOfARunThatAGateStopped",
                    "RecordsTest#theAuditLogTellsAFailureWithItsRollback",
                    "CancelTest#anInterruptedRunTellsEveryoneAsAnyOther"));

    private static Defect defect(String number, String whatTheScriptsDid, String... shownBy) {
        return new Defect(number, whatTheScriptsDid, List.of(shownBy));
    }

    static Stream<Arguments> shown() {
        return DEFECTS.stream()
                .flatMap(defect -> defect.shownBy().stream()
                        .map(test -> Arguments.of(defect.number(), defect.whatTheScriptsDid(), test)));
    }

    @ParameterizedTest(name = "{0}: the scripts {1}; {2}")
    @MethodSource("shown")
    void theContraryIsShownByATestThatExists(String number, String whatTheScriptsDid, String test)
            throws ClassNotFoundException {
        String[] parts = test.split("#", -1);
        Class<?> tests = Class.forName(getClass().getPackageName() + "." + parts[0]);

        assertThat(Arrays.stream(tests.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class)
                                || method.isAnnotationPresent(ParameterizedTest.class))
                        .map(method -> method.getName()))
                .as("defect " + number)
                .contains(parts[1]);
    }

    @Test
    void noDefectIsLeftOut() {
        Set<String> expected = IntStream.rangeClosed(2, 18)
                .mapToObj(number -> "000." + number)
                .collect(Collectors.toCollection(TreeSet::new));
        expected.addAll(List.of("all.1", "all.2"));

        assertThat(DEFECTS).extracting(Defect::number).containsExactlyInAnyOrderElementsOf(expected);
    }
}
