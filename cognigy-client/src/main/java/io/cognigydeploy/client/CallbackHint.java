package io.cognigydeploy.client;

import java.time.Instant;
import java.util.Optional;

/**
 * What a genuine callback is good for: a reason to look now. Whatever status its body claims is not in here, because a
 * callback can be late, repeated or out of order; read the operation again, with {@link Operations} or the resource
 * that it belongs to.
 *
 * @param id of the message: the sender's where it is signed, a digest of the body otherwise
 * @param receivedAt by our own clock
 * @param operationId which operation to read again, if the body names one: {@code jobId}, {@code job_id}, {@code
 *     deploymentId} or {@code deployment_id}
 */
public record CallbackHint(String id, Instant receivedAt, Optional<String> operationId) {}
