-- A message becomes one new row and one update of each member's row; the conversation's row no longer changes with each.
-- So what the number of unread messages follows from is kept as running counts, and the list's order as the offset at
-- which a conversation rose to the top of it. Like the first file, this one may be cut short and applied again.

-- unread: of all conversations together.
-- top_conversation: where the newest message is; 0: not known. It stands first in the user's list.
-- upkeep: rises when a conversation of the user changes without an event, by retention say.
ALTER TABLE ${prefix}user ADD COLUMN IF NOT EXISTS top_conversation BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}user ADD COLUMN IF NOT EXISTS upkeep BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}user ADD COLUMN IF NOT EXISTS erased BOOLEAN DEFAULT FALSE NOT NULL;

-- low_count: how many messages the lower member has written up to this one; the others are the higher member's.
ALTER TABLE ${prefix}message ADD COLUMN IF NOT EXISTS low_count BIGINT DEFAULT 0 NOT NULL;
MERGE INTO ${prefix}message m
  USING (
    SELECT n.conversation_id, n.seq,
      SUM(CASE WHEN n.from_user = c.low_user THEN 1 ELSE 0 END) OVER (PARTITION BY n.conversation_id ORDER BY n.seq) AS low_count
    FROM ${prefix}message n JOIN ${prefix}conversation c ON c.id = n.conversation_id
  ) s
  ON (m.conversation_id = s.conversation_id AND m.seq = s.seq)
  WHEN MATCHED THEN UPDATE SET low_count = s.low_count;

-- purged_seq, purged_low_count: up to which message retention removed them, and how many of those the lower member wrote.
-- …_list_offset: the offset in that member's stream at which the conversation rose to the top of the member's list; 0: not
-- in the list. …_has_unread: whether the list shows it among the unread ones.
-- …_seen: how many messages of the peer's are at or below …_read.
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS purged_seq BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS purged_low_count BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS low_has_unread BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS low_seen BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS high_has_unread BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE ${prefix}conversation ADD COLUMN IF NOT EXISTS high_seen BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}conversation DROP CONSTRAINT IF EXISTS ${prefix}conversation_low_markers;
ALTER TABLE ${prefix}conversation DROP CONSTRAINT IF EXISTS ${prefix}conversation_high_markers;
DROP INDEX IF EXISTS ${prefix}conversation_low_list;
DROP INDEX IF EXISTS ${prefix}conversation_high_list;
UPDATE ${prefix}conversation c SET
  low_seen = COALESCE(
    (SELECT m.seq - m.low_count FROM ${prefix}message m WHERE m.conversation_id = c.id AND m.seq = c.low_read), 0),
  high_seen = COALESCE(
    (SELECT m.low_count FROM ${prefix}message m WHERE m.conversation_id = c.id AND m.seq = c.high_read), 0);
UPDATE ${prefix}conversation c SET
  low_has_unread = COALESCE(
    (SELECT MAX(m.seq - m.low_count) FROM ${prefix}message m WHERE m.conversation_id = c.id), 0) > low_seen,
  high_has_unread = COALESCE(
    (SELECT MAX(m.low_count) FROM ${prefix}message m WHERE m.conversation_id = c.id), 0) > high_seen;
ALTER TABLE ${prefix}conversation DROP COLUMN IF EXISTS last_seq;
ALTER TABLE ${prefix}conversation DROP COLUMN IF EXISTS low_unread;
ALTER TABLE ${prefix}conversation DROP COLUMN IF EXISTS high_unread;
ALTER TABLE ${prefix}conversation ALTER COLUMN IF EXISTS low_last_offset RENAME TO low_list_offset;
ALTER TABLE ${prefix}conversation ALTER COLUMN IF EXISTS high_last_offset RENAME TO high_list_offset;
ALTER TABLE ${prefix}conversation ADD CONSTRAINT IF NOT EXISTS ${prefix}conversation_low_seen
  CHECK (0 <= low_seen AND 0 <= low_read AND low_read <= low_delivered);
ALTER TABLE ${prefix}conversation ADD CONSTRAINT IF NOT EXISTS ${prefix}conversation_high_seen
  CHECK (0 <= high_seen AND 0 <= high_read AND high_read <= high_delivered);
CREATE INDEX IF NOT EXISTS ${prefix}conversation_low_unread
  ON ${prefix}conversation (low_user, low_has_unread, low_list_offset);
CREATE INDEX IF NOT EXISTS ${prefix}conversation_high_unread
  ON ${prefix}conversation (high_user, high_has_unread, high_list_offset);

UPDATE ${prefix}meta SET fact = '2' WHERE name = 'schema_version';
