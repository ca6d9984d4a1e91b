package io.cognigydeploy.spring;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.RunSummary;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
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
        CANCEL,
        UNDO
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
     * @param caller the caller, which is recorded if it was authenticated
     * @param by the person or system that decides; needed for a decision if the caller was not authenticated
     * @param reason the reason in words
     */
    @WriteOperation
    WebEndpointResponse<Map<String, Object>> act(
            SecurityContext caller,
            @Selector String runId,
            @Selector Action action,
            @Nullable String by,
            @Nullable String reason) {
        try {
            runs.run(runId);
        } catch (ResumeRefusedException e) {
            return refused(WebEndpointResponse.STATUS_NOT_FOUND, e);
        }
        Optional<String> person = person(caller, by);
        boolean decides = action == Action.APPROVE || action == Action.REJECT;
        if (decides && person.isEmpty()) {
            return refused(
                    WebEndpointResponse.STATUS_BAD_REQUEST,
                    new IllegalArgumentException("by must be the person or system that decides, but was not given"));
        }
        String who = person.orElse("");
        String why = reason == null ? "" : reason;
        log.info(
                "{} of run {} was requested by {}: {}",
                action,
                runId,
                Printable.shown(person.orElse("an unknown caller")),
                Printable.shown(why));
        try {
            switch (action) {
                case APPROVE -> runs.approve(runId, who, why);
                case REJECT -> runs.reject(runId, who, why);
                case RESUME -> begun(runId, runs.resume(runId));
                case CANCEL -> cancel(runId);
                case UNDO -> begun(runId, runs.undo(runId));
            }
        } catch (ApprovalRefusedException | ResumeRefusedException e) {
            return refused(CONFLICT, e);
        }
        return new WebEndpointResponse<>(Map.of("runId", runId, "accepted", name(action)), ACCEPTED);
    }

    /** Returns who acts: the authenticated caller, after the name that it gives; empty if there is neither. */
    private static Optional<String> person(SecurityContext caller, @Nullable String by) {
        Optional<String> given = Optional.ofNullable(by).filter(name -> !name.isBlank());
        Optional<String> known = Optional.ofNullable(caller.getPrincipal()).map(Principal::getName);
        return known.map(name -> given.map(each -> each + " (" + name + ")").orElse(name))
                .or(() -> given);
    }

    private static void begun(String runId, CompletableFuture<Report> work) {
        var unused = work.whenComplete((report, failure) -> {
            if (failure != null) {
                log.warn("Run {} was neither resumed nor undone", runId, failure);
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
