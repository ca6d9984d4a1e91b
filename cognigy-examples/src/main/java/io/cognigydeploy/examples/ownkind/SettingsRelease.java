package io.cognigydeploy.examples.ownkind;

import io.cognigydeploy.core.Deployment;
import java.util.Map;

/** A release of the settings of a service. */
public record SettingsRelease(String service, Map<String, String> settings) implements Deployment {

    @Override
    public String target() {
        return service;
    }

    @Override
    public String describe() {
        return settings.size() + " settings of " + service;
    }
}
