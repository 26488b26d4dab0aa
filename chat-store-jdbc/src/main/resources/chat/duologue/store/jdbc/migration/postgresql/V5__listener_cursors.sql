-- How far each listener of the host's has come in each user's stream.
-- Whoever applies this file by hand replaces ${prefix} first, and applies it in one transaction.
-- mark is the listener's own number. No foreign key to the user: who sends a message would wait for whoever inserts here.
CREATE TABLE ${prefix}listener_cursor (
  user_id BIGINT NOT NULL,
  listener VARCHAR(64) COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  CONSTRAINT ${prefix}listener_cursor_pk PRIMARY KEY (user_id, listener)
);

UPDATE ${prefix}meta SET fact = '5' WHERE name = 'schema_version';
