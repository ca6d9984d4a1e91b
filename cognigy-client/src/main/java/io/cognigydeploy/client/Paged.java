package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.model.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A complete list of the platform, in whatever pages the platform sends it. Each iteration sends its own requests and
 * reads a page only when it is needed, so an iteration can throw any {@link CognigyException}.
 *
 * <p>If the platform states a total, the list ends there; otherwise it ends with a page that is empty, or shorter than
 * the stated limit. A page after the first that is not found ends the list too. A list that contradicts itself ends
 * with an {@link UnreadableResponseException} and is never silently truncated. Contradictions are a page whose rows
 * were all there before, a total that shrinks, that is below the number of rows read or is not reached, and more pages
 * than the cap. Lists change while they are read: a row that is repeated on a later page, equal in every field, is
 * returned once, and a total may grow.
 *
 * <p>Safe for use by many threads; its iterators are not.
 */
public final class Paged<T> implements Iterable<T> {

    private static final int MAX_PAGES = 1000;
    private static final long NOT_STATED = -1;

    /** One iteration over a list. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Returns the rows of a page.
         *
         * @param number number of the page, from 0
         * @param offset number of rows before the page
         */
        Page<T> read(int number, long offset);
    }

    private final String call;
    private final int pageSize;
    private final int maxPages;
    private final int maxWalks;
    private final boolean capped;
    private final Function<T, ?> trace;
    private final Supplier<Reader<T>> walks;

    private Paged(
            String call,
            int pageSize,
            boolean capped,
            int maxPages,
            int maxWalks,
            Function<T, ?> trace,
            Supplier<Reader<T>> walks) {
        this.call = call;
        this.pageSize = pageSize;
        this.capped = capped;
        this.maxPages = maxPages;
        this.maxWalks = maxWalks;
        this.trace = trace;
        this.walks = walks;
    }

    /**
     * Returns a list.
     *
     * @param call method and path template, for messages
     * @param pageSize number of rows of a full page
     */
    static <T> Paged<T> of(String call, int pageSize, Supplier<Reader<T>> walks) {
        return new Paged<>(call, pageSize, false, MAX_PAGES, 1, Function.identity(), walks);
    }

    /**
     * Returns a list whose pages the platform may make smaller than requested, without a notice.
     *
     * @param asked number of rows that a page is requested with
     * @param trace identity of a row, equal for equal rows only; it should be small, because one is kept for each row
     */
    static <T> Paged<T> capped(String call, int asked, Function<T, ?> trace, Supplier<Reader<T>> walks) {
        return new Paged<>(call, asked, true, MAX_PAGES, 1, trace, walks);
    }

    /**
     * Returns a list that is read once more if it ends before its total. Rows of the first walk are not returned again.
     *
     * @param pageSize number of rows of a full page
     * @param trace identity of a row, such as its id
     */
    static <T> Paged<T> walkedTwice(String call, int pageSize, Function<T, ?> trace, Supplier<Reader<T>> walks) {
        return new Paged<>(call, pageSize, false, MAX_PAGES, 2, trace, walks);
    }

    /**
     * Returns this list with another cap on its pages. A list with more pages counts as endless. Default 1000.
     *
     * @throws IllegalArgumentException if the cap is not positive
     */
    public Paged<T> maxPages(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxPages must be positive, but was " + most);
        }
        return new Paged<>(call, pageSize, capped, most, maxWalks, trace, walks);
    }

    /** Returns the pages in their order, none empty, without repeated rows. */
    public Iterable<List<T>> pages() {
        return () -> Spliterators.iterator(new Pages());
    }

    @Override
    public Iterator<T> iterator() {
        return stream().iterator();
    }

    /** Returns the items, read as the stream requests them. */
    public Stream<T> stream() {
        return StreamSupport.stream(new Pages(), false).flatMap(List::stream);
    }

    /**
     * Returns the rows of all pages up to the first with a row that matches; all rows if none matches. Sends no request
     * for the pages after it.
     */
    public List<T> through(Predicate<? super T> wanted) {
        List<T> read = new ArrayList<>();
        for (List<T> page : pages()) {
            read.addAll(page);
            if (page.stream().anyMatch(wanted)) {
                break;
            }
        }
        return List.copyOf(read);
    }

    @Override
    public String toString() {
        return "Paged " + call;
    }

    /** Returns the failure for a list that contradicts itself. */
    static UnreadableResponseException contradiction(String call, String how) {
        return new UnreadableResponseException(
                CallSpec.of(call, Effect.NONE), 200, "a list that contradicts itself: " + how);
    }

    private final class Pages extends Spliterators.AbstractSpliterator<List<T>> {

        private Reader<T> walk = walks.get();
        private int walked = 1;
        private final Set<Object> ofEarlierWalks = new HashSet<>();
        private final Set<Object> seen = new HashSet<>();
        private int number;
        private List<Object> previous = List.of();
        private long rows;
        private long given;
        private long total = NOT_STATED;
        private long firstTotal;
        private boolean ended;

        Pages() {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        }

        @Override
        public boolean tryAdvance(Consumer<? super List<T>> action) {
            while (!ended) {
                List<T> fresh = readPage();
                if (!fresh.isEmpty()) {
                    action.accept(fresh);
                    return true;
                }
            }
            return false;
        }

        /** Returns the new rows of the next page; none on the last one. */
        private List<T> readPage() {
            if (number == maxPages) {
                throw contradiction(call, "no end after " + number + " pages");
            }
            Page<T> page = ask();
            List<T> items = page.items();
            rows += items.size();
            page.total().ifPresent(this::check);
            List<Object> traces = items.stream().<Object>map(trace).toList();
            List<T> fresh = IntStream.range(0, items.size())
                    .filter(i -> !seen.contains(traces.get(i)))
                    .mapToObj(items::get)
                    .toList();
            // The last page may be left with a row that a new one pushed there; a whole page may not.
            boolean isRepeat = fresh.isEmpty() && (traces.equals(previous) || items.size() >= pageSize);
            if (isRepeat && capped && number == 2 && items.size() < pageSize && total == NOT_STATED) {
                // A platform without paging has returned the whole list twice.
                ended = true;
                return fresh;
            }
            if (isRepeat && !items.isEmpty()) {
                throw contradiction(call, "page " + number + " has only rows that were there before");
            }
            seen.addAll(traces);
            given += fresh.size();
            previous = traces;
            // A total of an earlier page may be out of date: it can prove that there is more, not that there is no
            // more.
            boolean isLast = page.total().isPresent() || items.size() < full(page);
            ended = items.isEmpty() || (rows >= total && isLast);
            if (!ended || given >= firstTotal) {
                return notGivenBefore(fresh);
            }
            if (walked == maxWalks) {
                throw contradiction(call, "it ends after " + given + " of " + firstTotal);
            }
            List<T> last = notGivenBefore(fresh);
            walkAgain();
            return last;
        }

        private List<T> notGivenBefore(List<T> fresh) {
            return ofEarlierWalks.isEmpty()
                    ? fresh
                    : fresh.stream()
                            .filter(row -> !ofEarlierWalks.contains(trace.apply(row)))
                            .toList();
        }

        private void walkAgain() {
            walk = walks.get();
            walked++;
            ofEarlierWalks.addAll(seen);
            seen.clear();
            previous = List.of();
            number = 0;
            rows = 0;
            given = 0;
            total = NOT_STATED;
            firstTotal = 0;
            ended = false;
        }

        private Page<T> ask() {
            int asked = number++;
            try {
                return walk.read(asked, rows);
            } catch (NotFoundException e) {
                if (asked == 0) {
                    throw e;
                }
                return new Page<>(List.of(), Optional.empty());
            }
        }

        private int full(Page<T> page) {
            return page.limit().map(limit -> Math.min(limit, pageSize)).orElse(capped ? 0 : pageSize);
        }

        private void check(long stated) {
            if (stated < total) {
                throw contradiction(call, "its total shrinks from " + total + " to " + stated);
            }
            if (stated < rows) {
                throw contradiction(call, "its total is " + stated + ", but there are " + rows);
            }
            if (total == NOT_STATED) {
                firstTotal = stated;
            }
            total = stated;
        }
    }
}
