-- For MySQL and MariaDB. Whoever applies this file by hand replaces ${prefix} first. It may be cut short and applied again:
-- its last statement says that all of it is there.
-- Identifiers of users and conversations are random numbers; a conversation's members are ordered by theirs.
-- Offsets count a user's events, seq counts a conversation's messages: both dense from 1, allotted while the rows of both
-- members are locked. A message is one new row and one update of each member's row; all that follows from them, such as
-- the number of unread messages, is kept as running counts.
-- Names are kept as bytes of UTF-8: these databases' text takes some different names for equal.

-- Facts about the whole: schema_version, stream_id.
CREATE TABLE IF NOT EXISTS ${prefix}meta (
  name VARCHAR(32) NOT NULL,
  fact VARCHAR(64) NOT NULL,
  CONSTRAINT ${prefix}meta_pk PRIMARY KEY (name)
) ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- unread: of all conversations together.
-- top_conversation: where the newest message is; 0: not known. It stands first in the user's list.
-- upkeep: rises when a conversation of the user changes without an event, by retention say.
CREATE TABLE IF NOT EXISTS ${prefix}user (
  id BIGINT NOT NULL,
  name VARBINARY(512) NOT NULL,
  head BIGINT NOT NULL,
  trimmed_to BIGINT NOT NULL,
  acked BIGINT NOT NULL,
  unread BIGINT NOT NULL,
  top_conversation BIGINT NOT NULL,
  upkeep BIGINT NOT NULL,
  erased BOOLEAN NOT NULL,
  CONSTRAINT ${prefix}user_pk PRIMARY KEY (id),
  CONSTRAINT ${prefix}user_name UNIQUE (name),
  CONSTRAINT ${prefix}user_positions
    CHECK (0 <= trimmed_to AND trimmed_to <= head AND 0 <= acked AND acked <= head AND 0 <= unread)
) ENGINE = InnoDB;

-- purged_seq, purged_low_count: up to which message retention removed them, and how many of those the lower member wrote.
-- …_list_offset: the offset in that member's stream at which the conversation rose to the top of the member's list; 0: not in
-- the list. …_has_unread: whether the list shows it among the unread ones.
-- …_seen: how many messages of the peer's are at or below …_read.
CREATE TABLE IF NOT EXISTS ${prefix}conversation (
  id BIGINT NOT NULL,
  low_user BIGINT NOT NULL,
  high_user BIGINT NOT NULL,
  context VARBINARY(512) NOT NULL,
  purged_seq BIGINT NOT NULL,
  purged_low_count BIGINT NOT NULL,
  low_list_offset BIGINT NOT NULL,
  low_has_unread BOOLEAN NOT NULL,
  low_delivered BIGINT NOT NULL,
  low_read BIGINT NOT NULL,
  low_seen BIGINT NOT NULL,
  high_list_offset BIGINT NOT NULL,
  high_has_unread BOOLEAN NOT NULL,
  high_delivered BIGINT NOT NULL,
  high_read BIGINT NOT NULL,
  high_seen BIGINT NOT NULL,
  CONSTRAINT ${prefix}conversation_pk PRIMARY KEY (id),
  CONSTRAINT ${prefix}conversation_members UNIQUE (low_user, high_user, context),
  INDEX ${prefix}conversation_low_unread (low_user, low_has_unread, low_list_offset),
  INDEX ${prefix}conversation_high_unread (high_user, high_has_unread, high_list_offset),
  CONSTRAINT ${prefix}conversation_low FOREIGN KEY (low_user) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}conversation_high FOREIGN KEY (high_user) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}conversation_order CHECK (low_user < high_user),
  CONSTRAINT ${prefix}conversation_low_seen CHECK (0 <= low_seen AND 0 <= low_read AND low_read <= low_delivered),
  CONSTRAINT ${prefix}conversation_high_seen CHECK (0 <= high_seen AND 0 <= high_read AND high_read <= high_delivered)
) ENGINE = InnoDB;

-- A message is also the event of both members, at from_offset and to_offset.
-- low_count: how many messages the lower member has written up to this one; the others are the higher member's.
-- client_key: a UUID's own bytes, client_id then being null; else a hash of client_id.
-- sent_at: milliseconds since 1970.
-- No foreign keys to the users, which would cost messages per second: the conversation's row has them.
CREATE TABLE IF NOT EXISTS ${prefix}message (
  conversation_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  low_count BIGINT NOT NULL,
  from_user BIGINT NOT NULL,
  from_offset BIGINT NOT NULL,
  to_user BIGINT NOT NULL,
  to_offset BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  client_key BINARY(16) NOT NULL,
  client_id VARBINARY(256),
  text MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  data MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  reply_to BIGINT,
  CONSTRAINT ${prefix}message_pk PRIMARY KEY (conversation_id, seq),
  CONSTRAINT ${prefix}message_once UNIQUE (conversation_id, from_user, client_key),
  CONSTRAINT ${prefix}message_from UNIQUE (from_user, from_offset),
  CONSTRAINT ${prefix}message_to UNIQUE (to_user, to_offset),
  CONSTRAINT ${prefix}message_conversation FOREIGN KEY (conversation_id) REFERENCES ${prefix}conversation (id),
  CONSTRAINT ${prefix}message_count CHECK (0 <= low_count AND low_count <= seq),
  CONSTRAINT ${prefix}message_content CHECK (text IS NOT NULL OR data IS NOT NULL),
  CONSTRAINT ${prefix}message_reply CHECK (1 <= reply_to AND reply_to < seq)
) ENGINE = InnoDB;

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
  INDEX ${prefix}event_subject (subject),
  CONSTRAINT ${prefix}event_conversation FOREIGN KEY (conversation_id) REFERENCES ${prefix}conversation (id),
  CONSTRAINT ${prefix}event_user FOREIGN KEY (user_id) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}event_by FOREIGN KEY (subject) REFERENCES ${prefix}user (id),
  CONSTRAINT ${prefix}event_kind CHECK (kind = 1),
  CONSTRAINT ${prefix}event_markers CHECK (0 <= read_seq AND read_seq <= delivered_seq)
) ENGINE = InnoDB;

INSERT INTO ${prefix}meta (name, fact) VALUES ('schema_version', '2');
