package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's own model of a conversation, when pages of history and events cross on their way. */
class BrowserModelTest {
    @TempDir
    static Path data;

    private static BrowserWindow window;
    private static PageServer server;

    @BeforeAll
    static void start() throws Exception {
        window = BrowserWindow.launch();
        server = PageServer.start(data);
        window.open(server.address());
    }

    @AfterAll
    static void stop() {
        if (window != null) {
            window.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Runs a script with {@code conversation}, new, and {@code page(...messages)}; what it returns, as JSON. */
    private static String inTheModel(String script) {
        return window.async("import('./conversation.js').then(({Conversation}) => {"
                + "const conversation = new Conversation('Bob');"
                + "conversation.fill({conversation: 'c', last: {seq: 3, from: 'Bob', at: '', text: 'c'}});"
                + "const page = (...messages) => ({hasBefore: true, messages});"
                + "const message = (seq, text, more) => ({seq, from: 'Bob', at: '', text, ...more});"
                + "const texts = () => conversation.messages.map(each => each.recalled ? '-' : each.text).join(' ');"
                + script + "})");
    }

    @Test
    void whatIsEditedWhileThePageIsOnItsWayIsEditedInIt() {
        assertThat(inTheModel("conversation.startLoading(); const changes = conversation.startPage();"
                        + "conversation.change({kind: 'edited', seq: 2, by: 'Bob', at: '', revision: 1, text: 'B'});"
                        + "conversation.finishLoading(page(message(2, 'b'), message(3, 'c')), () => false);"
                        + "conversation.endPage(changes); return texts()"))
                .isEqualTo("B c");
    }

    @Test
    void whatIsHiddenOrRecalledWhileAnOlderPageIsOnItsWayIsSoInIt() {
        assertThat(inTheModel("conversation.startLoading();"
                        + "conversation.finishLoading(page(message(3, 'c')), () => false);"
                        + "const changes = conversation.startPage();"
                        + "conversation.hide(1); conversation.change({kind: 'recalled', seq: 2, by: 'Bob'});"
                        + "conversation.prepend(page(message(1, 'a'), message(2, 'b')));"
                        + "conversation.endPage(changes); return texts()"))
                .isEqualTo("- c");
    }

    @Test
    void anEditThatThePageHasAlreadyDoesNotTakeItBack() {
        assertThat(inTheModel("conversation.startLoading(); const changes = conversation.startPage();"
                        + "conversation.change({kind: 'edited', seq: 3, by: 'Bob', at: '', revision: 1, text: 'C'});"
                        + "conversation.finishLoading(page(message(3, 'CC', {revision: 2})), () => false);"
                        + "conversation.endPage(changes); return texts()"))
                .isEqualTo("CC");
    }

    @Test
    void reactionsThatThePageHasAlreadyAreThereOnce() {
        assertThat(inTheModel("conversation.startLoading(); const changes = conversation.startPage();"
                        + "conversation.change({kind: 'reaction', seq: 3, by: 'Bob', reaction: '+'});"
                        + "conversation.change({kind: 'reaction', seq: 3, by: 'Ann', reaction: '+'});"
                        + "conversation.change({kind: 'reaction', seq: 3, by: 'Bob', reaction: '+', removed: true});"
                        + "conversation.finishLoading(page("
                        + "message(3, 'c', {reactions: [{reaction: '+', by: ['Bob']}]})), () => false);"
                        + "conversation.endPage(changes);"
                        + "return JSON.stringify(conversation.messages[0].reactions)"))
                .isEqualTo("[{\"reaction\":\"+\",\"by\":[\"Ann\"]}]");
    }

    @Test
    void aRowOlderThanAnEventTakesNoSettingBack() {
        assertThat(inTheModel("conversation.set({pinned: true});"
                        + "conversation.fill({conversation: 'c', pinned: false});"
                        + "return String(conversation.pinned)"))
                .isEqualTo("true");
    }

    @Test
    void aMessageThatComesAfterItWasHiddenIsNotShown() {
        assertThat(inTheModel("conversation.startLoading();"
                        + "conversation.finishLoading(page(message(3, 'c')), () => false);"
                        + "conversation.add({seq: 4, from: 'Bob', at: '', hidden: true}, false);"
                        + "return texts() + conversation.last.seq"))
                .isEqualTo("c4");
    }

    @Test
    void whoTypesDoesNotForEverWhenTheSignalThatEndsItIsLost() {
        assertThat(window.async("import('./typing.js').then(({Typing}) => new Promise(resolve => {"
                        + "const typing = new Typing({limits: {typingMs: 50}}, () => {"
                        + "if (!typing.isPeerTyping('c')) resolve('ended'); });"
                        + "typing.hear({conversation: 'c', typing: true}); }))"))
                .isEqualTo("ended");
    }
}
