-- What finds messages by their words: an index of each user's messages, made after they were stored, never with them.
-- Like the first file, this one may be cut short and applied again.
-- A slice is 512 offsets of a user's stream: slice 0 is offsets 1 to 512. A row has the words of one bucket in one slice, and
-- at which offsets they stand; all that begin alike are in one bucket. Once a stream is past a slice no message comes into it.
-- No foreign keys to the user: who sends a message would wait for whoever makes the index.
CREATE TABLE IF NOT EXISTS ${prefix}search (
  user_id BIGINT NOT NULL,
  bucket BIGINT NOT NULL,
  slice BIGINT NOT NULL,
  entries MEDIUMBLOB NOT NULL,
  CONSTRAINT ${prefix}search_pk PRIMARY KEY (user_id, bucket, slice)
) ENGINE = InnoDB;

-- slices: how many, from the first on, are in the index. changes: up to which offset it knows of edited and recalled messages.
CREATE TABLE IF NOT EXISTS ${prefix}search_progress (
  user_id BIGINT NOT NULL,
  slices BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  CONSTRAINT ${prefix}search_progress_pk PRIMARY KEY (user_id)
) ENGINE = InnoDB;

-- Slices that are in the index, and have to be made again. Whoever adds or removes one has locked the user's progress.
CREATE TABLE IF NOT EXISTS ${prefix}search_stale (
  user_id BIGINT NOT NULL,
  slice BIGINT NOT NULL,
  CONSTRAINT ${prefix}search_stale_pk PRIMARY KEY (user_id, slice)
) ENGINE = InnoDB;

UPDATE ${prefix}meta SET fact = '4' WHERE name = 'schema_version';
