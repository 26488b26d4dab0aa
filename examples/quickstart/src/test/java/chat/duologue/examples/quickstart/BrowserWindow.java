package chat.duologue.examples.quickstart;

import static java.util.stream.Collectors.joining;
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
import org.openqa.selenium.WebDriverException;
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

    /** Passes as soon as the assertion does; what it looks at need not be on the page yet. */
    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(assertion);
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

    /** Opens the menu of the message with that text, by keyboard. */
    void openMenuOf(String text) {
        eventually(() -> assertThat(texts()).contains(text));
        script(
                "all('message').find(each => each.querySelector('.text').textContent === arguments[0])"
                        + ".querySelector('.more').focus()",
                text);
        press(Keys.ENTER);
    }

    /** Opens the menu of the message with that text, and chooses there. */
    void choose(String item, String text) {
        openMenuOf(text);
        choose(menuItem(item));
    }

    /** Opens the menu of the conversation, and chooses there. */
    void set(String item) {
        click("settings");
        choose(menuItem(item));
    }

    private void choose(By item) {
        new WebDriverWait(driver, PATIENCE, POLL)
                .until(ExpectedConditions.elementToBeClickable(item))
                .click();
    }

    /** By its label, which is its text where it has no other. */
    private static By menuItem(String label) {
        return By.xpath("//*[@role='menu']/*[@aria-label='" + label + "' or (not(@aria-label) and .='" + label + "')]");
    }

    /** On whatever has the focus. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** As with the dialog of the paper clip. */
    void attach(Path... files) {
        String paths = Arrays.stream(files)
                .map(each -> each.toAbsolutePath().toString())
                .collect(joining("\n"));
        driver.findElement(By.id("files")).sendKeys(paths);
    }

    /** Bytes per second that leave; 0 for as many as there can be. */
    void uploadAt(int bytesPerSecond) {
        driver.executeCdpCommand("Network.enable", Map.of());
        int limit = bytesPerSecond == 0 ? -1 : bytesPerSecond;
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", limit));
    }

    /** Requests for these addresses fail; none for no patterns. */
    void cutOff(String... patterns) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
    }

    void saveTo(Path folder) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        folder.toAbsolutePath().toString()));
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

    /** Of all elements of a class. */
    List<String> texts(String name) {
        return strings("return [...document.getElementsByClassName(arguments[0])].map(each => each.textContent)", name);
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

    /** Of each message from top to bottom: its reactions, such as {@code "👍 2"}, with a blank between. */
    List<String> reactions() {
        return strings("return all('message').map(each =>"
                + " [...each.querySelectorAll('.chip')].map(chip => chip.textContent).join(' '))");
    }

    /** What stands above the text of each message that answers another. */
    List<String> quotes() {
        return strings("return all('quote').filter(each => each.checkVisibility())"
                + ".map(each => each.querySelector('.quote-author').textContent + ': '"
                + " + each.querySelector('.quote-text').textContent)");
    }

    /** How the files that go with the next message stand. */
    List<String> uploads() {
        return strings("return all('upload').map(each => each.dataset.state)");
    }

    List<String> menuItems() {
        return strings("return [...document.querySelectorAll('[role=menu] > *')]"
                + ".map(each => each.getAttribute('aria-label') ?? each.textContent)");
    }

    /** What has the focus, as a screen reader names it. */
    String focused() {
        return String.valueOf(script("const it = document.activeElement;"
                + "return it.getAttribute('aria-label') ?? it.textContent.trim()"));
    }

    /** What axe-core finds wrong with the page as it is, one line each. */
    List<String> barriers() {
        script(AxeScript.TEXT);
        return ((List<?>)
                        driver.executeAsyncScript(
                                "axe.run().then(({violations}) => arguments[0](violations"
                                        + ".flatMap(({id, nodes}) => nodes.map(each => `${id}: ${each.html} ${each.failureSummary}`))))"))
                .stream().map(String::valueOf).toList();
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

    /** What a script's promise comes to, as text. */
    String async(String promise) {
        String script = "const done = arguments[0];" + promise + ".then(done, error => done(String(error)))";
        return String.valueOf(driver.executeAsyncScript(script));
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
