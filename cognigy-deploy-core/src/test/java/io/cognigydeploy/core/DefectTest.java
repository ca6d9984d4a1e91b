package io.cognigydeploy.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was wrong with the scripts that this library takes the place of, and the tests that show the contrary. Defects
 * 000.1, 002.1 to 002.3 and 004.1, which are about Python libraries, have no counterpart, and neither has 002.18, which
 * is about a title. {@code none} is what all of them lacked.
 */
class DefectTest {

    private static final List<String> MODULES = List.of("cognigy-client", "cognigy-deploy-core", "cognigy-cli");
    private static final Pattern METHOD = Pattern.compile("^ +(?:public )?void (\\w+)\\(");

    private record ScriptDefect(String number, String whatTheScriptsDid, List<String> shownBy) {}

    private static final List<ScriptDefect> DEFECTS = List.of(
            defect(
                    "000.2",
                    "printed success for failed, cancelled and rolled-back jobs",
                    "FailedDeploymentTest#aFailedJobIsRolledBackFollowedAndReadBack",
                    "FailedDeploymentTest#aJobThatCompletedWhileAnotherVersionIsLiveIsNotASuccess"),
            defect(
                    "000.3",
                    "reported a finished deployment as failed when the webhook was down",
                    "RecordsTest#aWebhookThatIsDownIsInTheReportAndChangesNothingElse"),
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
                    "LostAnswerTest#aDeploymentInProgressIsCancelledIfThatIsTheOption"),
            defect(
                    "000.9",
                    "neither cancelled nor rolled back nor recorded a job that did not end",
                    "FailedDeploymentTest#aJobThatNeverEndsIsCancelledAfterItsTimeAndNothingIsLeftBehind",
                    "FailedDeploymentTest#aJobThatNeitherEndsNorLetsItselfBeCancelledIsLeftToAPerson"),
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
                    "FailedDeploymentTest#aRefusedRollbackIsReported"),
            defect(
                    "000.12",
                    "read the pass rate for the record again, after the job and perhaps of another run",
                    "RecordsTest#thePassRateIsTheOneThatTheGateJudgedAndIsNotReadAgain",
                    "RecordsTest#suiteAndPassRateAreOfTheSameGate"),
            defect(
                    "000.13",
                    "overwrote the record of another run in the same second, without actor, gates or integrity",
                    "RecordsTest#twoRunsInTheSameSecondDoNotOverwriteEachOther",
                    "RecordsTest#theAuditLogHasARunFromBeginningToEndAndItsChainHolds"),
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
                    "001.1",
                    "mixed up fractions and percent, and refused its own example",
                    "CanaryDeploymentTest#sharesGoOnTheWireAsPercentAndUnderTheCap",
                    "CanaryDeploymentTest#deploymentsThatMakeNoSenseAreRefusedBeforeAnyRequest"),
            defect(
                    "001.2",
                    "wrote that it rolled back and never asked for a rollback",
                    "CanaryDeploymentTest#aSickCanaryIsRolledBackAndTheRollbackIsConfirmed",
                    "CanaryDeploymentTest#aRollbackThatThePlatformDoesNotCarryOutIsNotReportedAsOne",
                    "CanaryDeploymentTest#aRollbackIsCalledOneInTheAuditLogOnlyIfItWasMade"),
            defect(
                    "001.3",
                    "wrote that it promoted and moved no conversation",
                    "CanaryDeploymentTest#aHealthyCanaryIsLedAlongTheRampAndPromoted"),
            defect(
                    "001.4",
                    "ended with the canary live and unwatched when anything failed",
                    "CanaryDeploymentTest#anOutageOfTheMetricsIsBorneAndDecidesNothing",
                    "CanaryDeploymentTest#anOutageBeyondItsBudgetIsAMatterOfPolicy",
                    "CanaryDeploymentTest#aPlatformThatIsDownWhenTheShareIsToRiseIsWaitedFor",
                    "CanaryDeploymentTest#aWebhookThatIsRefusedEndsItBeforeThereIsACanary"),
            defect(
                    "001.5",
                    "took absent metrics for perfect ones",
                    "CanaryDeploymentTest#metricsThatSayNothingNeitherPromoteNorRollBack"),
            defect(
                    "001.6",
                    "rolled back on one conversation and compared with nothing",
                    "CanaryDeploymentTest#oneBadConversationIsNoReasonToRollBack",
                    "CanaryDeploymentTest#fewConversationsNeverPromoteAndTheCanaryIsHeldAndWatched",
                    "CanaryDeploymentTest#simpleLimitsNeedFiftyConversationsAndPromoteAtTheEndOfTheTime"),
            defect(
                    "001.7",
                    "sent a throttled start again without end",
                    "CanaryDeploymentTest#aThrottledStartIsSentAgainAfterTheTimeThatThePlatformAsksForAndNotForEver"),
            defect(
                    "001.8",
                    "did not hold the share against the cap, and took any threshold",
                    "CanaryDeploymentTest#deploymentsThatMakeNoSenseAreRefusedBeforeAnyRequest"),
            defect(
                    "001.9",
                    "broke on a breach of a limit that was left to its default",
                    "CanaryDeploymentTest#aSickCanaryIsRolledBackAndTheRollbackIsConfirmed"),
            defect(
                    "001.10",
                    "knew no token's end but one after 55 minutes",
                    "CanaryDeploymentTest#aTokenThatIsRevokedInMidWatchIsFetchedAnew"),
            defect(
                    "001.11",
                    "judged a quarter of an hour that lay mostly before the canary",
                    "CanaryDeploymentTest#metricsAreAskedForByCanaryAndOverSpansThatNeitherOverlapNorBeginBeforeTheCanary"),
            defect(
                    "001.12",
                    "registered its webhook each time, too late, with a secret in its source, and notified no CI"
                            + " system",
                    "CanaryDeploymentTest#theWebhookIsThereBeforeTheCanaryAndItsSecretInNoRecord",
                    "CanaryDeploymentTest#aWebhookThatIsThereIsNotRegisteredTwice",
                    "CanaryDeploymentTest#aCiSystemGetsTheVerdict"),
            defect(
                    "001.13",
                    "logged a refused audit line as a warning",
                    "CanaryDeploymentTest#anAuditLineThatIsRefusedIsInTheReport"),
            defect(
                    "001.14",
                    "could start a canary twice, beside another, and of any version",
                    "CanaryDeploymentTest#aShareWhoseAnswerIsLostIsNotAskedForAgain",
                    "CanaryDeploymentTest#aDeploymentUnderWayStopsIt",
                    "CanaryDeploymentTest#aVersionThatIsNotPublishedStopsIt"),
            defect(
                    "001.16",
                    "asked one host for its token wherever the platform was",
                    "CanaryDeploymentTest#aTokenComesFromWhereThePlatformIs"),
            defect(
                    "001.17",
                    "broke on a watch of no length, and could not be interrupted",
                    "CanaryDeploymentTest#deploymentsThatMakeNoSenseAreRefusedBeforeAnyRequest",
                    "CanaryDeploymentTest#aCancelledWatchRollsTheCanaryBack",
                    "CanaryDeploymentTest#aRunThatDiedAfterAnyRecordGoesOnWithTheSameEvidence"),
            defect(
                    "001.15",
                    "had time limits of its own on one of three clients and logged whole answers",
                    "FailedDeploymentTest#everyRequestHasATimeLimit"),
            defect(
                    "003.1",
                    "wrote a manifest that broke off in the middle after everything was pushed",
                    "FlowBundleTest#theManifestIsOnDiskBeforeTheFirstPush",
                    "ManifestTest#itHasTheDocumentedFieldsAndWhatWasThereBefore"),
            defect(
                    "003.2",
                    "claimed success with flows left out, unverified or not exported",
                    "FlowBundleTest#flowsThatAreLeftOutAreInManifestAndReport",
                    "FlowBundleTest#whatTheStatusDoesNotShowIsConfirmedByTheListOrSaidToBeUnconfirmed"),
            defect(
                    "003.3",
                    "said that a rollback was begun and did nothing",
                    "FlowBundleTest#anImportThatFailsInTheMiddleUndoesAllInReverseOrderItselfIncluded"),
            defect(
                    "003.4",
                    "skipped a flow whose import was throttled",
                    "FlowBundleTest#aThrottledImportIsWaitedForAndNotSkipped"),
            defect(
                    "003.5",
                    "took a status that could not be read for a deployed flow",
                    "FlowBundleTest#aStatusThatCannotBeReadIsNeitherAnEndNorASuccess"),
            defect(
                    "003.6",
                    "rolled back to what was just pushed, not in reverse, and not the flow that failed",
                    "FlowBundleTest#anImportThatFailsInTheMiddleUndoesAllInReverseOrderItselfIncluded",
                    "FlowBundleTest#aRollbackThatIsRefusedIsReportedAndTheOthersAreRolledBack",
                    "FlowBundleTest#theReportNamesTheNewFlowThatCannotBeRemoved"),
            defect(
                    "003.7",
                    "asked for the list without end when it was throttled",
                    "FlowBundleTest#aListThatIsThrottledForEverEndsTheRunBeforeAnyChange"),
            defect(
                    "003.8",
                    "read only the first page of the list",
                    "FlowBundleTest#everyPageOfTheListIsReadAndFlowsOfOtherEnvironmentsStayThere"),
            defect(
                    "003.9",
                    "pushed the flows of all environments, some ids twice",
                    "FlowBundleTest#flowsArePushedOnceEachInTheOrderOfTheirDependenciesAndReadBack",
                    "FlowBundleTest#theSameIdTwiceInTheSourceStopsTheBundle"),
            defect(
                    "003.10",
                    "never looked for intents and entities, and ignored where a reference leads",
                    "FlowBundleTest#whatIsNotSoundStopsTheWholeBundle",
                    "DependencyResolverTest#aReferenceIsSoughtInTheEnvironmentThatItMeans"),
            defect(
                    "003.11",
                    "pushed flows in the order of the list, and let circles pass",
                    "FlowBundleTest#flowsArePushedOnceEachInTheOrderOfTheirDependenciesAndReadBack",
                    "DependencyResolverTest#aCycleIsReportedAsTheShortestWayAround"),
            defect(
                    "003.12",
                    "left invalid flows out and deployed the rest",
                    "FlowBundleTest#whatIsNotSoundStopsTheWholeBundle",
                    "FlowBundleTest#flowsThatAreLeftOutAreInManifestAndReport"),
            defect(
                    "003.13",
                    "let flows pass that lead nowhere, and refused ids with dashes",
                    "FlowSchemaTest#aFlowHasToBeWhole",
                    "FlowSchemaTest#anIdMayHaveDashesAndUnderscores"),
            defect(
                    "003.14",
                    "wrote the manifest last, compared no hash, and pushed downgrades and unchanged flows alike",
                    "FlowBundleTest#theManifestIsOnDiskBeforeTheFirstPush",
                    "FlowBundleTest#aPromotionThatIsDoneAgainChangesNothing",
                    "FlowBundleTest#aDowngradeThatIsAllowedIsPushed",
                    "ManifestTest#aFlowThatWasChangedByAnyoneIsFound"),
            defect(
                    "003.15",
                    "asked for the status once, and broke off without rollback when a connection did",
                    "FlowBundleTest#anImportThatTakesAMomentIsWaitedFor",
                    "FlowBundleTest#anImportWhoseAnswerWasLostIsFoundAndNotSentAgain"),
            defect(
                    "003.16",
                    "knew no dry run, and recorded neither who nor what nor how it ended",
                    "FlowBundleTest#aPlanChangesNothingAndListsEachFlow",
                    "FlowBundleTest#theAuditLogHasTheActorAndTheEnd"),
            defect(
                    "all.1",
                    "ended with status 0 whatever had happened",
                    "FailedDeploymentTest#aFailedJobIsRolledBackFollowedAndReadBack",
                    "BotDeploymentTest#aVersionThatPassesItsGatesGoesLiveByOneRequest"),
            defect(
                    "all.2",
                    "reported and recorded successes only",
                    "RecordsTest#theWebhookReceivesAFailureAsFully",
                    "RecordsTest#theWebhookReceivesARunThatAGateStopped",
                    "RecordsTest#theAuditLogHasAFailureWithItsRollback",
                    "CancelTest#anInterruptedRunIsDeliveredLikeAnyOther",
                    "CanaryDeploymentTest#aWatchThatFailsIsAuditedAsFullyAsOneThatDoesNot"),
            defect(
                    "002.4",
                    "reported a finished deployment as failed when webhook or audit log refused it",
                    "ConfigurationDeploymentTest#receiversThatFailChangeNothing"),
            defect(
                    "002.5",
                    "failed at every answer without JSON",
                    "ConfigurationDeploymentTest#anUndoingIsFollowedWhateverItsAnswer",
                    "ConfigurationDeploymentTest#anAuditLineIsTakenByAnyAnswer"),
            defect(
                    "002.6",
                    "polled a failed or cancelled job to the end and forgot why it failed",
                    "ConfigurationDeploymentTest#aFailedJobIsUndoneAtOnceAndSaysWhy",
                    "ConfigurationDeploymentTest#aCancelledJobIsAnEndAndAPersonsBusiness"),
            defect(
                    "002.7",
                    "watched for 150 s whatever the policy said, and then left everything as it was",
                    "ConfigurationDeploymentTest#theJobHasAsLongAsThePolicySaysAndIsThenUndone",
                    "ConfigurationDeploymentTest#aJobThatNeverEndsIsLeftToAPerson"),
            defect(
                    "002.8",
                    "had no time left for health when the job was slow",
                    "ConfigurationDeploymentTest#aSlowJobLeavesTheWatchAllItsTime"),
            defect(
                    "002.9",
                    "sent a rollback policy and did not follow it",
                    "ConfigurationDeploymentTest#withoutAutoTriggerAFailureIsLeftToAPerson",
                    "ConfigurationDeploymentTest#theJobHasAsLongAsThePolicySaysAndIsThenUndone",
                    "ConfigurationDeploymentTest#badAnswersInARowUndoTheConfigurationAndTheUndoingIsConfirmedByHealth"),
            defect(
                    "002.10",
                    "took one healthy answer for a pass and read neither warnings nor capacity",
                    "HealthSoakTest#oneGoodAnswerIsNoPassHoweverShortTheWatch",
                    "HealthSoakTest#countsBadAnswersInARowOverTheWholeWindow",
                    "ConfigurationDeploymentTest#onlyAValidationThatSaysYesAndNothingElseIsAYes"),
            defect(
                    "002.11",
                    "never showed the locks to anything, nor read how the trace ended",
                    "ConfigurationDeploymentTest#theTraceGetsTheLocks",
                    "ConfigurationDeploymentTest#onlyATraceThatPassedWithoutConflictsIsAYes",
                    "ConfigurationDeploymentTest#locksThatHoldNothingOrContradictEachOtherAreFoundByOurselves",
                    "ConfigurationDeploymentTest#aDeploymentThatMakesNoSenseIsRefused"),
            defect(
                    "002.12",
                    "sent a deployment again after an answer was lost",
                    "ConfigurationDeploymentTest#aLostAnswerIsNeverSentAgainAndTheOutcomeIsUnknown"),
            defect(
                    "002.13",
                    "did not read Retry-After and hid the cause of a failure",
                    "ConfigurationDeploymentTest#throttledRequestsAreSentAgainAfterTheTimeThatThePlatformAsksFor",
                    "ConfigurationDeploymentTest#aRefusedRequestChangesNothing"),
            defect(
                    "002.14",
                    "made up compliance flags and success rates",
                    "ConfigurationDeploymentTest"
                            + "#theWebhookAndThePlatformsAuditLogGetSuccessAndFailureWithoutMadeUpValues"),
            defect(
                    "002.15",
                    "did not look at what the webhook answered and kept no audit of its own",
                    "ConfigurationDeploymentTest#receiversThatFailChangeNothing",
                    "RecordsTest#theAuditLogHasARunFromBeginningToEndAndItsChainHolds"),
            defect(
                    "002.16",
                    "failed after the deployment without a webhook",
                    "ConfigurationDeploymentTest#aConfigurationIsCheckedDeployedWatchedAndLookedAtOnceMore"),
            defect(
                    "002.17",
                    "had snapshot, locks and policy in its source and did not distinguish its own success from the"
                            + " platform's undoing",
                    "ConfigurationDeploymentTest#whatTheCallerGivesIsWhatIsSent",
                    "ConfigurationDeploymentTest#whatThePlatformUndoesByItselfIsNoSuccess"),
            defect(
                    "002.19",
                    "claimed one network segment for every environment",
                    "ConfigurationDeploymentTest#whatTheCallerGivesIsWhatIsSent"),
            defect(
                    "004.2",
                    "printed success when the conversation had failed",
                    "VersionRollbackTest#whatAFailedProbeDoesIsPolicy"),
            defect(
                    "004.3",
                    "read the first page of versions and sessions only",
                    "VersionRollbackTest#theVersionIsFoundOnAnyPage",
                    "VersionRollbackTest#openSessionsOfTheEnvironmentBlockOnWhateverPageTheyAre"),
            defect(
                    "004.4",
                    "counted the sessions of all environments, once, and could not wait for their end",
                    "VersionRollbackTest#sessionsElsewhereDoNotMatter",
                    "VersionRollbackTest#sessionsAreWaitedFor",
                    "VersionRollbackTest#sessionsAreNotWaitedForForEver",
                    "VersionRollbackTest#aSessionThatBeginsAfterTheReadIsRefusedByThePlatformAndReported"),
            defect(
                    "004.5",
                    "neither checked its fallback nor followed it",
                    "VersionRollbackTest#theFallbackIsValidatedBeforeAnythingIsChanged",
                    "VersionRollbackTest#aFailedJobLeadsToTheFallbackInTheSameEnvironmentFollowedToItsEnd",
                    "VersionRollbackTest#aFallbackThatFailsTooIsReportedBesideTheFirstFailure"),
            defect(
                    "004.6",
                    "sent its fallback to PRODUCTION wherever the rollback had gone",
                    "VersionRollbackTest#theFallbackGoesWhereTheRollbackWent"),
            defect(
                    "004.7",
                    "fired its fallback up to thirty times and let its refusal hide the first failure",
                    "VersionRollbackTest#aThrottledFallbackIsSentOnce",
                    "VersionRollbackTest#aRefusedFallbackDoesNotHideTheFirstFailure"),
            defect(
                    "004.8",
                    "left a stuck job alone, polled a cancelled one to the end and gave up at a 5xx",
                    "VersionRollbackTest#aStuckJobIsCancelledAfterItsTime",
                    "VersionRollbackTest#aJobThatOthersCancelIsAnEnd",
                    "VersionRollbackTest#aPollThatFailsIsNoEnd"),
            defect(
                    "004.9",
                    "did nothing after a failed verification",
                    "VersionRollbackTest#whatAFailedProbeDoesIsPolicy"),
            defect(
                    "004.10",
                    "read no entities, compared with no baseline, limited no latency and asked at once",
                    "ConversationProbeTest#onlyAnAnswerThatSaysWhatItIsJudgedByIsAPass",
                    "ConversationProbeTest#aBaselineIsRecordedKeptAndComparedWith",
                    "ConversationProbeTest#aSlowAnswerIsNoGoodAnswer",
                    "ConversationProbeTest#itWaitsForAVersionThatHasJustGoneLive"),
            defect(
                    "004.11",
                    "knew 429 in polls only, and let it use up its attempts",
                    "VersionRollbackTest#aPollThatFailsIsNoEnd",
                    "VersionRollbackTest#aThrottledFallbackIsSentOnce"),
            defect(
                    "004.12",
                    "took every 409 for missing dependencies",
                    "VersionRollbackTest#missingDependenciesAreReportedAsSuch",
                    "VersionRollbackTest#aSessionThatBeginsAfterTheReadIsRefusedByThePlatformAndReported"),
            defect(
                    "004.13",
                    "notified its webhook once, unsigned, and did not look at the answer",
                    "RecordsTest#aWebhookThatIsDownIsInTheReportAndChangesNothingElse",
                    "VersionRollbackTest#theWebhookGetsAFailureBeforeTheProbeWithoutMadeUpValues"),
            defect(
                    "004.14",
                    "did not look at what was live",
                    "VersionRollbackTest#onlyAPublishedVersionOfTheEnvironmentIsGoneBackTo",
                    "VersionRollbackTest#thePlanSaysWhetherTheVersionIsNewerThanWhatIsLive"),
            defect(
                    "004.15",
                    "broke at a null in an answer",
                    "VersionRollbackTest#aPollThatFailsIsNoEnd",
                    "ConversationProbeTest#onlyAnAnswerThatSaysWhatItIsJudgedByIsAPass"),
            defect(
                    "004.16",
                    "sent two forms of its webhook, one with a clock that has no time",
                    "VersionRollbackTest#theWebhookGetsTheAnswersToTheProbe"),
            defect(
                    "none.1",
                    "had no idempotency keys",
                    "LostAnswerTest#aRequestSentAgainCarriesTheSameIdempotencyKeyAndTheSameBody",
                    "OperationsDocumentTest#whatCountsEachTimeCarriesAKeyAndNothingElseDoes"),
            defect(
                    "none.2",
                    "let several runs work on one environment at once",
                    "CancelTest#aSecondRunOnTheSameTargetIsTurnedAway",
                    "TargetLockTest#aKilledOwnerIsFollowedAtOnce"),
            defect(
                    "none.3",
                    "could not be cancelled",
                    "CancelTest#anInterruptAtEachSingleEventLeavesTheTargetConsistent",
                    "CancelTest#aRunningJobIsCancelledOnThePlatformAndNothingIsRolledBack"),
            defect(
                    "none.4",
                    "had no dry run",
                    "BotDeploymentTest#checkingAPlanJudgesTheGatesAndLeavesNoTrace",
                    "DeployCommandTest#a_plan_changes_nothing",
                    "GateCommandTest#only_reads"),
            defect(
                    "none.5",
                    "forgot everything in a crash",
                    "ResumeTest#aRunWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd",
                    "KillNineTest#aHundredKillsLoseNoRecordAndDoNothingTwice"),
            defect(
                    "none.6",
                    "left everything as it was at a signal",
                    "DeployCommandTest#a_signal_undoes_what_was_changed_and_tells_it"),
            defect(
                    "none.7",
                    "had no limit for the time of all together",
                    "DeadlineTest#aDeadlineAtEachSingleEventLeavesTheTargetConsistent",
                    "PolicyTest#attemptsHaveALimitAndTheTotalCutsTheLastOne"),
            defect(
                    "none.8",
                    "went on asking a platform that was down",
                    "ResilienceTest#opensAfterSoManyFailuresAndNamesWhenItTriesAgain"),
            defect("none.9", "waited equally long everywhere", "PolicyTest#waitsGrowAndAreLengthenedByUpToHalf"),
            defect(
                    "none.10",
                    "asked as fast as they could",
                    "RateBudgetTest#noWindowOfAMinuteHasMoreThanBurstAndRate",
                    "RateBudgetTest#manyThreadsShareOneBudget"),
            defect(
                    "none.11",
                    "did not check what they read page by page",
                    "PagedTest#aListThatContradictsItselfIsNeverTakenForWhole"),
            defect(
                    "none.12",
                    "knew errors by their texts alone",
                    "PolicyTest#typesFollowTheStatus",
                    "PolicyTest#refusalsAreReadInEveryDialect",
                    "PolicyTest#whateverATransportThrowsIsOfTheFamily"),
            defect("none.13", "did not reckon with values that are new", "JsonTest#statesAreOpenAndCaseDoesNotMatter"),
            defect(
                    "none.14",
                    "gave what they wrote no version of its form",
                    "ManifestTest#whatIsNoManifestAsItWasWrittenIsRefused",
                    "ChainedLogTest#tamperingIsRefused"),
            defect(
                    "none.15",
                    "did not notice what others changed meanwhile",
                    "GatesTest#whatWasDeployedBetweenPlanAndRunMakesThePlanStale",
                    "FlowBundleTest#aFlowThatChangesInTheSourceDuringTheRunIsNotSent",
                    "UndoTest#whatCameLaterIsNotTakenBack"),
            defect(
                    "none.16",
                    "measured time by a clock that can be set",
                    "TokensTest#aThousandCallersFetchOneTokenPerExpiry"),
            defect("none.17", "had no settings for TLS", "WireTest#tlsIsAsTheEmbedderSetsAndNoOtherAuthorityIsTrusted"),
            defect("none.18", "had no settings for proxies", "WireTest#requestsGoThroughTheProxyThatTheEmbedderNames"),
            defect("none.19", "kept no id of an exchange that went wrong", "PolicyTest#refusalsAreReadInEveryDialect"),
            defect(
                    "none.20",
                    "had no metrics of their own",
                    "ResilienceTest#metricsCountByTemplateStatusAndOutcome",
                    "ResilienceTest#everyAttemptIsReported"),
            defect(
                    "none.21",
                    "hid no secrets in what they logged",
                    "RecordsTest#secretsGoToThePlatformAndIntoNoRecord",
                    "RedactionTest#secretsInTextAreHidden",
                    "ResilienceTest#noReportOfAnAttemptHasASecretOrAnId"),
            defect("none.22", "sent webhooks unsigned", "RecordsTest#aSignedWebhookCanBeVerifiedByItsReceiver"),
            defect(
                    "none.23",
                    "could not distinguish a genuine callback from a forged one",
                    "WebhookVerifierTest#noMutationIsAccepted",
                    "WebhookVerifierTest#aMessageIsTakenOnceHoweverOftenItComes"),
            defect(
                    "none.24",
                    "sent a webhook once and forgot it",
                    "RecordsTest#aWebhookIsRetriedUnderTheSameIdAndWithoutThePlatformsCredentials",
                    "RecordsTest#whoIsNotReachedIsTriedAgainOnASchedule",
                    "RecordsTest#aFailedDeliveryIsMadeLaterByAnyProcess"),
            defect(
                    "none.25",
                    "kept audit logs that a crash could tear and anybody could edit",
                    "ChainedLogTest#cutAnywhereTheWholeRecordsRemain",
                    "ChainedLogTest#everyFlippedBitIsFound",
                    "RecordsTest#aCutAuditLogShowsAgainstAHashThatWasKept"),
            defect(
                    "none.26",
                    "did not record who was behind a run",
                    "RecordsTest#theAuditLogHasARunFromBeginningToEndAndItsChainHolds"),
            defect(
                    "none.27",
                    "did not record who approved it",
                    "ApprovalTest#waitsForTheDecisionAndNamesWhoMadeIt",
                    "ApprovalTest#anApprovalOfAnotherPlanIsNone"),
            defect(
                    "none.28",
                    "did not look before they began whether they were allowed to",
                    "GatesTest#aScopeThatIsNotGrantedIsReportedBeforeThePlatformIsAskedForAnything",
                    "TokensTest#missingScopesAreNamed"),
            defect(
                    "none.29",
                    "were not tested",
                    "FaultMatrixTest#everyKindWithEveryFault",
                    "WireMatrixTest#everyChangingCallOnEveryFault"));

    private static ScriptDefect defect(String number, String whatTheScriptsDid, String... shownBy) {
        return new ScriptDefect(number, whatTheScriptsDid, List.of(shownBy));
    }

    static Stream<Arguments> shown() {
        return DEFECTS.stream()
                .flatMap(defect -> defect.shownBy().stream()
                        .map(test -> Arguments.of(defect.number(), defect.whatTheScriptsDid(), test)));
    }

    @ParameterizedTest(name = "{0}: the scripts {1}; {2}")
    @MethodSource("shown")
    void theContraryIsShownByATestThatExists(String number, String whatTheScriptsDid, String test) throws IOException {
        String[] parts = test.split("#", -1);
        List<String> tests = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                for (Path file :
                        files.filter(file -> file.endsWith(parts[0] + ".java")).toList()) {
                    tests.addAll(testsIn(file));
                }
            }
        }

        assertThat(tests).as("defect " + number).contains(parts[1]);
    }

    /** From their sources, because the tests of other modules are not on this one's class path. */
    private static List<String> testsIn(Path file) throws IOException {
        List<String> tests = new ArrayList<>();
        boolean isTest = false;
        for (String line : Files.readAllLines(file)) {
            Matcher method = METHOD.matcher(line);
            if (line.isBlank()) {
                isTest = false;
            } else if (line.strip().matches("@(Parameterized)?Test\\b.*")) {
                isTest = true;
            } else if (isTest && method.find()) {
                tests.add(method.group(1));
            }
        }
        return tests;
    }

    @Test
    void noDefectIsLeftOut() {
        Set<String> expected = IntStream.rangeClosed(2, 18)
                .mapToObj(number -> "000." + number)
                .collect(Collectors.toCollection(TreeSet::new));
        IntStream.rangeClosed(1, 16).mapToObj(number -> "003." + number).forEach(expected::add);
        IntStream.rangeClosed(1, 17).mapToObj(number -> "001." + number).forEach(expected::add);
        expected.addAll(List.of("all.1", "all.2"));
        IntStream.rangeClosed(4, 19).filter(number -> number != 18).forEach(number -> expected.add("002." + number));
        IntStream.rangeClosed(2, 16).forEach(number -> expected.add("004." + number));
        IntStream.rangeClosed(1, 29).forEach(number -> expected.add("none." + number));

        assertThat(DEFECTS).extracting(ScriptDefect::number).containsExactlyInAnyOrderElementsOf(expected);
    }
}
