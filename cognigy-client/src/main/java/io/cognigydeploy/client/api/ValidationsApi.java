package io.cognigydeploy.client.api;

import feign.RequestLine;
import io.cognigydeploy.client.model.SyntheticTrace;
import io.cognigydeploy.client.model.SyntheticTraceRequest;

/** Trial runs. */
public interface ValidationsApi {

    /** Runs a configuration without users, and changes nothing. */
    @Endpoint(effect = Effect.NONE, scope = "validations:execute")
    @RequestLine(value = "POST /api/v2/validations/synthetic-trace", decodeSlash = false)
    SyntheticTrace syntheticTrace(SyntheticTraceRequest request);
}
