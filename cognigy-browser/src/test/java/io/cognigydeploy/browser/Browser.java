package io.cognigydeploy.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * Chromium without a window. The programs are {@code chromium} and {@code chromedriver} of the {@code PATH}, unless the
 * system properties {@code browser.binary} and {@code browser.driver} name others.
 */
final class Browser implements AutoCloseable {

    /** Kept, because a logger without a reference forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** @throws IllegalStateException if a program is missing; the message states how to install both */
    static Browser start() {
        // It warns that it has no typed commands for this version of Chromium; none is used.
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("browser.binary", "chromium", "chromium-browser", "google-chrome"));
        // Root has no sandbox, and containers have a small /dev/shm.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("browser.driver", "chromedriver"))
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return new Browser(driver);
    }

    private static File program(String property, String... names) {
        @Nullable String named = System.getProperty(property);
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(System.getenv("PATH"))
                        .map(Path::of)
                        .flatMap(folder -> Stream.of(names).map(folder::resolve));
        return candidates
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        names[0] + " is missing. On Debian: apt-get install chromium chromium-driver"));
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    /** Sets the size of the window, in CSS pixels. */
    void size(int width, int height) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /**
     * Sets what the page is shown for.
     *
     * @param media {@code screen} or {@code print}
     * @param scheme {@code light} or {@code dark}
     */
    void media(String media, String scheme) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Runs a statement in the page. */
    void run(String statement) {
        driver.executeScript(statement);
    }

    private Object value(String expression) {
        return Objects.requireNonNull(driver.executeScript("return " + expression), expression);
    }

    /** Returns the value of an expression in the page that is a text. */
    String text(String expression) {
        return (String) value(expression);
    }

    /** Returns the value of an expression in the page that is a whole number. */
    long number(String expression) {
        return (Long) value(expression);
    }

    boolean isTrue(String expression) {
        return (Boolean) value(expression);
    }

    /** Returns the value of an expression in the page that is a list of texts. */
    List<String> texts(String expression) {
        return ((List<?>) value(expression)).stream().map(String::valueOf).toList();
    }

    /** Returns what axe finds and calls serious or critical, a line each. */
    List<String> barriers() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations
                .filter(each => each.impact === 'serious' || each.impact === 'critical')
                .flatMap(each => each.nodes.map(node => each.id + ' at ' + node.target + ': ' + node.failureSummary))));
            """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /** Returns what the page made the browser complain about, such as a style that its policy refuses. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** Writes a picture of the whole page. */
    void picture(Path file) {
        Map<String, Object> picture =
                cdp("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    private static String axe() {
        try (InputStream script =
                Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"), "axe.min.js is missing")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
