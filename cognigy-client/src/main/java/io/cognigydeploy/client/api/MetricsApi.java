package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;

/** What is measured of conversations. */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface MetricsApi {

    /**
     * What was measured of a bot's canary from now back. Just after its start, most of the window lies before it.
     */
    @Endpoint(effect = Effect.NONE, scope = "metrics:read")
    @RequestLine(
            value = "GET /api/v1/metrics/conversations?botId={botId}&window={window}&metricType=canary",
            decodeSlash = false)
    ConversationMetrics conversations(@Param("botId") String botId, @Param("window") MetricWindow window);
}
