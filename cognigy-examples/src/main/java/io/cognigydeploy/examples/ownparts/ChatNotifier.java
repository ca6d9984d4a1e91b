package io.cognigydeploy.examples.ownparts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Notifier that posts one line about each end of a run to a chat. */
public final class ChatNotifier implements Notifier {

    private final URI hook;

    private ChatNotifier(URI hook) {
        this.hook = hook;
    }

    public static ChatNotifier to(URI hook) {
        return new ChatNotifier(hook);
    }

    @Override
    public String name() {
        return "chat " + hook.getHost();
    }

    @Override
    public void deliver(Report report, Platform platform) {
        String line = report.outcome().getClass().getSimpleName() + ": " + report.description() + ". "
                + report.outcome().because();
        byte[] json = JsonNodeFactory.instance
                .objectNode()
                .put("text", line)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        platform.postOutside(hook, Map.of(), json);
    }
}
