package io.cognigydeploy.core.spi;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.json.Redaction;
import io.cognigydeploy.core.record.ReportForms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A kind of deployment. It reads the state of the target, and lists the changes from there to the deployment. All else
 * (journal, gates, lost answers, rollback, records) is the runner's and the same for all kinds.
 *
 * @param <D> the type of its deployments
 * @param <S> the type of the target's state, a record that the journal stores as JSON; a secret in it must be replaced by
 *     its hash
 */
public interface Kind<D extends Deployment, S> extends ReportForms {

    /** Returns the name in records, such as {@code bot-version}. A pipeline resumes the runs of its own kind only. */
    String name();

    /** Returns the system that the deployments change. */
    Platform platform();

    /** Returns the type that a deployment is read as from a journal. Default: the one that the kind is declared with. */
    @SuppressWarnings("unchecked")
    default Class<D> deploymentType() {
        return (Class<D>) declared(0);
    }

    /** Returns the type that the target's state is read as from a journal. Default: the one that the kind is declared with. */
    @SuppressWarnings("unchecked")
    default Class<S> stateType() {
        return (Class<S>) declared(1);
    }

    private Class<?> declared(int parameter) {
        return Json.MAPPER
                .constructType(getClass())
                .findTypeParameters(Kind.class)[parameter]
                .getRawClass();
    }

    /** Returns the state of the target, by reads alone. The state also has what cannot be read. */
    S observe(D deployment);

    /**
     * Returns the state of the target, read again before the first change. The run ends if it differs from the earlier
     * one. Default: as {@link #observe} returns it. To save requests, a kind may take over what the gates' time cannot
     * make wrong.
     *
     * @param before the state that the plan was made from
     */
    default S observeAgain(D deployment, S before) {
        return observe(deployment);
    }

    /** Returns the state of the target for people, a line for each fact. Default: the members of its JSON. */
    default List<Evidence> describe(S state) {
        return Redaction.redacted(Json.tree(state)).properties().stream()
                .map(member -> Evidence.of(
                        member.getKey(),
                        member.getValue().isTextual() ? member.getValue().textValue() : member.getValue()))
                .toList();
    }

    /**
     * Returns the changes from the state of the target to the deployment. Pure: the same input gives the same changes.
     */
    List<Change> changes(D deployment, S state);

    /**
     * Returns the changes of a run, with what names the things that they make after it. They have the same ids as {@link
     * #changes}, and are the same whenever the run is resumed or undone. Default: {@link #changes}.
     *
     * @param runId the id of the run, which is unique
     */
    default List<Change> changesOf(String runId, D deployment, S state) {
        return changes(deployment, state);
    }

    /**
     * Returns the place that one run at a time works on, where the state identifies it better than the deployment. Default:
     * {@link Deployment#target()}.
     */
    default String target(D deployment, S state) {
        return deployment.target();
    }

    /** Returns the gates that this kind always has. Default: none. */
    default List<Check<Plan>> gates(D deployment, S state) {
        return List.of();
    }

    /**
     * Returns the least time that a run takes by the rate limit of the platform. Default: empty, which is for kinds whose
     * few requests need no time worth stating.
     */
    default Optional<Duration> leastTime(D deployment, S state) {
        return Optional.empty();
    }

    /** Adds this kind's members to the manifest, which is written before the first change. Default: none. */
    default void addTo(ManifestBuilder manifest, D deployment, S state) {}
}
