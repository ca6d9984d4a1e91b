package io.cognigydeploy.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A verified callback: a hint to read the operation now. The status that its body claims is left out, because a
 * callback can be late, repeated or out of order. Read the operation again, with {@link Operations} or the resource
 * that it belongs to.
 *
 * @param id id of the message: the sender's if it is signed, otherwise a digest of the body
 * @param receivedAt time of receipt, by the local clock
 * @param operationId id of the operation to read again, if the body names one: {@code jobId}, {@code job_id}, {@code
 *     deploymentId} or {@code deployment_id}
 */
public record CallbackHint(String id, Instant receivedAt, Optional<String> operationId) {}
