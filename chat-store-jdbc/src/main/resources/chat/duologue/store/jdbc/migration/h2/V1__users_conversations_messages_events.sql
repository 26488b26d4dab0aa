-- Whoever applies this file by hand replaces ${prefix} first. It may be cut short and applied again: its last statement
-- says that all of it is there.
-- Identifiers of users and conversations are random numbers; a conversation's members are ordered by theirs.
-- Offsets count a user's events, seq counts a conversation's messages: both dense from 1, allotted under row locks.

-- Facts about the whole: schema_version, stream_id.
CREATE TABLE IF NOT EXISTS ${prefix}meta (
  name VARCHAR(32) NOT NULL,
  fact VARCHAR(64) NOT NULL,
  CONSTRAINT ${prefix}meta_pk PRIMARY KEY (name)
);

CREATE TABLE IF NOT EXISTS ${prefix}user (
  id BIGINT NOT NULL,
  name VARCHAR(128) NOT NULL,
  head BIGINT NOT NULL,
  trimmed_to BIGINT NOT NULL,
  acked BIGINT NOT NULL,
  unread BIGINT NOT NULL,
  CONSTRAINT ${prefix}user_pk PRIMARY KEY (id),
  CONSTRAINT ${prefix}user_name UNIQUE (name),
  CONSTRAINT ${prefix}user_positions
    CHECK (0 <= trimmed_to AND trimmed_to <= head AND 0 <= acked AND acked <= head AND 0 <= unread)
);

-- last_offset: the newest message's offset in that member's stream, which sorts the member's list.
CREATE TABLE IF NOT EXISTS ${prefix}conversation (
  id BIGINT NOT NULL,
  low_user BIGINT NOT NULL,
  high_user BIGINT NOT NULL,
  context VARCHAR(128) DEFAULT '' NOT NULL,
  last_seq BIGINT NOT NULL,
  low_last_offset BIGINT NOT NULL,
  low_delivered BIGINT NOT NULL,
  low_read BIGINT NOT NULL,
  low_unread BIGINT NOT NULL,
  high_last_offset BIGINT NOT NULL,
  high_delivered BIGINT NOT NULL,
  high_read BIGINT NOT NULL,
  high_unread BIGINT NOT NULL,
  CONSTRAINT ${prefix}conversation_pk PRIMARY KEY (id),
  CONSTRAINT ${prefix}conversation_members UNIQUE (low_user, high_user, context),
  CONSTRAINT ${prefix}conversation_low FOREIGN KEY (low_user) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}conversation_high FOREIGN KEY (high_user) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}conversation_order CHECK (low_user < high_user),
  CONSTRAINT ${prefix}conversation_low_markers
    CHECK (0 <= low_read AND low_read <= low_delivered AND low_delivered <= last_seq AND 0 <= low_unread),
  CONSTRAINT ${prefix}conversation_high_markers
    CHECK (0 <= high_read AND high_read <= high_delivered AND high_delivered <= last_seq AND 0 <= high_unread)
);
CREATE INDEX IF NOT EXISTS ${prefix}conversation_low_list ON ${prefix}conversation (low_user, low_last_offset);
CREATE INDEX IF NOT EXISTS ${prefix}conversation_high_list ON ${prefix}conversation (high_user, high_last_offset);

-- A message is also the event of both members, at from_offset and to_offset.
-- client_key: a UUID's own bytes, client_id then being null; else a hash of client_id.
-- sent_at: milliseconds since 1970.
-- No foreign keys: H2 would keep an index of its own for each of the three, which halves the messages per second. Rows
-- are only ever inserted while the conversation's row, which has foreign keys to both users, is locked.
CREATE TABLE IF NOT EXISTS ${prefix}message (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  from_user BIGINT NOT NULL,
  from_offset BIGINT NOT NULL,
  to_user BIGINT NOT NULL,
  to_offset BIGINT NOT NULL,
  client_key BINARY(16) NOT NULL,
  client_id VARCHAR(64),
  sent_at BIGINT NOT NULL,
  text VARCHAR,
  data VARCHAR,
  reply_to BIGINT,
  CONSTRAINT ${prefix}message_pk PRIMARY KEY (conversation_id, seq),
  CONSTRAINT ${prefix}message_once UNIQUE (conversation_id, from_user, client_key),
  CONSTRAINT ${prefix}message_from UNIQUE (from_user, from_offset),
  CONSTRAINT ${prefix}message_to UNIQUE (to_user, to_offset),
  CONSTRAINT ${prefix}message_content CHECK (text IS NOT NULL OR data IS NOT NULL),
  CONSTRAINT ${prefix}message_reply CHECK (1 <= reply_to AND reply_to < seq)
);

-- What is in a stream and not a message. A later event of the same key makes the earlier one moot: its row moves on.
-- kind 1: a receipt; subject: the user whose markers they are.
CREATE TABLE IF NOT EXISTS ${prefix}event (
  conversation_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  subject BIGINT NOT NULL,
  event_offset BIGINT NOT NULL,
  delivered_seq BIGINT NOT NULL,
  read_seq BIGINT NOT NULL,
  CONSTRAINT ${prefix}event_pk PRIMARY KEY (conversation_id, user_id, kind, subject),
  CONSTRAINT ${prefix}event_stream UNIQUE (user_id, event_offset),
  CONSTRAINT ${prefix}event_conversation FOREIGN KEY (conversation_id) REFERENCES ${prefix}conversation (id),
  CONSTRAINT ${prefix}event_user FOREIGN KEY (user_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}event_subject FOREIGN KEY (subject) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}event_kind CHECK (kind = 1),
  CONSTRAINT ${prefix}event_markers CHECK (0 <= read_seq AND read_seq <= delivered_seq)
);

INSERT INTO ${prefix}meta (name, fact) VALUES ('schema_version', '1');
