package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;

/** The platform's audit log. It only takes; what was sent twice is in it twice. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface AuditApi {

    @Endpoint(effect = Effect.ONCE, scope = "audit:write")
    @RequestLine(value = "POST /api/v1/audit/logs", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void record(@Param("idempotencyKey") String idempotencyKey, CanaryAuditRecord record);

    @Endpoint(effect = Effect.ONCE, scope = "webhooks:write")
    @RequestLine(value = "POST /api/v2/audit/logs", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void recordConfiguration(@Param("idempotencyKey") String idempotencyKey, ConfigurationAuditRecord record);
}
