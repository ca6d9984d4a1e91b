package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * An installation of the product, which a {@link FakeCognigy} serves beside the documented platform. Its paths are
 * {@code /new/v2.0/…}, the same below {@code /v2.0/…}, {@code /auth/oauth2/token}, and for users {@code /<URL token>}
 * and {@code /test/<URL token>}.
 *
 * <pre>{@code
 * FakeCognigy fake = FakeCognigy.withDefaultWorld();
 * Installation installation = fake.installation();
 * installation.nextTask("packageSnapshot", JobScript.states("queued", "active", "error").message("no space"));
 * installation.project("shop-prod").endpoint("Web").changedBy("ada", "{\"active\":false}");
 * }</pre>
 *
 * <p>Tasks move with the fake's time: by default they are queued for 2 seconds, active for 2 seconds, then done; on a
 * real clock 150 ms each. Resources of the same kind and name have the same reference id in every project and every
 * installation. Safe for use by many threads.
 */
public final class Installation {

    private final FakeCognigy fake;

    Installation(FakeCognigy fake) {
        this.fake = fake;
    }

    private ProductWorld world() {
        return fake.world.installation();
    }

    private static int number(String parameter, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(parameter + " must be at least 0, but was " + value);
        }
        return value;
    }

    private Installation set(Consumer<Settings> change) {
        fake.change(() -> change.accept(world().settings));
        return this;
    }

    /** Adds a project with the primary locale English and nothing else. */
    public InstalledProject addProject(String name) {
        return fake.locked(() -> {
            Project project = new Project();
            project.members.put("name", Json.object().textNode(name));
            ObjectNode locale =
                    Json.object().put("name", "English").put("primary", true).put("nluLanguage", "en-US");
            project.all(ProductWorld.LOCALES).add(locale);
            world().projects.add(project);
            new ProductDefaults(world()).complete();
            return new InstalledProject(fake, project.id());
        });
    }

    /**
     * Returns the project with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public InstalledProject project(String name) {
        return fake.locked(() -> {
            List<String> names = world().projects.stream().map(Project::name).toList();
            return world().projects.stream()
                    .filter(project -> project.name().equals(name))
                    .findFirst()
                    .map(project -> new InstalledProject(fake, project.id()))
                    .orElseThrow(() -> new IllegalArgumentException("There is no project '" + name + "' in " + names));
        });
    }

    /** Returns all projects, in the order of their addition. */
    public List<InstalledProject> projects() {
        return fake.locked(() -> world().projects.stream()
                .map(project -> new InstalledProject(fake, project.id()))
                .toList());
    }

    /**
     * Sets the course of the next tasks of a name, one script each. A script has the product's words: {@code queued},
     * {@code active}, {@code done}, {@code error}, {@code cancelled}. A task does its work when it enters {@code done}.
     *
     * @param name such as {@code createSnapshot}, {@code packageSnapshot}, {@code uploadSnapshotPackage}, {@code
     *     deleteSnapshot}, {@code restoreSnapshot}, {@code runPlaybook} or {@code trainIntents}
     */
    public Installation nextTask(String name, JobScript... scripts) {
        fake.change(() -> world().nextTasks
                .computeIfAbsent(name, none -> new ArrayDeque<>())
                .addAll(List.of(scripts)));
        return this;
    }

    /** Sets how long new tasks stay in each state but the last, at least 1 ms. */
    public Installation taskStep(Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException("time must be at least 1 ms, but was " + time);
        }
        return set(settings -> settings.taskStepMillis = Math.toIntExact(time.toMillis()));
    }

    /** Answers 404 to reads of a task for this time after its beginning. Default: zero. */
    public Installation tasksAppearAfter(Duration time) {
        return set(settings -> settings.tasksAppearAfterMillis = Math.toIntExact(time.toMillis()));
    }

    /** Shows conversations and their messages only so long after they were said. Default: zero. */
    public Installation conversationsAppearAfter(Duration time) {
        return set(settings -> settings.conversationsAppearAfterMillis = Math.toIntExact(time.toMillis()));
    }

    /**
     * Answers this status to requests that begin a task. Default: 202.
     *
     * @param status from 200 to 299
     */
    public Installation answerTasksWith(int status) {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status must be from 200 to 299, but was " + status);
        }
        return set(settings -> settings.acceptedStatus = status);
    }

    /** Shows tasks as versions of 2026 do, with {@code progress} and {@code job}. Default: current and total step. */
    public Installation taskProgress() {
        return set(settings -> settings.taskProgress = true);
    }

    /** Removes the ids of what a task made from its {@code data}. */
    public Installation hideTaskResults() {
        return set(settings -> settings.taskResults = false);
    }

    /** Answers 200 and the endpoint to a change of it. Default: 204 without a body. */
    public Installation showChangedEndpoints() {
        return set(settings -> settings.patchStatus = 200);
    }

    /** Gives uploaded snapshots another hash than that of their content. Default: the same hash. */
    public Installation rehashUploads() {
        return set(settings -> settings.rehashUploads = true);
    }

    /** Answers 404 to lists of a project that does not exist. Default: such a list has the rows of all projects. */
    public Installation refuseUnknownProjects() {
        return set(settings -> settings.widenLists = false);
    }

    /** Refuses a GET that has a body, as a content delivery network does: 403 with a web page. Default: served. */
    public Installation strictGets() {
        return set(settings -> settings.strictGets = true);
    }

    /** Deletes snapshots that endpoints use, as versions before 4.72 did. Default: the task fails. */
    public Installation deleteAttachedSnapshots() {
        return set(settings -> settings.deleteAttached = true);
    }

    /** Removes the time of its creation from every snapshot. */
    public Installation hideTimesOfSnapshots() {
        return set(settings -> settings.snapshotTimes = false);
    }

    /** Sets the size of the files of snapshots, if their content needs no more. Default: 4096 bytes. */
    public Installation fileSize(int bytes) {
        return set(settings -> settings.fileBytes = number("bytes", bytes));
    }

    /** Serves a few bytes in place of each of the next files. */
    public Installation placeholders(int downloads) {
        return set(settings -> settings.placeholders = number("downloads", downloads));
    }

    /** Serves the beginning alone of each of the next files, under the length of the whole. */
    public Installation cutFiles(int downloads) {
        return set(settings -> settings.cutFiles = number("downloads", downloads));
    }

    /** Serves a file under its link as often as it is fetched, while the package lives. Default: once. */
    public Installation lastingLinks() {
        return set(settings -> settings.oneTimeLinks = false);
    }

    /** Serves files without credentials. Default: files of this origin need them. */
    public Installation openLinks() {
        return set(settings -> settings.linksNeedKey = false);
    }

    /**
     * Makes download links of another origin, where files need no credentials. A second {@link FakeServer} of the same
     * fake can serve it; in memory the fake serves every origin.
     *
     * @param origin such as {@code https://files.example.com}
     */
    public Installation linksTo(URI origin) {
        return set(settings -> settings.linkOrigin = origin.getScheme() + "://" + origin.getRawAuthority());
    }
}
