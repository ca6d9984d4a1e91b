package io.cognigydeploy.spring;

import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.lang.Nullable;

/** The actuator endpoint of the runs in the store. It only reads, unless its access is unrestricted. */
@WebEndpoint(id = "cognigyruns", defaultAccess = Access.READ_ONLY)
final class RunsEndpoint {

    private static final Logger log = LoggerFactory.getLogger(RunsEndpoint.class);

    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private final CognigyRuns runs;

    RunsEndpoint(CognigyRuns runs) {
        this.runs = runs;
    }

    /** The actions on a run. */
    enum Action {
        APPROVE,
        REJECT,
        RESUME,
        CANCEL
    }

    @ReadOperation
    Map<String, Object> list() {
        return Map.of(
                "runs", runs.newest().stream().map(RunsEndpoint::described).toList());
    }

    @ReadOperation
    WebEndpointResponse<Map<String, Object>> one(@Selector String runId) {
        try {
            Map<String, Object> run = described(runs.run(runId));
            runs.request(runId)
                    .ifPresent(request -> run.put(
                            "approval",
                            Map.of(
                                    "changes", request.changes(),
                                    "fingerprint", request.fingerprint(),
                                    "asked", request.asked().toString(),
                                    "expires", request.expires().toString())));
            run.put(
                    "events",
                    runs.events(runId).stream()
                            .map(event -> Map.of("at", event.at().toString(), "event", event.describe()))
                            .toList());
            return new WebEndpointResponse<>(run);
        } catch (ResumeRefusedException e) {
            return refused(WebEndpointResponse.STATUS_NOT_FOUND, e);
        }
    }

    /**
     * Performs an action on a run.
     *
     * @param by the person or system that decides; the caller of the endpoint by default
     * @param reason the reason in words
     */
    @WriteOperation
    WebEndpointResponse<Map<String, Object>> act(
            @Selector String runId, @Selector Action action, @Nullable String by, @Nullable String reason) {
        try {
            runs.run(runId);
        } catch (ResumeRefusedException e) {
            return refused(WebEndpointResponse.STATUS_NOT_FOUND, e);
        }
        String person = by == null || by.isBlank() ? "actuator" : by;
        String why = reason == null ? "" : reason;
        log.info("{} of run {} by {} {}", action, runId, person, why);
        try {
            switch (action) {
                case APPROVE -> runs.approve(runId, person, why);
                case REJECT -> runs.reject(runId, person, why);
                case RESUME -> resume(runId);
                case CANCEL -> cancel(runId);
            }
        } catch (ApprovalRefusedException | ResumeRefusedException e) {
            return refused(CONFLICT, e);
        }
        return new WebEndpointResponse<>(Map.of("runId", runId, "accepted", name(action)), ACCEPTED);
    }

    private void resume(String runId) {
        var unused = runs.resume(runId).whenComplete((report, failure) -> {
            if (failure != null) {
                log.warn("Run {} is not resumed", runId, failure);
            }
        });
    }

    private void cancel(String runId) {
        if (!runs.cancel(runId)) {
            throw new ResumeRefusedException("Run " + runId + " is not carried out by this instance.");
        }
    }

    private static WebEndpointResponse<Map<String, Object>> refused(int status, RuntimeException e) {
        return new WebEndpointResponse<>(Map.of("error", String.valueOf(e.getMessage())), status);
    }

    private static Map<String, Object> described(RunSummary run) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("runId", run.runId());
        described.put("kind", run.kind());
        described.put("target", run.target());
        described.put("begun", run.begun().toString());
        described.put("status", name(run.status()));
        run.outcome().ifPresent(outcome -> {
            described.put("outcome", outcome.getClass().getSimpleName());
            described.put("because", outcome.because());
        });
        run.deployment().ifPresent(deployment -> described.put("deployment", deployment));
        run.actor().ifPresent(actor -> described.put("actor", actor));
        run.platform().ifPresent(platform -> described.put("platform", platform));
        run.problem().ifPresent(problem -> described.put("problem", problem));
        described.put("undelivered", List.copyOf(run.undelivered()));
        return described;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
