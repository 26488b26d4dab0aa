package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless browser with the quickstart's page: what a person sees there and does. Each has a new profile of its own. */
final class BrowserWindow implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM_LOG.setLevel(Level.SEVERE); // or it warns of every browser newer than itself
    }

    private final Path folder;
    private final ChromeDriver driver;

    private BrowserWindow(Path folder, ChromeDriver driver) {
        this.folder = folder;
        this.driver = driver;
    }

    /** A window; the test is skipped where there is no browser. */
    static BrowserWindow launch(String... moreFlags) throws IOException {
        Optional<File> browser = onThePath("chromium");
        Optional<File> service = onThePath("chromedriver");
        Assumptions.assumeTrue(
                browser.isPresent() && service.isPresent(),
                "The browser tests need chromium and chromedriver on the PATH: apt-get install chromium chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,760");
        options.addArguments(moreFlags);
        Path folder = Files.createTempDirectory("browser");
        ChromeDriverService.Builder driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(service.orElseThrow())
                .usingAnyFreePort()
                .withEnvironment(Map.of("TMPDIR", folder.toString())); // there it puts the profile
        return new BrowserWindow(folder, new ChromeDriver(driver.build(), options));
    }

    private static Optional<File> onThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Passes as soon as the assertion does. */
    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(PATIENCE).pollInterval(POLL).untilAsserted(assertion);
    }

    // --- what a person does

    /** Opens the page as someone new to it. */
    void open(String address) {
        driver.get(address);
        if (script("return sessionStorage.length") instanceof Long kept && kept > 0) {
            script("sessionStorage.clear()");
            driver.navigate().refresh();
        }
        find("name");
    }

    BrowserWindow signIn(String address, String name) {
        open(address);
        find("name").sendKeys(name);
        find("sign-in").click();
        eventually(() -> assertThat(connection()).isEqualTo("online"));
        return this;
    }

    void reload() {
        driver.navigate().refresh();
    }

    void goBack() {
        driver.navigate().back();
    }

    void write(String peer) {
        find("new-peer").sendKeys(peer);
        find("start").click();
    }

    void choose(String peer) {
        eventually(() -> assertThat(peers()).contains(peer));
        script("for (const row of all('conversation')) if (row.dataset.peer === arguments[0]) row.click()", peer);
    }

    /** By keyboard. */
    void say(String text) {
        compose(text + Keys.ENTER);
    }

    void compose(String keys) {
        find("compose").sendKeys(keys);
    }

    /** At once, as from the clipboard. */
    void paste(String text) {
        find("compose").click();
        script("document.execCommand('insertText', false, arguments[0])", text);
    }

    void click(String testId) {
        find(testId).click();
    }

    void click(By element) {
        driver.findElement(element).click();
    }

    /** CSS pixels; 0 by 0 is the window's own size again. */
    void resize(int width, int height) {
        Map<String, Object> size = Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", size);
    }

    void prefer(String colorScheme) {
        List<?> features = List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme));
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    void liveIn(String timeZone) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", timeZone));
    }

    // --- what a person sees

    /** Of the conversation on screen, from top to bottom. */
    List<String> texts() {
        return strings("return all('message').map(each => each.querySelector('[data-testid=text]').textContent)");
    }

    /** Of one's own messages, from top to bottom. */
    List<String> states() {
        return strings("return all('message').map(each => each.dataset.state).filter(Boolean)");
    }

    List<String> seqs() {
        return strings("return all('message').map(each => each.dataset.seq)");
    }

    /** Names in the list, newest conversation first. */
    List<String> peers() {
        return strings("return all('conversation').map(each => each.dataset.peer)");
    }

    /** Badges in the list, empty for none. */
    List<String> unread() {
        return strings("return all('unread').map(each => each.checkVisibility() ? each.textContent : '')");
    }

    String title() {
        return driver.getTitle();
    }

    String connection() {
        return find("connection").getDomAttribute("data-state");
    }

    /** The text of an element where it is visible, or else empty. */
    String textOf(String css) {
        return driver.findElement(By.cssSelector(css)).getText();
    }

    boolean shows(String css) {
        return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** With {@code all(testId)} for the elements of that name. */
    Object script(String script, Object... arguments) {
        String all = "const all = id => [...document.querySelectorAll(`[data-testid=${id}]`)];";
        return driver.executeScript(all + script, arguments);
    }

    @SuppressWarnings("unchecked") // a script's array is a list
    List<String> strings(String script, Object... arguments) {
        return (List<String>) script(script, arguments);
    }

    void screenshot(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    private WebElement find(String testId) {
        By element = By.cssSelector("[data-testid=" + testId + "]");
        return new WebDriverWait(driver, PATIENCE, POLL).until(ExpectedConditions.visibilityOfElementLocated(element));
    }

    @Override
    public void close() {
        driver.quit();
        delete(folder.toFile());
    }

    private static void delete(File file) {
        File[] children = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        file.delete();
    }
}
