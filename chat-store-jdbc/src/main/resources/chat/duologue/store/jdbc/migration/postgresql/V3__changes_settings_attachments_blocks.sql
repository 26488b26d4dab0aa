-- What happens to messages after they were sent, what members set for a conversation, and who blocked whom.
-- Whoever applies this file by hand replaces ${prefix} first, and applies it in one transaction.

-- last_seen: when the user's last session ended, milliseconds since 1970.
ALTER TABLE ${prefix}user ADD COLUMN last_seen BIGINT;

-- reacted: whether anyone ever reacted to one of its messages.
-- …_gone: how many of the peer's messages above …_read are recalled, or hidden by the member: they are not unread.
-- …_hid: whether the member ever hid one of its messages.
-- …_muted_until: milliseconds since 1970; 0 for not muted.
-- …_archive_offset: as …_list_offset where the member has archived it; else 0.
ALTER TABLE ${prefix}conversation
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
  ADD COLUMN high_archive_offset BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX ${prefix}conversation_low_archive ON ${prefix}conversation (low_user, low_archive_offset)
  WHERE low_archive_offset > 0;
CREATE INDEX ${prefix}conversation_high_archive ON ${prefix}conversation (high_user, high_archive_offset)
  WHERE high_archive_offset > 0;

-- attachments: how many, null for none. revision: how often it was edited, null for never.
-- changed_at: when it was last edited or recalled. A recalled message has no text, no data and no attachments.
ALTER TABLE ${prefix}message
  ADD COLUMN attachments BIGINT,
  ADD COLUMN revision BIGINT,
  ADD COLUMN changed_at BIGINT,
  DROP CONSTRAINT ${prefix}message_content,
  ADD CONSTRAINT ${prefix}message_content
    CHECK (text IS NOT NULL OR data IS NOT NULL OR attachments IS NOT NULL OR changed_at IS NOT NULL);

-- kinds: 1 a receipt, of by_user's markers; 2 the message was changed: its own row says how; 3 hidden; 4 a reaction;
-- 5 settings: the conversation's row has them. seq: the message concerned, 0 for none. removed: the reaction was taken back.
-- What lies here of kinds 3 and 4 is also what is hidden, and which reactions there are.
ALTER TABLE ${prefix}event RENAME COLUMN subject TO by_user;
ALTER TABLE ${prefix}event
  ADD COLUMN seq BIGINT DEFAULT 0 NOT NULL,
  ADD COLUMN reaction VARCHAR(64) COLLATE "C" DEFAULT '' NOT NULL,
  ADD COLUMN removed BOOLEAN DEFAULT FALSE NOT NULL,
  DROP CONSTRAINT ${prefix}event_pk,
  ADD CONSTRAINT ${prefix}event_pk PRIMARY KEY (conversation_id, user_id, seq, kind, by_user, reaction),
  DROP CONSTRAINT ${prefix}event_kind,
  ADD CONSTRAINT ${prefix}event_kind CHECK (1 <= kind AND kind <= 5);

-- What a message said before it was edited, where the host wants that kept. said_at: since when it said so.
CREATE TABLE ${prefix}revision (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  text TEXT,
  data TEXT,
  CONSTRAINT ${prefix}revision_pk PRIMARY KEY (conversation_id, seq, revision),
  CONSTRAINT ${prefix}revision_message FOREIGN KEY (conversation_id, seq)
    REFERENCES ${prefix}message (conversation_id, seq)
);

-- The files that a message refers to, in the author's order.
CREATE TABLE ${prefix}attachment (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  place BIGINT NOT NULL,
  from_user BIGINT NOT NULL,
  ref VARCHAR(64) COLLATE "C" NOT NULL,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(127) COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 VARCHAR(64) COLLATE "C",
  preview TEXT,
  CONSTRAINT ${prefix}attachment_pk PRIMARY KEY (conversation_id, seq, place),
  CONSTRAINT ${prefix}attachment_message FOREIGN KEY (conversation_id, seq)
    REFERENCES ${prefix}message (conversation_id, seq)
);
CREATE INDEX ${prefix}attachment_ref ON ${prefix}attachment (from_user, ref);

-- Whom a user blocked, and the event that says so in the user's stream; blocked is false where that ended.
CREATE TABLE ${prefix}block (
  user_id BIGINT NOT NULL,
  peer_id BIGINT NOT NULL,
  blocked BOOLEAN NOT NULL,
  event_offset BIGINT NOT NULL,
  CONSTRAINT ${prefix}block_pk PRIMARY KEY (user_id, peer_id),
  CONSTRAINT ${prefix}block_stream UNIQUE (user_id, event_offset),
  CONSTRAINT ${prefix}block_user FOREIGN KEY (user_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}block_of FOREIGN KEY (peer_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}block_other CHECK (user_id <> peer_id)
);
CREATE INDEX ${prefix}block_peer ON ${prefix}block (peer_id);

UPDATE ${prefix}meta SET fact = '3' WHERE name = 'schema_version';
