package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.TestRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagedTest {

    private static final String CALL = "GET /api/v2/things";

    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key"))
            .transport(platform)
            .time(new VirtualTime())
            .retry(RetryOptions.builder().maxAttempts(1).build())
            .build();

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Page<Integer> cut(List<Integer> all, long offset, int size, boolean stated) {
        int from = (int) Math.min(all.size(), offset);
        return new Page<>(
                List.copyOf(all.subList(from, Math.min(all.size(), from + size))),
                stated ? Optional.of((long) all.size()) : Optional.empty());
    }

    private static Paged<Integer> of(int size, Paged.Reader<Integer> reader) {
        return Paged.of(CALL, size, () -> reader);
    }

    private static void assertContradiction(Paged<?> list, String how) {
        assertThatThrownBy(() -> list.forEach(item -> {}))
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageStartingWith(CALL)
                .hasMessageContaining(how);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingIsReadOnceWhateverThePagesAreLike(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(1, 20);
        List<Integer> all = numbers(random.nextInt(0, 100));
        boolean stated = random.nextBoolean();
        // A platform that states a total may give less than was asked for.
        int given = stated ? random.nextInt(1, size + 1) : size;
        List<Long> offsets = new ArrayList<>();
        Paged<Integer> list = of(size, (number, offset) -> {
            offsets.add(offset);
            return cut(all, offset, given, stated);
        });

        assertThat(list).containsExactlyElementsOf(all);
        assertThat(offsets).doesNotHaveDuplicates();
        assertThat(list.stream()).containsExactlyElementsOf(all);
        assertThat(list.pages()).allSatisfy(page -> assertThat(page).isNotEmpty());
    }

    @Test
    void nothingIsReadAfterThePageWithTheWantedRow() {
        List<Integer> all = numbers(10);
        List<Long> offsets = new ArrayList<>();
        Paged<Integer> list = of(3, (number, offset) -> {
            offsets.add(offset);
            return cut(all, offset, 3, false);
        });

        assertThat(list.through(all.get(4)::equals)).containsExactlyElementsOf(all.subList(0, 6));
        assertThat(offsets).containsExactly(0L, 3L);
        assertThat(list.through(number -> false)).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aListThatGrowsInFrontIsReadWithoutRepeats(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(2, 20);
        List<Integer> all = new ArrayList<>(numbers(random.nextInt(size, 100)));
        List<Integer> before = List.copyOf(all);
        boolean stated = random.nextBoolean();
        Paged<Integer> list = of(size, (number, offset) -> {
            if (number > 0 && number % 2 == 0) {
                all.add(0, -number);
            }
            return cut(all, offset, size, stated);
        });

        assertThat(list.stream().toList()).doesNotHaveDuplicates().containsAll(before);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aListThatContradictsItselfIsNeverTakenForWhole(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(1, 10);
        int pages = random.nextInt(2, 8);
        List<Integer> all = numbers(size * pages);
        int at = random.nextInt(1, pages);
        int kind = random.nextInt(4);
        Paged<Integer> list = of(size, (number, offset) -> {
            Page<Integer> page = cut(all, offset, size, kind != 0);
            long total = all.size();
            if (number < at) {
                return page;
            }
            return switch (kind) {
                case 0 -> cut(all, (long) size * random.nextInt(0, at), size, false);
                case 1 -> new Page<>(page.items(), Optional.of(total - 1));
                case 2 -> new Page<>(List.of(), Optional.empty());
                default -> new Page<>(page.items(), Optional.of(offset));
            };
        });

        assertThatThrownBy(() -> list.stream().count()).isInstanceOf(UnreadableResponseException.class);
    }

    private static Paged<Integer> capped(int asked, Paged.Reader<Integer> reader) {
        return Paged.capped(CALL, asked, Function.identity(), () -> reader);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aListIsWholeHoweverSmallThePlatformMakesItsPages(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int asked = random.nextInt(1, 20);
        int cap = random.nextInt(1, asked + 1);
        List<Integer> all = numbers(random.nextInt(0, 100));
        boolean stated = random.nextBoolean();
        Paged<Integer> list = capped(asked, (number, offset) -> {
            Page<Integer> page = cut(all, offset, cap, false);
            return stated ? new Page<>(page.items(), Optional.empty(), Optional.of(cap)) : page;
        });

        assertThat(list).containsExactlyElementsOf(all);
    }

    @Test
    void aPageBeyondTheEndMayBeMissing() {
        List<Integer> ten = numbers(10);
        Paged.Reader<Integer> reader = (number, offset) -> {
            if (offset >= 10) {
                client.environments().get("none");
            }
            return cut(ten, offset, 5, false);
        };
        platform.then(404, "{}");

        assertThat(capped(5, reader)).containsExactlyElementsOf(ten);
        assertThatThrownBy(
                        () -> capped(5, (number, offset) -> reader.read(0, 10)).forEach(item -> {}))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aPlatformThatKnowsNoPagesHasGivenEverything() {
        List<Integer> ten = numbers(10);

        assertThat(capped(50, (number, offset) -> new Page<>(ten, Optional.empty())))
                .containsExactlyElementsOf(ten);
    }

    @Test
    void anEmptyPageWithATotalIsNoEmptyList() {
        assertContradiction(
                capped(50, (number, offset) -> new Page<>(List.of(), Optional.of(2L))), "ends after 0 of 2");
    }

    @Test
    void everyContradictionSaysWhich() {
        List<Integer> ten = numbers(10);
        assertContradiction(of(10, (n, offset) -> cut(ten, 0, 10, false)), "page 2 has only rows");
        assertContradiction(of(10, (n, o) -> new Page<>(ten, Optional.of(9L))), "its total is 9, but there are 10");
        assertContradiction(of(10, (n, o) -> new Page<>(ten, Optional.of(-1L))), "its total is -1");
        assertContradiction(
                of(5, (n, o) -> new Page<>(ten.subList(5 * n, 5 * n + 5), Optional.of(20L - n))),
                "shrinks from 20 to 19");
        assertContradiction(
                of(5, (n, o) -> new Page<>(n == 0 ? ten : List.of(), Optional.of(20L))), "ends after 10 of 20");
        assertContradiction(
                of(1, (n, o) -> new Page<>(List.of(n), Optional.empty())).maxPages(7), "no end after 7 pages");
        assertThatThrownBy(() -> of(1, (n, o) -> cut(ten, o, 1, true)).maxPages(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A platform that gives flows of so many bytes each, by limit and offset. */
    private void flowsOf(int... sizes) {
        platform.then((request, limit) -> {
            String query = request.uri().getQuery();
            int most = Integer.parseInt(query.replaceAll(".*limit=(\\d+).*", "$1"));
            int from = Integer.parseInt(query.replaceAll(".*offset=(\\d+).*", "$1"));
            String rows = IntStream.range(Math.min(from, sizes.length), Math.min(from + most, sizes.length))
                    .mapToObj(i -> "{\"id\":\"flow_" + i + "\",\"nodes\":[],\"texts\":[\""
                            + String.join("\",\"", Collections.nCopies(sizes[i] / 1000, "x".repeat(997))) + "\"]}")
                    .collect(Collectors.joining(","));
            return ScriptedTransport.json(200, "{\"data\":[" + rows + "],\"total\":" + sizes.length + "}");
        });
    }

    @Test
    void aPageTooLargeToBeReadIsAskedForWithFewerRows() {
        int[] sizes = new int[120];
        Arrays.fill(sizes, 1000);
        Arrays.fill(sizes, 10, 15, 3_000_000);
        flowsOf(sizes);

        assertThat(client.lists().flows())
                .extracting(Flow::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 120).mapToObj(i -> "flow_" + i).toList());
        assertThat(queries())
                .startsWith("limit=100&offset=0", "limit=50&offset=0", "limit=25&offset=0", "limit=12&offset=0")
                .endsWith("limit=64&offset=75")
                .hasSize(15);
    }

    @Test
    void aRowTooLargeByItselfIsNamedByItsPlaceAndAskedForOnce() {
        int[] sizes = new int[30];
        Arrays.fill(sizes, 1000);
        sizes[17] = 9_000_000;
        flowsOf(sizes);
        List<String> read = new ArrayList<>();

        assertThatThrownBy(() -> client.lists().flows().forEach(flow -> read.add(flow.id())))
                .isInstanceOf(OversizedResponseException.class)
                .hasMessageContainingAll(
                        "GET /api/v2/flows", "limit=1 and offset=17", "8388608 bytes", "600000 JSON tokens");
        assertThat(read).hasSize(17);
        assertThat(queries()).containsOnlyOnce("limit=1&offset=17").doesNotHaveDuplicates();
    }

    @Test
    void anAnswerOfTooManySmallValuesIsAskedForWithFewerRowsToo() {
        String small = String.join(",", Collections.nCopies(200_000, "[]"));
        platform.then((request, limit) -> ScriptedTransport.json(
                200,
                request.uri().getQuery().contains("limit=1&")
                        ? "{\"data\":[{\"id\":\"flow_0\",\"values\":[1]}],\"total\":1}"
                        : "{\"data\":[{\"id\":\"flow_0\",\"values\":[" + small + "," + small + "]}],\"total\":1}"));

        assertThat(client.lists().flows()).hasSize(1);
    }

    @Test
    void aRowThatComesAgainIsKnownByWhatIsKeptOfIt() {
        List<List<String>> pages = List.of(List.of("a", "b"), List.of("b, again", "c"), List.of("d"));
        Paged<String> list = Paged.capped(
                CALL,
                2,
                row -> row.charAt(0),
                () -> (number, offset) -> new Page<>(number < 3 ? pages.get(number) : List.of(), Optional.empty()));

        assertThat(list).containsExactly("a", "b", "c", "d");
    }

    @Test
    void pagesAreReadWhenTheyAreNeededAndAnewEachTime() {
        List<Integer> asked = new ArrayList<>();
        Paged<Integer> list = of(2, (number, offset) -> {
            asked.add(number);
            return cut(numbers(5), offset, 2, false);
        });

        assertThat(asked).isEmpty();
        assertThat(list.stream().limit(2)).containsExactly(0, 1);
        assertThat(asked).containsExactly(0);
        assertThat(list.pages()).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
        Iterator<Integer> iterator = list.iterator();
        while (iterator.hasNext()) {
            iterator.next();
        }
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(asked).containsExactly(0, 0, 1, 2, 0, 1, 2);
    }

    @Test
    void aVersionHasARowForEachEnvironment() {
        platform.then(200, """
            {"success":true,"data":[{"id":"v1","environment":"a"},{"id":"v1","environment":"b"},{"id":"v2"}]}\
            """);

        assertThat(client.lists().versions("bot_1")).extracting(BotVersion::id).containsExactly("v1", "v1", "v2");
        assertThat(platform.requests()).hasSize(2);
    }

    private static String runs(int from, int to) {
        StringBuilder runs = new StringBuilder("{\"data\":[");
        for (int i = from; i < to; i++) {
            runs.append(i == from ? "" : ",").append("{\"id\":\"run_").append(i).append("\"}");
        }
        return runs.append("]}").toString();
    }

    @Test
    void testRunsAreReadByAskingForMore() {
        platform.then(200, runs(0, 100)).then(200, runs(0, 130));

        assertThat(client.lists().testRuns("suite_1").stream().toList())
                .hasSize(130)
                .doesNotHaveDuplicates();
        assertThat(platform.requests())
                .extracting(request -> request.uri().getQuery())
                .containsExactly("limit=100&sort=createdAt:desc", "limit=200&sort=createdAt:desc");
    }

    @Test
    void testRunsThatChangeOrStopAtAFullPageAreNotTakenForWhole() {
        platform.then(200, runs(0, 100))
                .then(200, runs(1, 130))
                .then(200, runs(0, 100))
                .then(200, runs(0, 100));
        Paged<TestRun> runs = client.lists().testRuns("suite_1");

        assertThatThrownBy(() -> runs.stream().count())
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("changed");
        assertThatThrownBy(() -> runs.stream().count())
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("at most 100 rows");
    }

    @Test
    void aListOnOnePageIsTakenForWholeUnlessItsTotalSaysOtherwise() {
        platform.then(200, "{\"data\":[{\"id\":\"d\",\"status\":\"completed\"}]}")
                .then(200, "{\"data\":[{\"id\":\"d\",\"status\":\"completed\"}],\"total\":2}");

        assertThat(client.lists().deployments("bot_1", "env_1").stream()).hasSize(1);
        assertThatThrownBy(() ->
                        client.lists().deployments("bot_1", "env_1").stream().count())
                .isInstanceOf(UnreadableResponseException.class);
    }

    private static String sessions(int from, int to, String more) {
        return "{\"success\":true,\"data\":["
                + IntStream.range(from, to)
                        .mapToObj(i -> "{\"id\":\"s_" + i + "\"}")
                        .collect(Collectors.joining(","))
                + "]" + more + "}";
    }

    private List<String> queries() {
        return platform.requests().stream()
                .map(request -> String.valueOf(request.uri().getQuery()))
                .toList();
    }

    @Test
    void aListWhoseDocumentNamesNoPagesIsAskedForAsItIsDocumented() {
        platform.then(200, sessions(0, 3, "")).then(200, "{\"items\":[{\"id\":\"i_1\"}],\"total\":1}");

        assertThat(client.lists().sessions("bot_1")).hasSize(3);
        assertThat(client.lists().intents()).hasSize(1);
        assertThat(queries()).containsExactly("status=active&botId=bot_1", "null");
    }

    @Test
    void itsOtherPagesAreAskedForWhereAnAnswerShowsThatThereAreMore() {
        platform.then(200, sessions(0, 20, ",\"total\":30")).then(200, sessions(20, 30, ",\"total\":30"));

        assertThat(client.lists().sessions("bot_1")).hasSize(30);
        assertThat(queries()).containsExactly("status=active&botId=bot_1", "status=active&botId=bot_1&page=2&size=20");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 422, 501})
    void aFullPageIsAllOfItWhereThePlatformHasNoPages(int status) {
        platform.then(200, sessions(0, 50, "")).then(status, "{}");

        assertThat(client.lists().sessions("bot_1")).hasSize(50);
    }

    @Test
    void soItIsWhereThePlatformAnswersTheSameToEveryPage() {
        platform.then(200, sessions(0, 60, "")).then(200, sessions(0, 60, ""));

        assertThat(client.lists().sessions("bot_1")).hasSize(60);
    }

    @Test
    void aTotalThatIsNotReachedIsNotTakenForWhole() {
        platform.then(200, sessions(0, 20, ",\"total\":30")).then(400, "{}");

        assertThatThrownBy(() -> client.lists().sessions("bot_1").stream().count())
                .isInstanceOf(UnreadableResponseException.class);
    }

    @Test
    void aPageThatFailsIsNotTheEnd() {
        platform.then(200, sessions(0, 50, "")).then(503, "{}");

        assertThatThrownBy(() -> client.lists().sessions("bot_1").stream().count())
                .isInstanceOf(CognigyException.class);
    }

    @Test
    void aWholePageOfRowsThatWereThereBeforeIsAContradiction() {
        List<List<Integer>> pages = List.of(List.of(1, 2), List.of(3, 4), List.of(2, 1), List.of(5));
        assertContradiction(
                of(2, (number, offset) -> new Page<>(pages.get(number), Optional.empty())), "page 3 has only rows");

        List<List<Integer>> last = List.of(List.of(1, 2), List.of(3, 4), List.of(4));
        assertThat(of(2, (number, offset) -> new Page<>(last.get(number), Optional.empty())))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void aWholePageTwiceIsAContradictionWhereverPagesMayBeSmaller() {
        assertContradiction(
                capped(10, (number, offset) -> new Page<>(numbers(10), Optional.empty())), "page 2 has only rows");
        assertContradiction(
                capped(50, (number, offset) -> new Page<>(numbers(10), Optional.of(20L))), "page 2 has only rows");
    }

    @Test
    void aPageShorterThanItsLimitIsTheLast() {
        List<Integer> asked = new ArrayList<>();
        Paged<Integer> list = capped(50, (number, offset) -> {
            asked.add(number);
            return new Page<>(cut(numbers(8), offset, 5, false).items(), Optional.empty(), Optional.of(5));
        });

        assertThat(list).hasSize(8);
        assertThat(asked).containsExactly(0, 1);
    }

    @Test
    void aListOfOnePageFitsACapOfOne() {
        Paged<Integer> list =
                of(5, (number, offset) -> cut(numbers(3), offset, 5, false)).maxPages(1);

        assertThat(list).hasSize(3);
        assertThat(list.toString()).isEqualTo("Paged " + CALL);
    }

    @Test
    void theLatestRunsAreReadByARequestForOne() {
        platform.then(200, runs(7, 8)).then(200, runs(7, 9)).then(200, "{\"data\":[]}");

        assertThat(client.lists().latestTestRuns("suite_1"))
                .extracting(TestRun::id)
                .containsExactly(Optional.of("run_7"));
        assertThat(client.lists().latestTestRuns("suite_1")).hasSize(2);
        assertThat(client.lists().latestTestRuns("suite_1")).isEmpty();
        assertThat(queries()).containsOnly("limit=1&sort=createdAt:desc");
    }

    @Test
    void aSuiteWithoutRunsHasAnEmptyList() {
        platform.then(200, "{\"data\":[]}");

        assertThat(client.lists().testRuns("suite_1")).isEmpty();
    }

    @Test
    void furtherIntentsAreReadByLimitAndOffset() {
        platform.then(200, "{\"items\":[{\"id\":\"i_1\"},{\"id\":\"i_2\"}],\"total\":3}")
                .then(200, "{\"items\":[{\"id\":\"i_3\"}],\"total\":3}");

        assertThat(client.lists().intents()).extracting("id").containsExactly("i_1", "i_2", "i_3");
        assertThat(queries()).containsExactly("null", "limit=2&offset=2");
    }

    @Test
    void anAnswerWithoutContentIsAnEmptyList() {
        platform.then(204, "").then(200, "");

        assertThat(client.lists().webhooks()).isEmpty();
        assertThatThrownBy(() -> client.lists().webhooks().stream().count())
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("an empty body");
    }

    private static Page<Integer> page(int total, Integer... rows) {
        return new Page<>(List.of(rows), Optional.of((long) total));
    }

    private static Paged<Integer> walkedTwice(List<Page<Integer>> first, List<Page<Integer>> second) {
        Iterator<List<Page<Integer>>> walks = List.of(first, second).iterator();
        return Paged.walkedTwice(CALL, 2, Function.identity(), () -> {
            List<Page<Integer>> pages = walks.next();
            return (number, offset) -> number < pages.size() ? pages.get(number) : page(0);
        });
    }

    @Test
    void aListThatEndsBeforeItsTotalIsReadOnceMore() {
        Paged<Integer> list = walkedTwice(
                List.of(page(3, 1, 2), new Page<>(List.of(), Optional.empty())), List.of(page(3, 2, 1), page(3, 3)));

        assertThat(list).containsExactly(1, 2, 3);
    }

    @Test
    void aRowThatIsGoneInTheSecondWalkWasThereInTheFirst() {
        Paged<Integer> list =
                walkedTwice(List.of(page(3, 1, 2), new Page<>(List.of(), Optional.empty())), List.of(page(2, 2, 3)));

        assertThat(list).containsExactly(1, 2, 3);
    }

    @Test
    void aListThatEndsBeforeItsTotalTwiceContradictsItself() {
        List<Page<Integer>> cut = List.of(page(3, 1, 2), new Page<>(List.of(), Optional.empty()));

        assertContradiction(walkedTwice(cut, cut), "it ends after 2 of 3");
    }
}
