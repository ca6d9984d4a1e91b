package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;
import java.time.Instant;

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

    /**
     * What was measured of one canary from one moment to another. Beyond the documented API: a platform that lacks it
     * answers as to {@link #conversations} or refuses, and only an answer that has these very moments is an answer to this
     * question.
     *
     * @param window the documented parameter, which asks for about the same
     */
    @Endpoint(effect = Effect.NONE, scope = "metrics:read")
    @RequestLine(
            value = "GET /api/v1/metrics/conversations?botId={botId}&window={window}&metricType=canary"
                    + "&deploymentId={deploymentId}&arm=canary&from={from}&to={to}",
            decodeSlash = false)
    ConversationMetrics ofCanary(
            @Param("botId") String botId,
            @Param("window") MetricWindow window,
            @Param("deploymentId") String deploymentId,
            @Param("from") Instant from,
            @Param("to") Instant to);

    /** As {@link #ofCanary}, of what is live beside it. */
    @Endpoint(effect = Effect.NONE, scope = "metrics:read")
    @RequestLine(
            value = "GET /api/v1/metrics/conversations?botId={botId}&window={window}&metricType=canary"
                    + "&arm=stable&from={from}&to={to}",
            decodeSlash = false)
    ConversationMetrics ofStable(
            @Param("botId") String botId,
            @Param("window") MetricWindow window,
            @Param("from") Instant from,
            @Param("to") Instant to);
}
