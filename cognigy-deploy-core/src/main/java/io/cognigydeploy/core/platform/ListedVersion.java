package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A judgement on whether a bot version exists and is published. It reads the platform's list of versions, which not
 * every platform offers.
 *
 * @param role the version's part in the deployment, such as {@code fallback version}
 */
public record ListedVersion(CognigyClient cognigy, String botId, String role, String version) {

    public Verdict judge() {
        String named = role + " " + version;
        Reading<List<BotVersion>> reading = Reading.of(
                cognigy,
                () -> cognigy.lists().versions(botId).stream()
                        .filter(row -> row.id().equals(version))
                        .toList());
        if (reading instanceof Reading.Missing<List<BotVersion>> missing) {
            // The documents of these kinds lack the list. The platform itself refuses a version that does not exist.
            return missing.judged("whether " + named + " is published: the list of versions is ");
        }
        List<BotVersion> rows = reading.value().orElseThrow();
        if (rows.isEmpty()) {
            return Verdict.fail("there is no " + named + " of bot " + botId);
        }
        Set<String> states = rows.stream()
                .flatMap(row -> row.status().stream())
                .map(VersionStatus::text)
                .collect(Collectors.toCollection(TreeSet::new));
        if (states.isEmpty()) {
            String absent = "the platform does not say whether " + named + " is published";
            return Verdict.unconfirmed(rows.get(0).whyAbsent("status", absent));
        }
        String words = String.join("/", states);
        return Objects.equals(words, VersionStatus.PUBLISHED.text())
                ? Verdict.pass(named + " is published", Evidence.of(named, words))
                : Verdict.fail(named + " is " + words, Evidence.of(named, words));
    }
}
