package io.cognigydeploy.examples.ownkind;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Replacement;
import java.util.List;
import java.util.Map;

/** Releases of settings: one request replaces them all, and the same request with the earlier ones reverts that. */
public record SettingsKind(Platform platform, SettingsApi api) implements Kind<SettingsRelease, SettingsKind.Settings> {

    /** The settings of a service before a release. */
    public record Settings(Map<String, String> values) {}

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public Settings observe(SettingsRelease release) {
        return new Settings(api.read(release.service()));
    }

    @Override
    public List<Change> changes(SettingsRelease release, Settings before) {
        return List.of(new Replacement<>(
                "settings of " + release.service(),
                before.values(),
                release.settings(),
                () -> api.read(release.service()),
                (settings, key) -> api.replace(release.service(), settings, key)));
    }
}
