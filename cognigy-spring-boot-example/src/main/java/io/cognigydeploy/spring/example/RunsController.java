package io.cognigydeploy.spring.example;

import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Run;
import io.cognigydeploy.core.runs.ApprovalRefusedException;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.spring.CognigyRuns;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The requests of the page. They only accept JSON, which a page of another site cannot send. */
@RestController
@RequestMapping("/api/runs")
class RunsController {

    private static final Logger log = LoggerFactory.getLogger(RunsController.class);

    private final CognigyRuns runs;
    private final DeploymentPipeline<BotDeployment> bots;
    private final Progress progress;

    RunsController(CognigyRuns runs, DeploymentPipeline<BotDeployment> bots, Progress progress) {
        this.runs = runs;
        this.bots = bots;
        this.progress = progress;
    }

    /** The form of a new release. */
    record Release(String bot, String version, String environment) {}

    /** The decision or request of a person. */
    record Person(String by, String reason) {}

    @GetMapping
    List<RunView> list() {
        return runs.newest().stream().map(this::view).toList();
    }

    @GetMapping("/{runId}")
    RunView one(@PathVariable String runId) {
        return view(runs.run(runId));
    }

    private RunView view(RunSummary run) {
        return RunView.of(run, runs.request(run.runId()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> start(@RequestBody Release release) {
        Run run = runs.start(
                bots, BotDeployment.of(release.bot(), release.version()).to(release.environment()));
        progress.begun(run.id(), run.future());
        return Map.of("runId", run.id());
    }

    /** Sends the events of a run after those that the page has already, also when it connects again. */
    @GetMapping(path = "/{runId}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @PathVariable String runId,
            @RequestParam(defaultValue = "0") int after,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "0") int received) {
        return progress.follow(runId, Math.max(after, received));
    }

    @PostMapping(path = "/{runId}/{action}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    void act(@PathVariable String runId, @PathVariable String action, @RequestBody Person person) {
        log.info("{} of run {} by {}: {}", action, runId, person.by(), person.reason());
        switch (action) {
            case "approve" -> runs.approve(runId, person.by(), person.reason());
            case "reject" -> runs.reject(runId, person.by(), person.reason());
            case "cancel" -> cancel(runId);
            case "undo" -> progress.begun(runId, runs.undo(runId));
            case "resume" -> progress.begun(runId, runs.resume(runId));
            default -> throw new IllegalArgumentException("action must be one of a run, but was " + action);
        }
    }

    private void cancel(String runId) {
        if (!runs.cancel(runId)) {
            throw new ResumeRefusedException("Run " + runId + " is not carried out by this instance. Cancel it there.");
        }
    }

    @ExceptionHandler({ResumeRefusedException.class, ApprovalRefusedException.class})
    @ResponseStatus(HttpStatus.CONFLICT)
    Map<String, String> refused(RuntimeException e) {
        return Map.of("error", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler(IllegalArgumentException.class)
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Map<String, String> invalid(IllegalArgumentException e) {
        return Map.of("error", String.valueOf(e.getMessage()));
    }
}
