-- What happens to messages after they were sent, what members set for a conversation, and who blocked whom.
-- For MySQL and MariaDB. Like the first file, this one may be cut short and applied again: a change that is there is left out.

-- last_seen: when the user's last session ended, milliseconds since 1970.
SET @duologue_change = IF(EXISTS (SELECT 1 FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${prefix}user' AND column_name = 'last_seen'),
  'DO 0',
  'ALTER TABLE ${prefix}user ADD COLUMN last_seen BIGINT');
PREPARE duologue_change FROM @duologue_change;
EXECUTE duologue_change;
DEALLOCATE PREPARE duologue_change;

-- reacted: whether anyone ever reacted to one of its messages.
-- …_gone: how many of the peer's messages above …_read are recalled, or hidden by the member: they are not unread.
-- …_hid: whether the member ever hid one of its messages.
-- …_muted_until: milliseconds since 1970; 0 for not muted.
-- …_archive_offset: as …_list_offset where the member has archived it; else 0.
SET @duologue_change = IF(EXISTS (SELECT 1 FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${prefix}conversation' AND column_name = 'reacted'),
  'DO 0',
  'ALTER TABLE ${prefix}conversation
    ADD COLUMN reacted BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN low_gone BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN low_hid BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN low_muted_until BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN low_pinned BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN low_archived BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN low_archive_offset BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN high_gone BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN high_hid BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN high_muted_until BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN high_pinned BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN high_archived BOOLEAN DEFAULT FALSE NOT NULL,
    ADD COLUMN high_archive_offset BIGINT DEFAULT 0 NOT NULL,
    ADD INDEX ${prefix}conversation_low_archive (low_user, low_archive_offset),
    ADD INDEX ${prefix}conversation_high_archive (high_user, high_archive_offset)');
PREPARE duologue_change FROM @duologue_change;
EXECUTE duologue_change;
DEALLOCATE PREPARE duologue_change;

-- attachments: how many, null for none. revision: how often it was edited, null for never.
-- changed_at: when it was last edited or recalled. A recalled message has no text, no data and no attachments.
SET @duologue_change = IF(EXISTS (SELECT 1 FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${prefix}message' AND column_name = 'revision'),
  'DO 0',
  'ALTER TABLE ${prefix}message
    ADD COLUMN attachments BIGINT,
    ADD COLUMN revision BIGINT,
    ADD COLUMN changed_at BIGINT,
    DROP CONSTRAINT ${prefix}message_content,
    ADD CONSTRAINT ${prefix}message_content
      CHECK (text IS NOT NULL OR data IS NOT NULL OR attachments IS NOT NULL OR changed_at IS NOT NULL)');
PREPARE duologue_change FROM @duologue_change;
EXECUTE duologue_change;
DEALLOCATE PREPARE duologue_change;

-- kinds: 1 a receipt, of by_user's markers; 2 the message was changed: its own row says how; 3 hidden; 4 a reaction;
-- 5 settings: the conversation's row has them. seq: the message concerned, 0 for none. removed: the reaction was taken back.
-- What lies here of kinds 3 and 4 is also what is hidden, and which reactions there are.
-- A column can't be renamed while a foreign key has it.
SET @duologue_change = IF(EXISTS (SELECT 1 FROM information_schema.table_constraints
    WHERE table_schema = DATABASE() AND table_name = '${prefix}event' AND constraint_name = '${prefix}event_by'),
  'ALTER TABLE ${prefix}event DROP FOREIGN KEY ${prefix}event_by',
  'DO 0');
PREPARE duologue_change FROM @duologue_change;
EXECUTE duologue_change;
DEALLOCATE PREPARE duologue_change;
SET @duologue_change = IF(EXISTS (SELECT 1 FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${prefix}event' AND column_name = 'by_user'),
  'DO 0',
  'ALTER TABLE ${prefix}event
    CHANGE COLUMN subject by_user BIGINT NOT NULL,
    ADD COLUMN seq BIGINT DEFAULT 0 NOT NULL,
    ADD COLUMN reaction VARBINARY(256) DEFAULT '''' NOT NULL,
    ADD COLUMN removed BOOLEAN DEFAULT FALSE NOT NULL,
    DROP PRIMARY KEY,
    ADD CONSTRAINT ${prefix}event_pk PRIMARY KEY (conversation_id, user_id, seq, kind, by_user, reaction),
    DROP CONSTRAINT ${prefix}event_kind,
    ADD CONSTRAINT ${prefix}event_kind CHECK (1 <= kind AND kind <= 5)');
PREPARE duologue_change FROM @duologue_change;
EXECUTE duologue_change;
DEALLOCATE PREPARE duologue_change;
ALTER TABLE ${prefix}event ADD CONSTRAINT ${prefix}event_by FOREIGN KEY (by_user) REFERENCES ${prefix}user (id);

-- What a message said before it was edited, where the host wants that kept. said_at: since when it said so.
CREATE TABLE IF NOT EXISTS ${prefix}revision (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  text MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  data MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  CONSTRAINT ${prefix}revision_pk PRIMARY KEY (conversation_id, seq, revision),
  CONSTRAINT ${prefix}revision_message FOREIGN KEY (conversation_id, seq)
    REFERENCES ${prefix}message (conversation_id, seq)
) ENGINE = InnoDB;

-- The files that a message refers to, in the author's order.
CREATE TABLE IF NOT EXISTS ${prefix}attachment (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  place BIGINT NOT NULL,
  from_user BIGINT NOT NULL,
  ref VARBINARY(64) NOT NULL,
  name VARBINARY(1020) NOT NULL,
  media_type VARBINARY(127) NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 VARBINARY(64),
  preview MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  CONSTRAINT ${prefix}attachment_pk PRIMARY KEY (conversation_id, seq, place),
  INDEX ${prefix}attachment_ref (from_user, ref),
  CONSTRAINT ${prefix}attachment_message FOREIGN KEY (conversation_id, seq)
    REFERENCES ${prefix}message (conversation_id, seq)
) ENGINE = InnoDB;

-- Whom a user blocked, and the event that says so in the user's stream; blocked is false where that ended.
CREATE TABLE IF NOT EXISTS ${prefix}block (
  user_id BIGINT NOT NULL,
  peer_id BIGINT NOT NULL,
  blocked BOOLEAN NOT NULL,
  event_offset BIGINT NOT NULL,
  CONSTRAINT ${prefix}block_pk PRIMARY KEY (user_id, peer_id),
  CONSTRAINT ${prefix}block_stream UNIQUE (user_id, event_offset),
  INDEX ${prefix}block_peer (peer_id),
  CONSTRAINT ${prefix}block_user FOREIGN KEY (user_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}block_of FOREIGN KEY (peer_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}block_other CHECK (user_id <> peer_id)
) ENGINE = InnoDB;

UPDATE ${prefix}meta SET fact = '3' WHERE name = 'schema_version';
