-- What nodes that share only this database tell each other; removed after a minute or two.
-- Like the first file, this one may be cut short and applied again.
-- Positions are dense from 1, allotted while the one row of note_head is locked, so that commit order is their order.
CREATE TABLE IF NOT EXISTS ${prefix}note (
  position BIGINT NOT NULL,
  entry MEDIUMBLOB NOT NULL,
  CONSTRAINT ${prefix}note_pk PRIMARY KEY (position)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS ${prefix}note_head (
  id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT ${prefix}note_head_pk PRIMARY KEY (id)
) ENGINE = InnoDB;

INSERT INTO ${prefix}note_head (id, position)
  SELECT 1, 0 FROM ${prefix}meta
  WHERE name = 'schema_version' AND NOT EXISTS (SELECT 1 FROM ${prefix}note_head);

UPDATE ${prefix}meta SET fact = '6' WHERE name = 'schema_version';
