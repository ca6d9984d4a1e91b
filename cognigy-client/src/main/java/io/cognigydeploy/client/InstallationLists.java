package io.cognigydeploy.client;

import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.product.model.AuditEvent;
import io.cognigydeploy.client.product.model.Connection;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.ConversationSummary;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.Extension;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.ItemPage;
import io.cognigydeploy.client.product.model.LanguageModel;
import io.cognigydeploy.client.product.model.LocaleSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.Playbook;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotResource;
import io.cognigydeploy.client.product.model.Task;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The lists of an installation, complete. A list that ends before its total is read once more; if that ends early too, the
 * iteration ends with an {@link UnreadableResponseException}. Nothing is sent before a list is iterated.
 *
 * <p>The things of a project are listed with a {@link Project} that was read: an installation may answer a list of an
 * unknown project with the things of all projects.
 */
public final class InstallationLists {

    private final CognigyInstallation installation;

    InstallationLists(CognigyInstallation installation) {
        this.installation = installation;
    }

    /** Returns the projects that the credentials may read. */
    public Paged<Project> projects() {
        return list("projects", Project::id, position -> installation.projects().list(position));
    }

    /** Returns the snapshots of a project. */
    public Paged<Snapshot> snapshots(Project project) {
        return of(project, "snapshots", Snapshot::id, installation.snapshots()::list);
    }

    /** Returns the things of one kind in a snapshot. */
    public Paged<SnapshotResource> resources(Snapshot snapshot, ResourceType type) {
        return list(
                "snapshots/{snapshotId}/resources",
                SnapshotResource::id,
                position -> installation.snapshots().resources(snapshot.id(), type, position));
    }

    /** Returns the tasks of a project. */
    public Paged<Task> tasks(Project project) {
        return of(project, "tasks", Task::taskId, installation.tasks()::list);
    }

    /** Returns the endpoints of a project, without their entry points. */
    public Paged<EndpointSummary> endpoints(Project project) {
        return of(project, "endpoints", EndpointSummary::id, installation.endpoints()::list);
    }

    /** Returns the flows of a project. */
    public Paged<FlowSummary> flows(Project project) {
        return of(project, "flows", FlowSummary::id, installation.flows()::list);
    }

    /** Returns the locales of a project. */
    public Paged<LocaleSummary> locales(Project project) {
        return of(project, "locales", LocaleSummary::id, installation.locales()::list);
    }

    /** Returns the connections of a project. */
    public Paged<Connection> connections(Project project) {
        return of(project, "connections", Connection::id, installation.connections()::list);
    }

    /** Returns the extensions of a project. */
    public Paged<Extension> extensions(Project project) {
        return of(project, "extensions", Extension::id, installation.extensions()::list);
    }

    /** Returns the large language models of a project. */
    public Paged<LanguageModel> languageModels(Project project) {
        return of(project, "largelanguagemodels", LanguageModel::id, installation.languageModels()::list);
    }

    /** Returns the playbooks of a project. */
    public Paged<Playbook> playbooks(Project project) {
        return of(project, "playbooks", Playbook::id, installation.playbooks()::list);
    }

    /** Returns the runs of a playbook. */
    public Paged<PlaybookRun> runs(Playbook playbook) {
        return list(
                "playbooks/{playbookId}/runs",
                PlaybookRun::id,
                position -> installation.playbooks().runs(playbook.id(), position));
    }

    /** Returns the conversations of a project. */
    public Paged<ConversationSummary> conversations(Project project) {
        return of(project, "conversations", Function.identity(), installation.conversations()::list);
    }

    /**
     * Returns the conversations of a project, the newest first. An installation may ignore the order, so a reader that stops
     * early has to compare the times.
     */
    public Paged<ConversationSummary> newestConversations(Project project) {
        return of(project, "conversations", Function.identity(), installation.conversations()::newest);
    }

    /** Returns the messages of a conversation of a project. */
    public Paged<ConversationItem> conversation(Project project, String sessionId) {
        return list(
                "conversations/{sessionId}",
                Function.identity(),
                position -> installation.conversations().get(sessionId, project.id(), position));
    }

    /** Returns the audit events of a project, of the last 30 days. */
    public Paged<AuditEvent> auditEvents(Project project) {
        return of(project, "auditevents", AuditEvent::id, installation.auditEvents()::list);
    }

    private static <T> Paged<T> of(
            Project project, String path, Function<T, ?> trace, BiFunction<ObjectId, PagePosition, ItemPage<T>> pages) {
        return list(path, trace, position -> pages.apply(project.id(), position));
    }

    private static <T> Paged<T> list(String path, Function<T, ?> trace, Function<PagePosition, ItemPage<T>> pages) {
        String call = "GET /new/v2.0/" + path;
        return Paged.walkedTwice(call, PagePosition.LIMIT, trace, () -> new Walk<>(call, pages));
    }

    /** Reader of a list by the cursors of its pages, and by the number of rows where there are none. */
    private static final class Walk<T> implements Paged.Reader<T> {

        private final String call;
        private final Function<PagePosition, ItemPage<T>> pages;
        private Optional<String> cursor = Optional.empty();

        Walk(String call, Function<PagePosition, ItemPage<T>> pages) {
            this.call = call;
            this.pages = pages;
        }

        @Override
        public Page<T> read(int number, long offset) {
            ItemPage<T> read = pages.apply(cursor.map(PagePosition::after).orElseGet(() -> PagePosition.skip(offset)));
            cursor = read.nextCursor();
            if (cursor.filter(next -> !PagePosition.isCursor(next)).isPresent()) {
                throw Paged.contradiction(call, "the cursor of page " + number + " cannot be sent");
            }
            // A page with a page after it is full, however few rows it has.
            return new Page<>(
                    read.items(), read.total(), cursor.map(next -> read.items().size()));
        }
    }
}
