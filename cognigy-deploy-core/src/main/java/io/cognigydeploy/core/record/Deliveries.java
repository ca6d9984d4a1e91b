package io.cognigydeploy.core.record;

import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import java.util.List;

/**
 * The result of {@link DeploymentPipeline#deliverPending}.
 *
 * @param reports the reports of the runs that were served, the oldest first
 * @param left the runs that were not served, the oldest first; a later call tries them again
 */
public record Deliveries(List<Report> reports, List<Left> left) {

    public Deliveries {
        reports = List.copyOf(reports);
        left = List.copyOf(left);
    }

    /**
     * A folder of the journal that was not served.
     *
     * @param runId its name
     * @param cause the reason: {@link TargetBusyException} if another run works on the target, {@link
     *     DamagedRecordException} if journal or lock are not as they were written, {@link ResumeRefusedException} if the
     *     journal holds no plan or is of a later version, {@link java.io.UncheckedIOException} if it cannot be read or
     *     written
     */
    public record Left(String runId, RuntimeException cause) {}
}
