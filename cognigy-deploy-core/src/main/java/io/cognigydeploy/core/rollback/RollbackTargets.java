package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.Rollbacker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gate on the target version and the fallback: both must be published for the environment. It judges the state in the
 * plan and reads nothing.
 */
record RollbackTargets(VersionRollback deployment, Rollbacker rollbacker) implements Check<Plan> {

    @Override
    public String name() {
        return "version to go back to";
    }

    @Override
    public Verdict judge(Plan plan) {
        VersionRollbackState state;
        try {
            state = Json.MAPPER.treeToValue(plan.state(), VersionRollbackState.class);
        } catch (JsonProcessingException e) {
            return Verdict.inconclusive("the plan's state cannot be read: " + e.getOriginalMessage());
        }
        return judge(state);
    }

    Verdict judge(VersionRollbackState state) {
        if (state.versions().isEmpty()) {
            return Verdict.inconclusive(
                    state.unread().isEmpty()
                            ? "the list of versions could not be read"
                            : String.join("; ", state.unread()));
        }
        List<Evidence> evidence = new ArrayList<>();
        List<String> against = new ArrayList<>();
        List<String> open = new ArrayList<>(state.unread());
        state.otherPlace().ifPresent(name -> against.add(state.place()));
        look(state, "version", deployment.versionId(), evidence, against, open);
        rollbacker.unfit(deployment.versionId()).ifPresent(against::add);
        rollbacker.fallbackVersion().ifPresent(version -> look(state, "fallback", version, evidence, against, open));
        String compared = state.comparedWithLive(deployment.versionId());
        evidence.add(Evidence.of("compared with the live version", compared));
        if (state.liveVersion().filter(deployment.versionId()::equals).isPresent()) {
            against.add("version " + deployment.versionId() + " " + compared);
        }
        if (!against.isEmpty()) {
            against.addAll(open);
            return new Verdict.Fail(String.join("; ", against), evidence);
        }
        // Where the id is not used, the confirmation states the reason.
        boolean placed = state.environmentId().isEmpty() || state.place().isEmpty();
        return open.isEmpty()
                ? new Verdict.Pass(
                        "published for " + deployment.environment(),
                        evidence,
                        placed ? List.of() : List.of(state.place()))
                : new Verdict.Inconclusive(String.join("; ", open), evidence);
    }

    private void look(
            VersionRollbackState state,
            String what,
            String id,
            List<Evidence> evidence,
            List<String> against,
            List<String> open) {
        Optional<VersionRollbackState.Listed> listed = state.listed(id);
        String named = what + " " + id;
        if (listed.isEmpty()) {
            against.add("there is no " + named + " of bot " + deployment.botId());
            return;
        }
        List<String> states = listed.get().states();
        List<String> environments = listed.get().environments();
        evidence.add(Evidence.of(named, String.join("/", states) + " of " + String.join(", ", environments)));
        if (states.isEmpty()) {
            open.add(listed.get().whyAbsent("status", "the platform does not say whether " + named + " is published"));
        } else if (!states.equals(List.of(VersionStatus.PUBLISHED.text()))) {
            against.add(named + " is " + String.join("/", states));
        }
        if (environments.isEmpty()) {
            open.add(listed.get()
                    .whyAbsent("environment", "the platform does not say which environment " + named + " is of"));
        } else if (!environments.contains(deployment.environment())
                && state.environmentId().filter(environments::contains).isEmpty()) {
            against.add(named + " is of " + String.join(", ", environments) + ", not of " + deployment.environment());
        }
    }
}
