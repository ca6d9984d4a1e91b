package io.cognigydeploy.client.api;

import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;
import java.time.Instant;

/** Metrics of conversations. */
public interface MetricsApi {

    /**
     * Returns the metrics of a bot's canary, from the window's length ago until now. Just after the start of a canary,
     * most of the window lies before that start.
     */
    @Endpoint(effect = Effect.NONE, scope = "metrics:read")
    @RequestLine(
            value = "GET /api/v1/metrics/conversations?botId={botId}&window={window}&metricType=canary",
            decodeSlash = false)
    ConversationMetrics conversations(@Param("botId") String botId, @Param("window") MetricWindow window);

    /**
     * Returns the metrics of one canary between two moments. Beyond the documented API: a platform that lacks this
     * request refuses, or answers as to {@link #conversations}. Only an answer with these very moments is an answer to
     * this request.
     *
     * @param window the documented parameter, which requests about the same
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

    /** Returns metrics as {@link #ofCanary} does, of the version that is live beside the canary. */
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
