-- +goose Up
-- An event waits in the outbox until it is told (told_at); what was emitted before there was anybody to tell counts as told.
ALTER TABLE outbox ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN plan_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN note TEXT NOT NULL DEFAULT '';
UPDATE outbox SET told_at = CASE WHEN at > 0 THEN at ELSE 1 END;
CREATE INDEX outbox_untold ON outbox (id) WHERE told_at = 0;
CREATE INDEX outbox_noted ON outbox (told_at) WHERE note <> '';

CREATE TABLE message (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, ref_id TEXT NOT NULL, topic TEXT NOT NULL, title TEXT NOT NULL,
  body TEXT NOT NULL, url TEXT NOT NULL, urgent BOOLEAN NOT NULL, more BIGINT NOT NULL, unread BOOLEAN NOT NULL, first_at BIGINT NOT NULL,
  at BIGINT NOT NULL, read_at BIGINT NOT NULL
);
CREATE INDEX message_box ON message (account_id, unread, at, id);
CREATE UNIQUE INDEX message_open ON message (account_id, kind, ref_id) WHERE unread;
CREATE INDEX message_old ON message (read_at) WHERE NOT unread;
CREATE TABLE message_event (
  event_id TEXT NOT NULL, account_id TEXT NOT NULL, message_id TEXT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (event_id, account_id)
);
CREATE INDEX message_event_of ON message_event (message_id, at);
CREATE TABLE message_mute (
  account_id TEXT NOT NULL, kind TEXT NOT NULL, ref_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (account_id, kind, ref_id)
);

CREATE TABLE delivery (
  id TEXT PRIMARY KEY, event_id TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL, message_id TEXT NOT NULL, topic TEXT NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL, url TEXT NOT NULL, urgent BOOLEAN NOT NULL, digest BOOLEAN NOT NULL, state TEXT NOT NULL,
  leader TEXT NOT NULL, owner TEXT NOT NULL, attempts BIGINT NOT NULL, at BIGINT NOT NULL, next_at BIGINT NOT NULL, plan_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL, sent_at BIGINT NOT NULL, error TEXT NOT NULL
);
CREATE UNIQUE INDEX delivery_once ON delivery (event_id, channel, recipient);
CREATE INDEX delivery_due ON delivery (state, next_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_group ON delivery (recipient, channel) WHERE state = 'waiting';
CREATE INDEX delivery_leader ON delivery (leader) WHERE leader <> '';
CREATE INDEX delivery_failed ON delivery (at, id) WHERE state = 'failed';
CREATE INDEX delivery_over ON delivery (at) WHERE state IN ('sent', 'dropped');

CREATE TABLE notify_person (
  id TEXT PRIMARY KEY, mail TEXT NOT NULL, mail_on BOOLEAN NOT NULL, quiet_from TEXT NOT NULL, quiet_to TEXT NOT NULL, urgent_passes BOOLEAN NOT NULL,
  digest_at TEXT NOT NULL, muted TEXT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE notify_hook (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, unit_id TEXT NOT NULL, form TEXT NOT NULL, style TEXT NOT NULL, host TEXT NOT NULL, kinds TEXT NOT NULL,
  urgent_only BOOLEAN NOT NULL, brief BOOLEAN NOT NULL, quiet_from TEXT NOT NULL, quiet_to TEXT NOT NULL, active BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE notify_secret (id TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE notify_code (
  account_id TEXT PRIMARY KEY, mail TEXT NOT NULL, hash TEXT NOT NULL, at BIGINT NOT NULL, tries BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
