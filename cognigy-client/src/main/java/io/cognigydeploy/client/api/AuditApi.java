package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;

/** The platform's audit log. Entries can only be added; an entry that is sent twice is in the log twice. */
public interface AuditApi {

    /** Adds an entry about a canary. */
    @Endpoint(effect = Effect.ONCE, scope = "audit:write")
    @RequestLine(value = "POST /api/v1/audit/logs", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void record(@Param("idempotencyKey") String idempotencyKey, CanaryAuditRecord record);

    /** Adds an entry about the deployment of a configuration. */
    @Endpoint(effect = Effect.ONCE, scope = "webhooks:write")
    @RequestLine(value = "POST /api/v2/audit/logs", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void recordConfiguration(@Param("idempotencyKey") String idempotencyKey, ConfigurationAuditRecord record);
}
