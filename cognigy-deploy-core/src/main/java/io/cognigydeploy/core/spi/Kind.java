package io.cognigydeploy.core.spi;

import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.record.ReportForms;
import java.util.List;

/**
 * A kind of deployment: how to see where the target stands, and which changes lead from there to what is wished.
 * Everything else (journal, gates, lost answers, rollback, records) is the runner's and the same for all kinds.
 *
 * @param <D> the wish
 * @param <S> how the target stood; goes into the journal as JSON and comes back from it
 */
public interface Kind<D extends Deployment, S> extends ReportForms {

    String name();

    Class<D> deploymentType();

    Class<S> stateType();

    /** How the target stands, by reads alone. What cannot be read is part of the answer. */
    S observe(D deployment);

    List<Evidence> describe(S state);

    /** From where the target stood to what is wished. Pure: the same input gives the same changes. */
    List<Change> changes(D deployment, S state);

    /** The gates that this kind always has. */
    List<Check<Plan>> gates(D deployment);

    /** What the manifest tells beyond what it tells of every run; it is written before the first change. */
    default void addTo(ManifestBuilder manifest, D deployment, S state) {}
}
