package io.cognigydeploy.examples.ownmetric;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.core.metric.CsvSource;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.metric.PrometheusSource;
import java.nio.file.Path;
import java.time.Duration;

/** The sources that the library has. */
public final class ReadySources {

    private ReadySources() {}

    /** Returns a source over Prometheus, for a canary v2 beside a stable version v1. */
    public static MetricSource prometheus(Platform platform, String url, Secret token) {
        return PrometheusSource.at(platform, url)
                .bearer(token)
                .arms("v2", "v1")
                .counts(
                        NamedMetric.CONTAINMENT.name(),
                        "sum(increase(bot_contained_total{version=\"$arm\"}[$range]))",
                        "sum(increase(bot_conversations_total{version=\"$arm\"}[$range]))")
                .means(
                        "turns",
                        "sum(increase(bot_turns_sum{version=\"$arm\"}[$range]))"
                                + " / sum(increase(bot_turns_count{version=\"$arm\"}[$range]))",
                        "sum(increase(bot_turns_count{version=\"$arm\"}[$range]))")
                .newest("max(timestamp(bot_conversations_total{version=\"$arm\"}))")
                .scrapedEvery(Duration.ofSeconds(15))
                .build();
    }

    /** Returns a source over a file that another process appends to. */
    public static MetricSource file(Path figures) {
        return CsvSource.of(figures);
    }
}
