package io.cognigydeploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of a report as people meet it: on a telephone, a tablet and a desktop, in the light and in the dark, on paper,
 * and by a screen reader. With {@code -Dbrowser.pictures=FOLDER} it writes pictures to look at.
 */
class ReportInBrowserTest {

    private static final Map<SampleReport, URI> PAGES = new EnumMap<>(SampleReport.class);

    @TempDir
    private static Path records;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    @BeforeAll
    static void start() {
        for (SampleReport sample : SampleReport.values()) {
            Path folder = sample.in(records.resolve(sample.name())).folder().orElseThrow();
            PAGES.put(sample, folder.resolve("report.html").toUri());
        }
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private void open(SampleReport sample, int width, String scheme) {
        browser.size(width, 900);
        browser.media("screen", scheme);
        browser.open(Objects.requireNonNull(PAGES.get(sample)));
    }

    private void openAll() {
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)");
    }

    @ParameterizedTest
    @EnumSource
    void noWidthNeedsAHorizontalScroll(SampleReport sample) {
        for (int width : new int[] {390, 768, 1280}) {
            open(sample, width, "light");
            picture(sample, width + "-light");
            openAll();

            assertThat(browser.number("document.documentElement.scrollWidth"))
                    .as("width of the page in a window of " + width)
                    .isLessThanOrEqualTo(browser.number("window.innerWidth"));
            // What is wider than the page is neither cut off nor shown over its neighbour.
            assertThat(browser.texts("""
                    [...document.querySelectorAll('h1,h2,p,th,td,code,li')]
                        .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
                        .filter(each => !each.closest('thead')).map(each => each.outerHTML.slice(0, 120))\
                    """)).as("cut off in a window of " + width).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void axeFindsNothingSeriousInTheLightNorInTheDark(SampleReport sample) {
        for (String scheme : List.of("light", "dark")) {
            open(sample, 1280, scheme);
            picture(sample, "1280-" + scheme);
            openAll();
            // Thousands of rows are alike, and axe needs a minute for them.
            browser.run("document.querySelectorAll('tbody tr:nth-child(n+30)').forEach(each => each.remove())");

            assertThat(browser.barriers()).as(scheme).isEmpty();
        }
        open(sample, 390, "dark");
        picture(sample, "390-dark");
        assertThat(browser.barriers()).as("on a telephone").isEmpty();
    }

    @Test
    void axeFindsWhatIsSerious() {
        open(SampleReport.SUCCEEDED, 1280, "light");
        browser.run("document.documentElement.removeAttribute('lang')");
        browser.run("document.querySelector('.because').style.color = '#eee'");

        assertThat(browser.barriers())
                .anyMatch(line -> line.startsWith("html-has-lang"))
                .anyMatch(line -> line.startsWith("color-contrast"));
    }

    @ParameterizedTest
    @EnumSource
    void aScreenReaderFindsHeadingsCaptionsAndScopes(SampleReport sample) {
        open(sample, 1280, "light");

        assertThat(browser.number("document.querySelectorAll('h1').length")).isEqualTo(1);
        assertThat(browser.text("document.documentElement.lang")).isEqualTo("en");
        assertThat(browser.isTrue("""
                [...document.querySelectorAll('table')].every(table => table.caption && table.caption.textContent
                    && [...table.tBodies[0].rows].every(row => row.cells[0].scope === 'row')
                    && (!table.tHead || [...table.tHead.rows[0].cells].every(each => each.scope === 'col' || !each.textContent)))\
                """)).isTrue();
        assertThat(browser.isTrue("[...document.querySelectorAll('main > *')].every(each => each.querySelector('h2'))"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyOfThePageRefusesNothingThatItHas(SampleReport sample) {
        open(sample, 1280, "light");

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.text("getComputedStyle(document.querySelector('summary')).cursor"))
                .isEqualTo("pointer");
    }

    private String firstHeading() {
        return browser.text("document.querySelector('main h2').textContent");
    }

    private String first(String selector) {
        return browser.text("document.querySelector('" + selector + "').innerText");
    }

    @Test
    void whatStoppedTheRunIsOnTheFirstScreenOfATelephone() {
        open(SampleReport.REJECTED_BY_ONE_OF_FORTY, 390, "light");

        assertThat(first("header p")).contains("bot-version on FAKE https://");
        assertThat(first("h1")).isEqualTo("Rejected: nothing was changed");
        assertThat(firstHeading()).isEqualTo("What stopped the run");
        assertThat(browser.number("document.querySelector('main table').tBodies[0].rows.length"))
                .isEqualTo(1);
        assertThat(first("main table tbody tr")).contains("suite 34", "FAIL", "181 of 200 tests passed", "0.905");
        assertThat(browser.isTrue("document.querySelector('main table tbody tr').getBoundingClientRect().bottom < 900"))
                .isTrue();
    }

    @Test
    void passedChecksAreFoldedAndOpenByAClick() {
        open(SampleReport.REJECTED_BY_ONE_OF_FORTY, 1280, "light");

        String passed = "[...document.querySelectorAll('details')].find(each => /^Passed/.test(each.innerText))";
        assertThat(browser.text(passed + ".querySelector('h2').textContent")).matches("Passed checks \\(\\d{2}\\)");
        assertThat(browser.isTrue(passed + ".open")).isFalse();
        assertThat(browser.isTrue(passed + ".querySelector('table').checkVisibility()"))
                .isFalse();
        browser.run(passed + ".querySelector('summary').click()");
        assertThat(browser.isTrue(passed + ".querySelector('table').checkVisibility()"))
                .isTrue();
    }

    @Test
    void whatChangedFollowsWhatStoppedTheRun() {
        open(SampleReport.ROLLED_BACK, 1280, "light");

        assertThat(browser.texts("[...document.querySelectorAll('main h2')].map(each => each.textContent)"))
                .startsWith("What stopped the run", "What changed (2)")
                .contains("What happened");
        assertThat(first("main tbody tr")).contains("smoke test", "no answer to: hello");
    }

    @Test
    void aRunThatCanBeResumedOrUndoneHasTheCommands() {
        open(SampleReport.UNKNOWN, 1280, "light");
        assertThat(browser.texts("[...document.querySelectorAll('header code')].map(each => each.innerText)"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("cognigy-deploy resume ")
                                .contains(" --journal /"),
                        line -> assertThat(line).startsWith("pipeline.resume(\""),
                        line -> assertThat(line)
                                .startsWith("cognigy-deploy undo ")
                                .contains(" --journal /"),
                        line -> assertThat(line).startsWith("pipeline.undo(\""));

        open(SampleReport.SUCCEEDED, 1280, "light");
        assertThat(first("header code")).startsWith("cognigy-deploy undo ");
        assertThat(firstHeading()).isEqualTo("What changed (1)");

        open(SampleReport.ROLLED_BACK, 1280, "light");
        assertThat(browser.number("document.querySelectorAll('header code').length"))
                .isZero();
    }

    @Test
    void textOfOthersIsTextAndRunsInItsOwnDirection() {
        open(SampleReport.HOSTILE, 390, "light");

        assertThat(browser.text("document.title")).startsWith("Rejected");
        assertThat(browser.number("document.querySelectorAll('img,script').length"))
                .isZero();
        assertThat(browser.number("document.querySelectorAll('h1').length")).isEqualTo(1);
        assertThat(browser.isTrue("""
                [...document.querySelectorAll('td')].some(each => /^\\p{Script=Arabic}/u.test(each.innerText)
                    && getComputedStyle(each).unicodeBidi === 'plaintext')\
                """)).isTrue();
    }

    @Test
    void aCanaryHasItsChartWithAName() {
        open(SampleReport.CANARY, 390, "light");

        assertThat(browser.text("document.querySelector('.chart svg').getAttribute('aria-label')"))
                .isEqualTo("Canary: Roll back");
        assertThat(firstHeading()).isEqualTo("What stopped the run");
        assertThat(first("main tbody tr")).contains("canary", "ROLL BACK", "Errors: canary");
    }

    @Test
    void durationsAreBars() {
        open(SampleReport.THOUSAND_FLOWS, 1280, "light");
        openAll();

        assertThat(browser.number("document.querySelectorAll('td.took svg.bar rect').length"))
                .isGreaterThan(1_000L);
        assertThat(browser.isTrue("""
                [...document.querySelectorAll('td.took svg.bar')].every(each => each.getBoundingClientRect().width > 20
                    && each.getBoundingClientRect().height > 2)\
                """)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void paperIsWhiteAndInkIsDark(String scheme) {
        open(SampleReport.ROLLED_BACK, 794, scheme);
        browser.media("print", scheme);
        picture(SampleReport.ROLLED_BACK, "print-" + scheme);

        assertThat(browser.text("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(browser.text("getComputedStyle(document.body).color")).isEqualTo("rgb(29, 36, 51)");
        assertThat(browser.barriers()).isEmpty();
        // Paper cannot be opened by a click.
        assertThat(browser.isTrue("document.querySelector('details table').getBoundingClientRect().height > 20"))
                .isTrue();
    }

    /** Writes a picture, if there is a folder for pictures. */
    private void picture(SampleReport sample, String name) {
        @Nullable String folder = System.getProperty("browser.pictures");
        if (folder != null) {
            browser.picture(Path.of(folder, sample.name().toLowerCase(Locale.ROOT) + "-" + name + ".png"));
        }
    }
}
