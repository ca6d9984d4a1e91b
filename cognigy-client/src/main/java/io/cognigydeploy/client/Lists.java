package io.cognigydeploy.client;

import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.LanguageResource;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.Session;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.client.model.Webhook;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The platform's lists, complete, in every supported format. Nothing is sent before a list is iterated. */
public final class Lists {

    private static final int LARGE = 100;
    private static final int NUMBERED = 50;

    private final CognigyClient cognigy;

    Lists(CognigyClient cognigy) {
        this.cognigy = cognigy;
    }

    /**
     * Returns the versions of a bot. A version has one row for each environment that it is live in, and one row if it
     * is live in none.
     */
    public Paged<BotVersion> versions(String botId) {
        return Paged.capped(
                "GET /api/v1/bots/{botId}/versions",
                NUMBERED,
                Function.identity(),
                () -> new Numbered<>((page, size) -> cognigy.bots().versions(botId, page, size)));
    }

    /** Returns the open sessions of a bot, in all environments. */
    public Paged<Session> sessions(String botId) {
        return Paged.of(
                "GET /api/v1/sessions",
                NUMBERED,
                () -> new PlainFirst<>(
                        () -> cognigy.sessions().active(botId),
                        (number, offset, size) -> cognigy.sessions().activePage(botId, number, size)));
    }

    /**
     * Returns the flows of all environments. An iteration keeps one page of flows in memory. A page that is too large
     * to be read is requested again with fewer flows; a flow that is too large by itself ends the iteration with an
     * {@link OversizedResponseException} that names its position in the list.
     */
    public Paged<Flow> flows() {
        return Paged.capped("GET /api/v2/flows", LARGE, Json::sha256, () -> new Shrinking<>(cognigy.flows()::list));
    }

    /** Returns the intents that flows can refer to. */
    public Paged<LanguageResource> intents() {
        return resources("GET /api/v2/intents", cognigy.intents()::first, cognigy.intents()::list);
    }

    /** Returns the entities that flows can refer to. */
    public Paged<LanguageResource> entities() {
        return resources("GET /api/v2/entities", cognigy.entities()::first, cognigy.entities()::list);
    }

    /**
     * Returns all runs of a suite, newest first. The platform has no offset for this list, so each page requests a
     * longer list. A run that is added meanwhile, and a platform that stops at a full page without stating a total, are
     * contradictions.
     *
     * @see #latestTestRuns
     */
    public Paged<TestRun> testRuns(String suiteId) {
        String call = "GET /api/v1/tests/{suiteId}/results";
        return Paged.of(
                call, LARGE, () -> new Growing<>(call, limit -> cognigy.tests().latestResults(suiteId, limit)));
    }

    /**
     * Returns the latest runs of a suite, by a request for one. A platform may answer with more, in any order.
     *
     * @throws UnreadableResponseException if the answer contradicts itself, such as by no run and a total of two
     */
    public List<TestRun> latestTestRuns(String suiteId) {
        Iterator<List<TestRun>> pages = Paged.of(
                        "GET /api/v1/tests/{suiteId}/results",
                        1,
                        () -> onePage(() -> cognigy.tests().latestResults(suiteId, 1)))
                .pages()
                .iterator();
        return pages.hasNext() ? pages.next() : List.of();
    }

    /** Returns the deployments of a bot in an environment, in any state. The platform answers with one page. */
    public Paged<DeploymentJob> deployments(String botId, String environmentId) {
        return Paged.of(
                "GET /api/v1/deployments",
                Integer.MAX_VALUE,
                () -> onePage(() -> cognigy.deployments().list(botId, environmentId)));
    }

    /** Returns the registered webhooks. The platform answers with one page. */
    public Paged<Webhook> webhooks() {
        return Paged.of("GET /api/v1/webhooks", Integer.MAX_VALUE, () -> onePage(cognigy.webhooks()::list));
    }

    private static Paged<LanguageResource> resources(
            String call,
            Supplier<Page<LanguageResource>> first,
            BiFunction<Integer, Long, Page<LanguageResource>> further) {
        return Paged.of(
                call, LARGE, () -> new PlainFirst<>(first, (number, offset, size) -> further.apply(size, offset)));
    }

    private static <T> Paged.Reader<T> onePage(Supplier<Page<T>> whole) {
        return (number, offset) -> number == 0 ? whole.get() : new Page<>(List.of(), Optional.empty());
    }

    /** Reader of a list by page numbers, with the page size of the first answer. */
    private static final class Numbered<T> implements Paged.Reader<T> {

        private final BiFunction<Integer, Integer, Page<T>> numbered;
        private int size = NUMBERED;

        Numbered(BiFunction<Integer, Integer, Page<T>> numbered) {
            this.numbered = numbered;
        }

        @Override
        public Page<T> read(int number, long offset) {
            Page<T> page = numbered.apply(number + 1, size);
            if (number == 0 && !page.items().isEmpty()) {
                // A platform that caps its pages may number them by the cap or by the requested size.
                size = Math.min(size, page.items().size());
            }
            return page;
        }
    }

    /**
     * Reader of a list whose document names no pages. The first request is the documented one; requests for pages
     * follow only if the list may be incomplete. If the platform refuses to page, or repeats its first answer, the list
     * is complete.
     */
    private static final class PlainFirst<T> implements Paged.Reader<T> {

        private static final Set<Integer> NO_PAGES = Set.of(400, 404, 405, 422, 501);

        /** A request for a page, by its number from 1 or by the number of rows before it. */
        private interface Further<T> {
            Page<T> read(int number, long offset, int size);
        }

        private final Supplier<Page<T>> plain;
        private final Further<T> further;
        private Page<T> first = new Page<>(List.of(), Optional.empty());

        PlainFirst(Supplier<Page<T>> plain, Further<T> further) {
            this.plain = plain;
            this.further = further;
        }

        @Override
        public Page<T> read(int number, long offset) {
            if (number == 0) {
                first = plain.get();
                return first;
            }
            Page<T> end = new Page<>(List.of(), Optional.empty());
            try {
                Page<T> next = further.read(number + 1, offset, first.items().size());
                return next.items().equals(first.items()) ? end : next;
            } catch (ApiException e) {
                if (NO_PAGES.contains(e.status())) {
                    return end;
                }
                throw e;
            }
        }
    }

    /**
     * Reader of a list by limit and offset. A page that is too large to be read is requested with half as many rows.
     */
    private static final class Shrinking<T> implements Paged.Reader<T> {

        private final BiFunction<Integer, Long, Page<T>> page;
        private int size = LARGE;

        Shrinking(BiFunction<Integer, Long, Page<T>> page) {
            this.page = page;
        }

        @Override
        public Page<T> read(int number, long offset) {
            while (true) {
                try {
                    Page<T> read = page.apply(size, offset);
                    size = Math.min(LARGE, 2 * size);
                    return read;
                } catch (OversizedResponseException e) {
                    if (size == 1) {
                        e.note("this is the answer for one row, requested with limit=1 and offset=" + offset
                                + "; an answer may have at most " + Json.MAX_BYTES + " bytes and " + Json.MAX_TOKENS
                                + " JSON tokens. Have the row made smaller, or removed");
                        throw e;
                    }
                    size /= 2;
                }
            }
        }
    }

    /** Reader of a list that has a limit but no offset. */
    private static final class Growing<T> implements Paged.Reader<T> {

        private final String call;
        private final IntFunction<Page<T>> first;
        private List<T> known = List.of();

        Growing(String call, IntFunction<Page<T>> first) {
            this.call = call;
            this.first = first;
        }

        @Override
        public Page<T> read(int number, long offset) {
            int before = known.size();
            Page<T> page = first.apply((number + 1) * LARGE);
            List<T> all = page.items();
            if (all.size() < before || !all.subList(0, before).equals(known)) {
                throw Paged.contradiction(call, "it changed while it was read");
            }
            if (before > 0
                    && before == number * LARGE
                    && all.size() == before
                    && page.total().isEmpty()) {
                throw Paged.contradiction(
                        call, "the platform returns at most " + before + " rows, and there may be more");
            }
            known = all;
            return new Page<>(all.subList(before, all.size()), page.total());
        }
    }
}
