package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.MessageSearch.Hit;
import chat.duologue.store.spi.MessageSearch.HitPage;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How messages are found by what they say, whether a store's index knows of them or not. */
interface SearchContract extends MessageChanges {
    /** So many messages that a store may take those before them into its index. */
    int MANY = 1_100;

    /** Skips the test where the store can't search. */
    default MessageSearch search() {
        Optional<MessageSearch> search = store().search();
        Assumptions.assumeTrue(search.isPresent(), "the store can't search");
        return search.orElseThrow();
    }

    default HitPage page(UserId reader, String query, long before, int limit) {
        return search().find(reader, null, new SearchQuery(query), before, limit)
                .orElseThrow();
    }

    /** All that is found, in pages of a size. */
    default List<Message> found(UserId reader, String query, int limit) {
        List<Message> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            HitPage page = page(reader, query, before, limit);
            assertThat(page.hits()).hasSizeLessThanOrEqualTo(limit);
            page.hits().forEach(hit -> found.add(hit.message()));
            if (page.next().isEmpty()) {
                return found;
            }
            assertThat(page.next().getAsLong()).isPositive().isLessThan(before);
            before = page.next().getAsLong();
        }
    }

    default List<Message> found(UserId reader, String query) {
        return found(reader, query, 100);
    }

    /** Has the store put into its index what it can, for this test's users. */
    default void index() {
        UserId after = null;
        do {
            DuePage page = search().due(after, 100);
            for (UserId user : page.users()) {
                while (user.value().startsWith(tag()) && search().index(user)) {
                    assertThat(user).isNotNull();
                }
            }
            after = page.next().orElse(null);
        } while (after != null);
    }

    /** Sends so much between these two that the messages before can be in the index, and has them put there. */
    default void pushIntoIndex(UserId one, UserId other) {
        sendManyMore(one, other);
        index();
    }

    default void sendManyMore(UserId one, UserId other) {
        List<Write> batch = new ArrayList<>();
        for (int i = 1; i <= MANY; i++) {
            batch.add(sending(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, "filling number " + i));
        }
        for (int from = 0; from < MANY; from += 200) {
            writeAll(batch.subList(from, Math.min(from + 200, MANY)));
        }
    }

    /** The same found before the messages are in the index, and when they are. */
    default void assertFound(UserId reader, UserId peer, String query, List<Message> expected) {
        assertThat(found(reader, query)).as("before the index: %s", query).isEqualTo(expected);
        pushIntoIndex(reader, peer);
        assertThat(found(reader, query)).as("with the index: %s", query).isEqualTo(expected);
        assertThat(found(reader, query, 1)).as("in pages of one: %s", query).isEqualTo(expected);
    }

    private static List<Message> newestFirst(List<Message> sent) {
        List<Message> reversed = new ArrayList<>(sent);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Whether the query finds a message of this text. */
    default boolean finds(String query, String text) {
        return new SearchQuery(query).matcher().matches(text);
    }

    @Test
    default void wordsAreFoundInWhateverOrderAndTheLastOneByItsBeginning() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = send(alice, bob, "The quick brown fox, jumping over 17 lazy dogs.");
        Message second = send(bob, alice, "a brown dog");
        send(bob, alice, "nothing of that");
        assertThat(found(bob, "DOG brown")).containsExactly(second);
        assertThat(found(bob, "brown dog")).containsExactly(second, first);
        assertThat(found(bob, "brown dog ")).as("a word that is ended").containsExactly(second);
        assertThat(found(bob, "jump")).containsExactly(first);
        assertThat(found(bob, "ump")).isEmpty();
        assertThat(found(bob, "17")).containsExactly(first);
        assertThat(found(bob, "1")).as("one character is a whole word").isEmpty();
        assertThat(found(bob, "a")).containsExactly(second);
        assertThat(found(bob, "brown elephant")).isEmpty();
        assertFound(alice, bob, "lazy quick", List.of(first));
        assertThat(found(alice, "brown dog")).containsExactly(second, first);
        assertThat(found(alice, "dog brown")).containsExactly(second);
        assertThat(found(alice, "jump")).containsExactly(first);
        assertThat(found(bob, "brown fox")).containsExactly(first);
    }

    @Test
    default void aQueryWithoutAWordFindsNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello !!! ...");
        send(alice, bob, "!!!");
        for (String query : List.of("", " ", "!!!", "\u0301", "\u200d", "%", "\t\n")) {
            assertThat(found(bob, query)).as(query).isEmpty();
        }
        assertThat(page(bob, "hello", Long.MAX_VALUE, 0))
                .isEqualTo(new HitPage(List.of(), page(bob, "", 1, 1).next()));
        assertThatThrownBy(() -> page(bob, "hello", Long.MAX_VALUE, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void caseMarksAndWidthDoNotCountInAnyScript() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<List<String>> pairs = List.of(
                List.of("cafe", "Café"),
                List.of("CAFÉ", "cafe"),
                List.of("strasse", "Straße"),
                List.of("STRAẞE", "strasse"),
                List.of("istanbul", "İSTANBUL"),
                List.of("ISPARTA", "ısparta"),
                List.of("οδος", "ΟΔΟΣ"),
                List.of("москва", "МОСКВА"),
                List.of("еще", "ещё"),
                List.of("كتاب", "كِتَاب"),
                List.of("שלום", "שָׁלוֹם"),
                List.of("हिन्दी", "मैं हिन्दी बोलता हूँ"),
                List.of("tieng viet", "Tiếng Việt"),
                List.of("ｗｉｄｅ", "wide"),
                List.of("ﬁne", "fine"),
                List.of("カメラ", "ｶﾒﾗ"),
                List.of("გამარჯობა", "გამარჯობა"));
        List<Message> sent = new ArrayList<>();
        for (List<String> pair : pairs) {
            sent.add(send(alice, bob, pair.get(1)));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < pairs.size(); i++) {
                assertThat(found(bob, pairs.get(i).get(0)))
                        .as("%s", pairs.get(i))
                        .contains(sent.get(i));
            }
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void textsWithoutSpacesAreFoundWhereTheyStandJustSo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<List<String>> pairs = List.of(
                List.of("北京", "我明天去北京出差。"),
                List.of("京", "東京へ行く"),
                List.of("去北京出差", "我明天去北京出差!"),
                List.of("駅", "明日は駅"),
                List.of("スーパー", "スーパーマーケット"),
                List.of("ひらがな", "これはひらがなです"),
                List.of("학교", "우리는 학교에 갑니다"),
                List.of("สวัสดี", "สวัสดีครับ"),
                List.of("ครับ", "สวัสดีครับ"),
                List.of("ສະບາຍ", "ສະບາຍດີ"),
                List.of("សួស្តី", "ជំរាបសួរ សួស្តីបង"),
                List.of("မင်္ဂလာ", "မင်္ဂလာပါ"),
                List.of("iphone 北京", "新iPhone在北京买"));
        List<Message> sent = new ArrayList<>();
        for (List<String> pair : pairs) {
            sent.add(send(alice, bob, pair.get(1)));
        }
        send(bob, alice, "京北 出差去 北 京");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < pairs.size(); i++) {
                assertThat(found(alice, pairs.get(i).get(0)))
                        .as("%s", pairs.get(i))
                        .contains(sent.get(i));
            }
            assertThat(found(alice, "北京")).extracting(Message::seq).containsExactly(13L, 3L, 1L);
            assertThat(found(alice, "北京出差去")).isEmpty();
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void symbolsAreFoundByThemselves() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message laughing = send(alice, bob, "so funny😂😂!");
        Message thumb = send(alice, bob, "ok👍🏽");
        Message heart = send(alice, bob, "❤️ you");
        send(alice, bob, "😀");
        for (int round = 0; round < 2; round++) {
            assertThat(found(bob, "😂")).containsExactly(laughing);
            assertThat(found(bob, "👍")).containsExactly(thumb);
            assertThat(found(bob, "❤")).containsExactly(heart);
            assertThat(found(bob, "you ❤️")).containsExactly(heart);
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void nothingInAQueryIsAnOperator() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "plain text");
        for (String query : List.of(
                "%",
                "_",
                "'",
                "\"",
                "pl%",
                "pl_in",
                "plain' OR '1'='1",
                "plain & nothing",
                "nothing | plain",
                "-nothing zz",
                "plain +nothing",
                "nothing*",
                "~nothing",
                "\"plain nothing\"",
                "(nothing",
                "@nothing",
                "nothing:*",
                "\\nothing",
                "nothing<->plain",
                "; DROP TABLE duologue_message",
                "NEAR/2 plain",
                "*lain")) {
            assertThat(found(bob, query)).as(query).isEmpty();
        }
        for (String query : List.of(
                "plain & text",
                "plain | text",
                "!plain",
                "-plain",
                "+plain",
                "plain:*",
                "\"text plain\"",
                "plain*",
                "(plain) <text> ~@",
                "'plain'",
                "%plain%",
                "plain\\")) {
            assertThat(found(bob, query)).as(query).hasSize(1);
        }
    }

    @Test
    default void theNewestComeFirstFromAllConversationsInPagesWithoutGapsOrDoubles() {
        UserId alice = user("alice");
        List<UserId> peers = List.of(user("bob"), user("carol"), user("dave"));
        List<Message> expected = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            UserId peer = peers.get(i % 3);
            Message sent = i % 2 == 0 ? send(alice, peer, "needle " + i) : send(peer, alice, "needle " + i);
            if (i % 7 == 0) {
                send(peer, alice, "hay");
            }
            expected.add(sent);
        }
        acknowledge(alice, head(alice));
        assertThat(found(alice, "needle", 7)).isEqualTo(newestFirst(expected));
        pushIntoIndex(alice, user("erin"));
        for (int i = 0; i < 5; i++) {
            expected.add(send(alice, peers.get(0), "another needle"));
        }
        for (int limit : List.of(1, 7, 45, 500)) {
            assertThat(found(alice, "needle", limit))
                    .as("in pages of %s", limit)
                    .isEqualTo(newestFirst(expected));
        }
    }

    @Test
    default void pagesGoOnWhileMessagesCome() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> sent.add(send(alice, bob, "needle " + i)));
        List<Message> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (before > 0) {
            HitPage page = page(bob, "needle", before, 3);
            page.hits().forEach(hit -> found.add(hit.message()));
            before = page.next().orElse(0);
            send(alice, bob, "needle too");
            sendMany(bob, alice, 100);
            index();
        }
        assertThat(found).isEqualTo(newestFirst(sent));
    }

    @Test
    default void nobodyFindsWhatIsNotTheirs() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        Message secret = send(alice, bob, "the secret word");
        Message other = send(alice, carol, "another secret");
        for (int round = 0; round < 2; round++) {
            assertThat(found(bob, "secret")).containsExactly(secret);
            assertThat(found(carol, "secret")).containsExactly(other);
            assertThat(found(alice, "secret")).containsExactly(other, secret);
            assertThat(found(user("stranger"), "secret")).isEmpty();
            SearchQuery query = new SearchQuery("secret");
            assertThat(search().find(carol, secret.conversation(), query, Long.MAX_VALUE, 10))
                    .isEmpty();
            assertThat(search().find(user("stranger"), secret.conversation(), query, Long.MAX_VALUE, 10))
                    .isEmpty();
            assertThat(search().find(bob, new ConversationId("none"), query, Long.MAX_VALUE, 10))
                    .isEmpty();
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void aSearchCanBeOfOneConversationOnly() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message plain = send(alice, bob, "needle here");
        Message inContext = send(alice, with(bob, "order 7"), "needle there");
        SearchQuery query = new SearchQuery("needle");
        for (int round = 0; round < 2; round++) {
            assertThat(found(bob, "needle")).containsExactly(inContext, plain);
            for (Message message : List.of(plain, inContext)) {
                HitPage page = search().find(bob, message.conversation(), query, Long.MAX_VALUE, 10)
                        .orElseThrow();
                assertThat(page.hits()).extracting(Hit::message).containsExactly(message);
            }
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void theMessagesOfABlockedUserAreStillFound() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "needle");
        write(blocking(bob, alice));
        write(blocking(alice, bob));
        assertFound(bob, user("carol"), "needle", List.of(message));
        assertThat(found(alice, "needle")).containsExactly(message);
    }

    @Test
    default void anEditedMessageIsFoundByWhatItSaysNow() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message early = edit(send(alice, bob, "wrod"), "word");
        Message late = send(alice, bob, "something");
        pushIntoIndex(alice, bob);
        assertThat(found(bob, "wrod")).isEmpty();
        assertThat(found(bob, "word")).containsExactly(early);
        Message now = edit(late, "different words");
        for (int round = 0; round < 2; round++) {
            for (UserId member : List.of(alice, bob)) {
                assertThat(found(member, "something")).isEmpty();
                assertThat(found(member, "word")).containsExactly(now, early);
            }
            index();
        }
        Message again = edit(now, "something");
        assertThat(found(alice, "something")).containsExactly(again);
        pushIntoIndex(alice, bob);
        assertThat(found(bob, "something")).containsExactly(again);
        assertThat(found(bob, "different")).isEmpty();
    }

    @Test
    default void aRecalledMessageIsNotFound() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        recall(send(alice, bob, "early needle"));
        Message late = send(alice, bob, "late needle");
        assertFound(bob, alice, "needle", List.of(late));
        recall(late);
        for (int round = 0; round < 2; round++) {
            assertThat(found(alice, "needle")).isEmpty();
            assertThat(found(bob, "needle")).isEmpty();
            index();
        }
    }

    @Test
    default void aHiddenMessageIsFoundByTheOtherOneOnly() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message early = send(alice, bob, "early needle");
        hide(bob, early);
        Message late = send(alice, bob, "late needle");
        pushIntoIndex(alice, bob);
        assertThat(found(bob, "needle")).containsExactly(late);
        hide(bob, late);
        for (int round = 0; round < 2; round++) {
            assertThat(found(bob, "needle")).isEmpty();
            assertThat(found(alice, "needle")).containsExactly(late, early);
            index();
        }
    }

    @Test
    default void aPurgedMessageIsNotFound() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = List.of(send(alice, bob, "needle 1"), send(alice, bob, "needle 2"));
        Message elsewhere = send(alice, user("carol"), "needle 3");
        housekeeping().purge(sent.get(0).conversation(), 1);
        assertFound(alice, user("carol"), "needle", List.of(elsewhere, sent.get(1)));
        housekeeping().purge(sent.get(0).conversation(), 2);
        for (int round = 0; round < 2; round++) {
            assertThat(found(alice, "needle")).containsExactly(elsewhere);
            assertThat(found(bob, "needle")).isEmpty();
            index();
        }
    }

    @Test
    default void whatAnErasedUserWroteIsFoundAsLongAsItIsKept() {
        for (Erasure erasure : Erasure.values()) {
            UserId alice = user("alice" + erasure);
            UserId bob = user("bob" + erasure);
            UserId carol = user("carol" + erasure);
            Message message = send(alice, bob, "needle of " + erasure);
            send(alice, carol, "another needle");
            Message edited = edit(send(alice, bob, "before"), "afterwards");
            pushIntoIndex(alice, bob);
            Message late = edit(edited, "last");
            housekeeping().erase(alice, erasure);
            for (int round = 0; round < 2; round++) {
                boolean kept = erasure == Erasure.KEEP_MESSAGES;
                assertThat(found(alice, "needle")).isEmpty();
                assertThat(found(bob, "needle")).extracting(Message::seq).isEqualTo(kept ? List.of(1L) : List.of());
                assertThat(found(bob, "afterwards")).isEmpty();
                index();
            }
            assertThat(found(bob, "last")).hasSize(erasure == Erasure.KEEP_MESSAGES ? 1 : 0);
            assertThat(late.seq()).isEqualTo(2);
            assertThat(message.seq()).isEqualTo(1);
            Message fresh = send(alice, carol, "a needle of someone else's");
            assertThat(found(alice, "needle")).containsExactly(fresh);
        }
    }

    @Test
    default void aHitIsAsHistoryHasIt() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        Message answer =
                stored(write(sending(bob, with(alice), newClientId(), new Content("needle", "{\"n\":1}", 1L))));
        write(reacting(alice, answer, "👍"));
        write(reacting(bob, answer, "+"));
        write(takingBack(bob, answer, "+"));
        write(reacting(bob, answer, "!"));
        List<Reaction> reactions = List.of(new Reaction(alice, "👍"), new Reaction(bob, "!"));
        assertThat(reactions(alice, answer)).isEqualTo(reactions);
        for (int round = 0; round < 2; round++) {
            for (UserId member : List.of(alice, bob)) {
                assertThat(page(member, "needle", Long.MAX_VALUE, 10).hits())
                        .containsExactly(new Hit(2, answer, reactions));
            }
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void longTextsAndLongWordsAreFound() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message longWord = send(alice, bob, "x".repeat(16_384));
        Message longPassage = send(alice, bob, "字".repeat(5_000) + "母");
        StringBuilder words = new StringBuilder();
        IntStream.range(0, 2_500).forEach(i -> words.append("w").append(i).append(' '));
        Message manyWords = send(alice, bob, words.toString());
        send(alice, bob, "x".repeat(30));
        for (int round = 0; round < 2; round++) {
            assertThat(found(bob, "x".repeat(200))).containsExactly(longWord);
            assertThat(found(bob, "x".repeat(31))).containsExactly(longWord);
            assertThat(found(bob, "字字母")).containsExactly(longPassage);
            assertThat(found(bob, "w1 w999 ")).containsExactly(manyWords);
            pushIntoIndex(alice, bob);
        }
    }

    @Test
    default void manyHitsAndNoneAreFoundAsTheyAreInAndOutsideTheIndex() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        pushIntoIndex(alice, bob);
        sendManyMore(alice, bob);
        assertThat(found(bob, "filling", 500)).hasSize(2 * MANY);
        assertThat(found(bob, "filling number 1099 ")).hasSize(2);
        assertThat(found(bob, "nowhere")).isEmpty();
        index();
        assertThat(found(alice, "filling", 500)).hasSize(2 * MANY).doesNotHaveDuplicates();
        Set<UserId> due = new HashSet<>();
        UserId after = null;
        do {
            DuePage page = search().due(after, 100);
            due.addAll(page.users());
            after = page.next().orElse(null);
        } while (after != null);
        assertThat(due).doesNotContain(alice, bob);
    }

    @Test
    default void aQueryIsOfBoundedLength() {
        assertThat(new SearchQuery("x".repeat(256)).keys()).hasSize(1);
        assertThatThrownBy(() -> new SearchQuery("x".repeat(257))).hasMessageContaining("query");
        assertThat(new SearchQuery("a ".repeat(16)).keys()).hasSize(1);
        assertThatThrownBy(() -> new SearchQuery("a ".repeat(17))).hasMessageContaining("query");
        assertThatThrownBy(() -> new SearchQuery("a\u0000")).hasMessageContaining("query");
        assertThatThrownBy(() -> new SearchQuery("\ud800")).hasMessageContaining("query");
        assertThat(finds("字".repeat(256), "字".repeat(300))).isTrue();
        assertThat(finds("字".repeat(256), "字".repeat(255))).isFalse();
        assertThat(new SearchQuery("secret")).hasToString("SearchQuery[6]");
    }
}
