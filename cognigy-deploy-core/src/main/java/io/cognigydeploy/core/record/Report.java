package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.journal.RunState;
import io.cognigydeploy.core.journal.RunState.MutationState;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.runs.LeaseLostException;
import io.cognigydeploy.core.runs.RunLog;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of a run: its end, every check, every request that changes something, every delivery. It is made from the
 * journal alone, so it is the same after a crash. Immutable and safe for use by many threads.
 */
public final class Report {

    /** The version of the schema of reports, plans and results as JSON: {@code docs/schemas/output-1.schema.json}. */
    public static final int SCHEMA_VERSION = Json.SCHEMA_VERSION;

    private static final Logger log = LoggerFactory.getLogger(Report.class);

    private static final String DECISION = "decision.json";
    private static final String LIBRARY = "io.cognigydeploy.core.";
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w./:@%+=-]+");

    private final Event.RunStarted started;
    private final ObjectNode deployment;
    private final JsonNode state;
    private final Event.RunFinished finished;
    private final List<CheckResult> gates;
    private final List<CheckResult> verifications;
    private final List<MutationReport> mutations;
    private final List<Delivery> deliveries;
    private final Optional<Event.ManifestWritten> manifest;
    private final Optional<DecisionRecord> canary;
    private final Map<String, DecisionRecord> strata;
    private final List<Event> events;
    private final String place;
    private final Optional<Path> folder;
    private final ReportForms forms;

    /**
     * The course of one request that changes something.
     *
     * @param name the change and its direction, such as {@code bot-version/apply}
     * @param requests the number of times it was sent, or may have been
     * @param operationId the platform's id of the operation
     * @param adopted whether the operation was found on the platform after the answer was lost
     * @param states the states that were seen, in order
     * @param end the state that it ended in
     * @param confirmation the result of reading the target back
     * @param refusal the reason why it certainly had no effect
     * @param took the time from the first request to the last event about it, reading back included
     */
    public record MutationReport(
            String name,
            String description,
            int requests,
            Optional<String> operationId,
            boolean adopted,
            List<String> states,
            Optional<String> end,
            Optional<String> message,
            Optional<Verdict> confirmation,
            Optional<String> refusal,
            Duration took) {

        /** Returns whether the change is in place, as far as it was read back. */
        Verdict verdict() {
            return refusal.map(Verdict::fail)
                    .or(() -> confirmation)
                    .orElseGet(() -> Verdict.inconclusive("ended as " + end.orElse("unknown")
                            + message.map(more -> ": " + more).orElse("")));
        }
    }

    /**
     * The delivery of the run's records to an audit log or a notifier.
     *
     * @param failure the reason why it failed; absent if it succeeded
     */
    public record Delivery(String receiver, Optional<String> failure) {}

    private Report(RunState state, Event.RunFinished finished, Journal journal, ReportForms forms) {
        this.started = state.started().orElseThrow();
        this.deployment = journal.planned().deployment();
        this.state = journal.planned().state();
        this.finished = finished;
        this.gates = state.checks(Event.Phase.GATE);
        this.verifications = state.checks(Event.Phase.VERIFICATION);
        this.mutations = state.mutations().entrySet().stream()
                .map(entry -> mutation(entry.getKey(), entry.getValue()))
                .toList();
        this.deliveries = deliveries(state);
        this.manifest = state.manifest();
        this.canary = state.canary();
        this.strata = Collections.unmodifiableMap(state.strata());
        this.events = List.copyOf(state.events());
        this.place = journal.place();
        this.folder = journal.folder();
        this.forms = forms;
    }

    /**
     * Returns the report of a run that has ended.
     *
     * @param forms the forms of the run's kind
     */
    public static Report of(RunState state, Journal journal, ReportForms forms) {
        return new Report(state, state.finished().orElseThrow(), journal, forms);
    }

    private static MutationReport mutation(String name, MutationState state) {
        return new MutationReport(
                name,
                state.intents().get(0).description(),
                state.intents().size(),
                state.accepted().map(Event.MutationAccepted::operationId),
                state.accepted().map(Event.MutationAccepted::adopted).orElse(false),
                List.copyOf(state.states()),
                state.ended().map(Event.MutationEnded::state),
                state.ended().map(Event.MutationEnded::message).filter(text -> !text.isEmpty()),
                state.confirmation(),
                state.refusal(),
                state.took());
    }

    private static List<Delivery> deliveries(RunState state) {
        List<Delivery> all = new ArrayList<>();
        for (Event event : state.events()) {
            if (event instanceof Event.RecordDelivered e) {
                all.removeIf(earlier -> earlier.receiver().equals(e.receiver()));
                all.add(new Delivery(e.receiver(), Optional.empty()));
            } else if (event instanceof Event.RecordLost e) {
                all.removeIf(earlier -> earlier.receiver().equals(e.receiver()));
                all.add(new Delivery(e.receiver(), Optional.of(e.reason())));
            }
        }
        return List.copyOf(all);
    }

    /** Returns the id under which the run can be resumed. */
    public String runId() {
        return started.runId();
    }

    /** Returns the end of the run. */
    public Outcome outcome() {
        return finished.outcome();
    }

    /** Returns the subjects of the gates that were known before they were judged. */
    public List<Evidence> stated() {
        return started.stated();
    }

    /** Returns the person or system behind the run. */
    public String actor() {
        return started.actor();
    }

    /** Returns the deployment in one line; the report's JSON has it under the name {@code wish}. */
    public String description() {
        return started.description();
    }

    /**
     * Returns the URL of the platform that the run worked on, with {@code FAKE} before the URL of a fake. Absent if the
     * run was begun by an earlier version, which did not record it.
     */
    public Optional<String> platform() {
        return finished.platform().or(started::platform);
    }

    /** Returns when the run began. */
    public Instant begun() {
        return started.at();
    }

    /** Returns the time from the beginning of the run to its end. */
    public Duration took() {
        return Duration.between(started.at(), finished.at());
    }

    /** Returns the state of the target before the run. */
    public List<Evidence> before() {
        return started.before();
    }

    /** Returns every gate, in the order judged. */
    public List<CheckResult> gates() {
        return gates;
    }

    /** Returns every verification, in the order judged. */
    public List<CheckResult> verifications() {
        return verifications;
    }

    /** Returns every request that changes something, in the order intended. */
    public List<MutationReport> mutations() {
        return mutations;
    }

    /** Returns the decision about a canary with everything that it follows from; absent if none was observed. */
    public Optional<DecisionRecord> canary() {
        return canary;
    }

    /**
     * Returns the decisions about what was watched at several places, such as endpoints, each by itself. They are by the name
     * of the place, in the order of their beginning; empty if nothing was watched so.
     */
    public Map<String, DecisionRecord> strata() {
        return strata;
    }

    /** Returns the deliveries to audit logs and notifiers, failed ones included. */
    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** Returns every event, in order. */
    public List<Event> events() {
        return events;
    }

    /** Returns the cuts of the journal that were found; empty unless there was a crash, or the files were changed. */
    public List<Event.JournalCut> journalCuts() {
        return events.stream()
                .filter(Event.JournalCut.class::isInstance)
                .map(Event.JournalCut.class::cast)
                .toList();
    }

    /** Returns the place of the journal, the manifest and this report, for people. */
    public String place() {
        return place;
    }

    /** Returns the place of one document of the run, for people. */
    String placeOf(String document) {
        return folder.map(path -> path.resolve(document).toString()).orElse(document + " of " + place);
    }

    /** Returns the folder with the journal, the manifest and this report; empty if they are not in files. */
    public Optional<Path> folder() {
        return folder;
    }

    /** Returns the file of the manifest; absent if the run ended before there was one, or is not in files. */
    public Optional<Path> manifestFile() {
        return manifest.flatMap(written -> folder.map(path -> path.resolve(written.file())));
    }

    /** Returns the SHA-256 of the manifest in hex; absent if the run ended before there was one. */
    public Optional<String> manifestSha256() {
        return manifest.map(Event.ManifestWritten::sha256);
    }

    /**
     * Returns this report, if the run succeeded.
     *
     * @throws DeploymentFailedException if it did not
     */
    public Report orThrow() {
        if (!outcome().isSuccess()) {
            throw new DeploymentFailedException(this);
        }
        return this;
    }

    /** Returns the id of this end of the run. A run that ended as unknown and was resumed has ended more than once. */
    String endId() {
        long ends = events.stream().filter(Event.RunFinished.class::isInstance).count();
        return ends == 1 ? runId() : runId() + "-" + ends;
    }

    /** Returns whether a run of this kind can be undone. */
    boolean isReversible() {
        return forms.isReversible();
    }

    /**
     * Returns the ways to resume or undo this run: a command and a call. The command line has the kinds of this library only,
     * so for others there is no command.
     */
    List<String> waysTo(String verb) {
        List<String> ways = new ArrayList<>();
        if (forms.getClass().getName().startsWith(LIBRARY)) {
            ways.add("cognigy-deploy " + verb + " " + runId()
                    + folder.flatMap(path -> Optional.ofNullable(path.getParent()))
                            .map(records -> " --journal " + quoted(records.toString()))
                            .orElse(""));
        }
        ways.add("pipeline." + verb + "(\"" + runId() + "\")");
        return List.copyOf(ways);
    }

    /** Returns a word of a shell's command line. */
    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns whether the platform was a fake, which may have ended with its process. */
    boolean isOnFake() {
        return platform().filter(name -> name.startsWith(Platform.FAKE)).isPresent();
    }

    /** Returns the name of the kind of deployment. */
    String kind() {
        return started.kind();
    }

    /** Returns the place that was to be changed. */
    String target() {
        return started.target();
    }

    /** Returns the body of a webhook about the end of the run. */
    public ObjectNode payload() {
        return forms.payload(this);
    }

    /** Returns the lines for the platform's audit log; empty if the form of a job is to be used. */
    List<CanaryAuditRecord> auditActions() {
        return forms.auditActions(this);
    }

    /** Returns the category of the job in the platform's audit log. */
    String auditCategory() {
        return forms.auditCategory(this);
    }

    /** Returns the id of the operation of the first change. */
    public Optional<String> operationId() {
        return mutations.stream().findFirst().flatMap(MutationReport::operationId);
    }

    /** Returns the deployment, with its secrets hidden. */
    public ObjectNode deployment() {
        return deployment;
    }

    /**
     * Returns the state of the target before the run as JSON, made anew at each call. It may be large; it is empty if the
     * plan could not be made.
     */
    public ObjectNode state() {
        return Json.tree(state);
    }

    /** Returns the whole report as one JSON document on one line. */
    public String toJson() {
        StringBuilder text = new StringBuilder();
        writeJson(text::append);
        return text.toString();
    }

    private interface JsonText<E extends Exception> {
        void take(String text) throws E;
    }

    /** Writes the report piece by piece, because there may be very many mutations. */
    private <E extends Exception> void writeJson(JsonText<E> pieces) throws E {
        String begin = Printable.shown(beforeMutations().toString());
        pieces.take(begin.substring(0, begin.length() - 1) + ",\"mutations\":[");
        String between = "";
        for (MutationReport mutation : mutations) {
            pieces.take(between + Printable.shown(Json.tree(mutation).toString()));
            between = ",";
        }
        pieces.take("]," + Printable.shown(afterMutations().toString()).substring(1));
    }

    private ObjectNode beforeMutations() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schemaVersion", SCHEMA_VERSION);
        root.put("runId", runId());
        root.put("kind", started.kind());
        platform().ifPresent(name -> root.put("platform", name));
        root.put("target", started.target());
        root.put("wish", description());
        root.set("deployment", deployment);
        root.put("actor", actor());
        root.put("begun", started.at().toString());
        root.put("ended", finished.at().toString());
        root.put("success", outcome().isSuccess());
        root.set("outcome", Json.tree(outcome()));
        root.put("fingerprint", started.fingerprint());
        root.set("before", Json.MAPPER.valueToTree(started.before()));
        manifest.ifPresent(written ->
                root.putObject("manifest").put("file", placeOf(written.file())).put("sha256", written.sha256()));
        root.set("gates", CheckResult.toJson(gates));
        return root;
    }

    private ObjectNode afterMutations() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        canary.ifPresent(decision -> root.set("canary", Json.MAPPER.valueToTree(decision)));
        if (!strata.isEmpty()) {
            root.set("strata", Json.MAPPER.valueToTree(strata));
        }
        root.set("verifications", CheckResult.toJson(verifications));
        root.set("journalCuts", Json.MAPPER.valueToTree(journalCuts()));
        root.set("deliveries", Json.MAPPER.valueToTree(deliveries));
        root.put("records", place);
        return root;
    }

    /** Returns the report for people, as Markdown. */
    public String toMarkdown() {
        return ReportMarkdown.of(ReportContent.page(this));
    }

    /** Returns the report as an HTML page with a timeline, which opens without a network. */
    public String toHtml() {
        return ReportHtml.of(ReportContent.page(this));
    }

    /** Returns the report as test results in JUnit's XML form. A CI system then shows gates and changes as tests. */
    public String toJUnitXml() {
        return ReportJUnit.of(this);
    }

    /** Returns the end of the run in a few lines for a terminal. */
    public String toText() {
        return ReportContent.lines(this);
    }

    /** Writes the report beside the journal. A failure to write is only logged, because the journal has everything. */
    public void writeTo(Journal journal) {
        try {
            ReportPage page = ReportContent.page(this);
            Map<String, RunLog.Document> files = new LinkedHashMap<>();
            files.put("report.json", this::writeJson);
            files.put("report.md", utf8(ReportMarkdown.of(page)));
            files.put("report.html", out -> ReportHtml.write(page, out));
            files.put("report.xml", utf8(toJUnitXml()));
            canary.ifPresent(decision -> files.put(DECISION, utf8(decision.toJson() + "\n")));
            journal.write(files);
        } catch (UncheckedIOException | LeaseLostException e) {
            log.error("The report of run {} could not be written", runId(), e);
        }
    }

    private void writeJson(OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out);
        writeJson((String text) -> buffered.write(text.getBytes(StandardCharsets.UTF_8)));
        buffered.write('\n');
        buffered.flush();
    }

    private static RunLog.Document utf8(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return Printable.shown("run " + runId() + ": " + outcome());
    }
}
