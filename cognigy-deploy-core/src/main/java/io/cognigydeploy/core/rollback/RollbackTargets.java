package io.cognigydeploy.core.rollback;

import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.Rollbacker;
import java.util.List;
import java.util.Optional;

/**
 * A judgement on the target version and the fallback: both must be published for the environment. It reads nothing.
 */
record RollbackTargets(VersionRollback deployment, VersionRollbackState state, Rollbacker rollbacker) {

    Verdict judge() {
        if (state.versions().isEmpty()) {
            return Verdict.inconclusive(
                    state.unread().isEmpty()
                            ? "the list of versions could not be read"
                            : String.join("; ", state.unread()));
        }
        Findings findings = new Findings();
        state.unread().forEach(findings::open);
        state.otherPlace().ifPresent(name -> findings.against(state.place()));
        look("version", deployment.versionId(), findings);
        rollbacker.unfit(deployment.versionId()).ifPresent(findings::against);
        rollbacker.fallbackVersion().ifPresent(version -> look("fallback", version, findings));
        String compared = state.comparedWithLive(deployment.versionId());
        findings.note("compared with the live version", compared);
        if (state.liveVersion().filter(deployment.versionId()::equals).isPresent()) {
            findings.against("version " + deployment.versionId() + " " + compared);
        }
        // Where the id is not used, the confirmation states the reason.
        boolean placed = state.environmentId().isEmpty() || state.place().isEmpty();
        return findings.verdict(
                "published for " + deployment.environment(), placed ? List.of() : List.of(state.place()));
    }

    private void look(String what, String id, Findings findings) {
        Optional<VersionRollbackState.Listed> listed = state.listed(id);
        String named = what + " " + id;
        if (listed.isEmpty()) {
            findings.against("there is no " + named + " of bot " + deployment.botId());
            return;
        }
        List<String> states = listed.get().states();
        List<String> environments = listed.get().environments();
        findings.note(named, String.join("/", states) + " of " + String.join(", ", environments));
        if (states.isEmpty()) {
            findings.open(
                    listed.get().whyAbsent("status", "the platform does not say whether " + named + " is published"));
        } else if (!states.equals(List.of(VersionStatus.PUBLISHED.text()))) {
            findings.against(named + " is " + String.join("/", states));
        }
        if (environments.isEmpty()) {
            findings.open(listed.get()
                    .whyAbsent("environment", "the platform does not say which environment " + named + " is of"));
        } else if (!environments.contains(deployment.environment())
                && state.environmentId().filter(environments::contains).isEmpty()) {
            findings.against(
                    named + " is of " + String.join(", ", environments) + ", not of " + deployment.environment());
        }
    }
}
