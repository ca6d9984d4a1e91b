package io.cognigydeploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.spring.example.ReleaseApplication;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The page of the Spring Boot example as people use it: a release is started, followed, approved, cancelled and undone. With
 * {@code -Dbrowser.pictures=FOLDER} it writes pictures to look at.
 */
@Timeout(120)
class ReleasePageInBrowserTest {

    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final String ENVIRONMENT = "env_prod_us_east_1";
    private static final String NEW = "v2.4.1-stable";
    private static final String OLD = "v2.4.0-stable";

    private static Browser browser;

    @TempDir
    private Path records;

    private ConfigurableApplicationContext application;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() {
        application = SpringApplication.run(
                ReleaseApplication.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--example.poll=100ms",
                "--cognigy.store.folder=" + records);
        browser.media("screen", "light");
        browser.size(1280, 900);
        browser.open(
                URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/"));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private FakeCognigy fake() {
        return application.getBean(FakeCognigy.class);
    }

    private Optional<String> live() {
        return fake().liveVersion(BOT, ENVIRONMENT);
    }

    private void click(String button) throws InterruptedException {
        String found = "[...document.querySelectorAll('button')].find(each => each.textContent === '" + button
                + "' && each.checkVisibility())";
        until(found + " !== undefined");
        browser.run(found + ".click()");
    }

    private void until(String condition) throws InterruptedException {
        while (!browser.isTrue(condition)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void untilState(String state) throws InterruptedException {
        until("document.getElementById('state').textContent === '" + state + "'");
    }

    private String text(String selector) {
        return browser.text("document.querySelector('" + selector + "').innerText");
    }

    private List<String> buttons() {
        return browser.texts("[...document.querySelectorAll('#act button')].filter(each => each.checkVisibility())"
                + ".map(each => each.textContent)");
    }

    @Test
    void aReleaseIsStartedFollowedApprovedAndUndone() throws InterruptedException {
        click("Start");
        untilState("Waits for approval");
        assertThat(text("#changes")).contains(NEW);
        assertThat(text("#platform")).startsWith("FAKE https://");
        assertThat(buttons()).containsExactly("Approve", "Reject", "Cancel");
        assertThat(live()).contains(OLD);
        look("waits");

        click("Approve");
        untilState("Under way");
        until("document.getElementById('progress').innerText.includes('running')");
        untilState("Succeeded");
        assertThat(live()).contains(NEW);
        assertThat(text("#progress")).contains("approved by release board");
        until("document.querySelector('#list').innerText.includes('Succeeded')");
        assertThat(buttons()).containsExactly("Undo");
        look("succeeded");

        click("Undo");
        untilState("Rolled Back");
        assertThat(live()).contains(OLD);
        assertThat(buttons()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aReleaseIsCancelledInTheMiddle() throws InterruptedException {
        fake().everyJob(JobScript.neverEnds());
        click("Start");
        click("Approve");
        until("document.getElementById('progress').innerText.includes('running')");

        click("Cancel");
        untilState("Cancelled");

        assertThat(live()).contains(OLD);
    }

    @Test
    void aRefusalIsShownBesideTheRunThatIsUnderWay() throws InterruptedException {
        click("Start");
        untilState("Waits for approval");
        String first = text("#run-id");

        click("Start");
        until("document.getElementById('problem').textContent !== ''");

        assertThat(text("#problem")).contains(first);
        assertThat(text("#run-id")).isEqualTo(first);
        until("document.getElementById('progress').innerText.includes('" + first + "')");
        look("refused");
        click("Reject");
        untilState("Rejected");
        assertThat(text("#problem")).isEmpty();
    }

    @Test
    void noWidthNeedsAHorizontalScrollAndAxeFindsNothingSerious() throws InterruptedException {
        click("Start");
        untilState("Waits for approval");
        for (String scheme : List.of("light", "dark")) {
            for (int width : new int[] {390, 1280}) {
                browser.size(width, 900);
                browser.media("screen", scheme);

                assertThat(browser.number("document.documentElement.scrollWidth"))
                        .as(scheme + " at " + width)
                        .isLessThanOrEqualTo(browser.number("document.documentElement.clientWidth"));
                assertThat(browser.barriers()).as(scheme + " at " + width).isEmpty();
            }
        }
    }

    /** Writes pictures of the page, if they are asked for. */
    private void look(String name) {
        @Nullable String folder = System.getProperty("browser.pictures");
        if (folder == null) {
            return;
        }
        Map.of("390-light", 390, "1280-light", 1280, "390-dark", 390, "1280-dark", 1280)
                .forEach((kind, width) -> {
                    browser.size(width, 900);
                    browser.media("screen", kind.substring(kind.indexOf('-') + 1));
                    browser.picture(Path.of(folder, "release-" + name + "-" + kind + ".png"));
                });
        browser.media("screen", "light");
        browser.size(1280, 900);
    }
}
