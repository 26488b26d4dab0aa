-- What nodes that share only this database tell each other; removed after a minute or two.
-- Whoever applies this file by hand replaces ${prefix} first, and applies it in one transaction.
-- Positions are dense from 1, allotted while the one row of note_head is locked, so that commit order is their order.
CREATE TABLE ${prefix}note (
  position BIGINT NOT NULL,
  entry BYTEA NOT NULL,
  CONSTRAINT ${prefix}note_pk PRIMARY KEY (position)
);

CREATE TABLE ${prefix}note_head (
  id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT ${prefix}note_head_pk PRIMARY KEY (id)
) WITH (fillfactor = 50);

INSERT INTO ${prefix}note_head (id, position) VALUES (1, 0);

UPDATE ${prefix}meta SET fact = '6' WHERE name = 'schema_version';
