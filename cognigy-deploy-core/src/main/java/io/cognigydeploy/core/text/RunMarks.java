package io.cognigydeploy.core.text;

import io.cognigydeploy.client.Printable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The names of a run in the logging context (SLF4J's MDC) of a thread. {@link #close} restores the context as it was, on
 * the same thread.
 */
public final class RunMarks implements AutoCloseable {

    private static final List<String> KEYS = List.of("cognigy.run", "cognigy.kind", "cognigy.target");

    private final @Nullable String[] before = new String[KEYS.size()];

    private RunMarks(String... values) {
        for (int i = 0; i < before.length; i++) {
            before[i] = MDC.get(KEYS.get(i));
            MDC.put(KEYS.get(i), Printable.shown(values[i]));
        }
    }

    /** Marks this thread with the names of a run. */
    public static RunMarks of(String runId, String kind, String target) {
        return new RunMarks(runId, kind, target);
    }

    /** Returns the work of a new thread, with the logging context of the present one. */
    public static Runnable carriedInto(Runnable work) {
        @Nullable Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            if (context != null) {
                MDC.setContextMap(context);
            }
            work.run();
        };
    }

    @Override
    public void close() {
        for (int i = 0; i < before.length; i++) {
            if (before[i] == null) {
                MDC.remove(KEYS.get(i));
            } else {
                MDC.put(KEYS.get(i), before[i]);
            }
        }
    }
}
