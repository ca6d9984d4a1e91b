package io.cognigydeploy.examples.ownkind;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Releases of settings: one request replaces them all, and the same request with the earlier ones reverts that. */
public record SettingsKind(Platform platform, SettingsApi api) implements Kind<SettingsRelease, SettingsKind.Settings> {

    /** The settings of a service before a release. */
    public record Settings(Map<String, String> values) {}

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public Class<SettingsRelease> deploymentType() {
        return SettingsRelease.class;
    }

    @Override
    public Class<Settings> stateType() {
        return Settings.class;
    }

    @Override
    public Settings observe(SettingsRelease release) {
        return new Settings(api.read(release.service()));
    }

    @Override
    public List<Change> changes(SettingsRelease release, Settings before) {
        return List.of(new Replacement(api, release.service(), before.values(), release.settings()));
    }

    private record Replacement(SettingsApi api, String service, Map<String, String> from, Map<String, String> to)
            implements Change, Mutation {

        @Override
        public String id() {
            return "settings";
        }

        @Override
        public Mutation apply() {
            return this;
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of(new Replacement(api, service, to, from));
        }

        @Override
        public String description() {
            return "replace the settings of " + service + " by " + to;
        }

        @Override
        public String send(String idempotencyKey) {
            api.replace(service, to, idempotencyKey);
            return idempotencyKey;
        }

        @Override
        public Search search(Optional<List<String>> known) {
            Map<String, String> now = api.read(service);
            if (now.equals(to)) {
                return new Search.Found(service);
            }
            return now.equals(from) ? new Search.Absent() : new Search.Unclear("the settings are others: " + now);
        }

        @Override
        public Verdict confirm(Job end) {
            Map<String, String> now = api.read(service);
            return now.equals(to) ? Verdict.pass("as sent") : Verdict.fail("the settings are others: " + now);
        }
    }
}
