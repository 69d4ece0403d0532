-- The tables of the embedded database. Made by scripts/print-ddl.ts, held to the migrations by a test.

CREATE TABLE access (
  tenant_no INTEGER NOT NULL,
  client_request_id BLOB NOT NULL,
  day TEXT NOT NULL,
  run_seq INTEGER NULL,
  kind TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  resource TEXT NOT NULL,
  fields TEXT NOT NULL,
  application_id TEXT NOT NULL,
  username TEXT NULL,
  object_id TEXT NULL,
  unique_token_identifier TEXT NULL,
  state TEXT NOT NULL,
  failure_code TEXT NULL,
  failure_detail TEXT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NULL,
  requests INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, client_request_id)
) WITHOUT ROWID;

CREATE INDEX ix_access_day ON access (tenant_no, day);

CREATE TABLE alert (
  alert_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  tenant_id TEXT NULL,
  day TEXT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  remedy TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  cleared_at INTEGER NULL,
  open_key TEXT NULL,
  PRIMARY KEY (alert_id)
) WITHOUT ROWID;

CREATE INDEX ix_alert_raised ON alert (raised_at);

CREATE UNIQUE INDEX uq_alert_open ON alert (open_key);

CREATE TABLE catalogue (
  catalogue_no INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (catalogue_no)
) WITHOUT ROWID;

CREATE TABLE change_summary (
  tenant_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sku_no INTEGER NOT NULL,
  previous_seq INTEGER NOT NULL,
  content_epoch INTEGER NOT NULL,
  people INTEGER NOT NULL,
  seats INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, seq, kind, sku_no)
) WITHOUT ROWID;

CREATE TABLE customer_list (
  identity TEXT NOT NULL,
  synced_on TEXT NOT NULL,
  held_since INTEGER NULL,
  active INTEGER NOT NULL,
  missing TEXT NOT NULL,
  PRIMARY KEY (identity)
) WITHOUT ROWID;

CREATE TABLE dimension_value (
  tenant_no INTEGER NOT NULL,
  value_no INTEGER NOT NULL,
  value_hash BLOB NOT NULL,
  value_text TEXT NOT NULL,
  PRIMARY KEY (tenant_no, value_no)
) WITHOUT ROWID;

CREATE UNIQUE INDEX uq_dimension_value_hash ON dimension_value (tenant_no, value_hash);

CREATE TABLE disabled_plans (
  plans_no INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  plans_hash BLOB NOT NULL,
  plans TEXT NOT NULL
);

CREATE UNIQUE INDEX uq_disabled_plans_hash ON disabled_plans (plans_hash);

CREATE TABLE event (
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (event_id)
) WITHOUT ROWID;

CREATE INDEX ix_event_occurred ON event (occurred_at);

CREATE TABLE "group_count" (
  tenant_no INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  block_seq INTEGER NOT NULL,
  value_no INTEGER NOT NULL,
  sku_no INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  assignments INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, dimension, block_seq, value_no, sku_no, from_seq)
) WITHOUT ROWID;

CREATE INDEX ix_group_count_from ON group_count (tenant_no, from_seq);

CREATE INDEX ix_group_count_to ON group_count (tenant_no, to_seq);

CREATE TABLE held_day (
  tenant_no INTEGER NOT NULL,
  day TEXT NOT NULL,
  seq INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  completed_at INTEGER NOT NULL,
  user_count INTEGER NOT NULL,
  sku_count INTEGER NOT NULL,
  assignment_count INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  checks TEXT NOT NULL,
  PRIMARY KEY (tenant_no, day)
) WITHOUT ROWID;

CREATE TABLE import_run (
  tenant_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  day TEXT NOT NULL,
  fence INTEGER NOT NULL,
  state TEXT NOT NULL,
  failure_code TEXT NULL,
  failure_detail TEXT NULL,
  reason TEXT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NULL,
  pages INTEGER NOT NULL,
  users INTEGER NOT NULL,
  retries INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, seq)
) WITHOUT ROWID;

CREATE INDEX ix_import_run_day ON import_run (tenant_no, day);

CREATE TABLE job (
  name TEXT NOT NULL,
  job_key TEXT NOT NULL,
  data TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  every_ms INTEGER NULL,
  again_at INTEGER NULL,
  claim BLOB NULL,
  owner TEXT NULL,
  started_at INTEGER NULL,
  PRIMARY KEY (name, job_key)
) WITHOUT ROWID;

CREATE INDEX ix_job_due ON job (name, due_at);

CREATE TABLE license_count (
  tenant_no INTEGER NOT NULL,
  sku_no INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  assignments INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, sku_no, from_seq)
) WITHOUT ROWID;

CREATE INDEX ix_license_count_from ON license_count (tenant_no, from_seq);

CREATE INDEX ix_license_count_to ON license_count (tenant_no, to_seq);

CREATE TABLE license_version (
  tenant_no INTEGER NOT NULL,
  user_no INTEGER NOT NULL,
  sku_no INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  plans_no INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, user_no, sku_no, from_seq)
) WITHOUT ROWID;

CREATE INDEX ix_license_version_from ON license_version (tenant_no, from_seq);

CREATE INDEX ix_license_version_sku ON license_version (tenant_no, sku_no, from_seq, to_seq);

CREATE INDEX ix_license_version_to ON license_version (tenant_no, to_seq);

CREATE TABLE operator_action (
  tenant_no INTEGER NOT NULL,
  action_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  day TEXT NULL,
  detail TEXT NULL,
  PRIMARY KEY (tenant_no, action_id)
) WITHOUT ROWID;

CREATE INDEX ix_operator_action_at ON operator_action (at);

CREATE TABLE partner_pause (
  identity TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  since INTEGER NOT NULL,
  probes INTEGER NOT NULL,
  next_probe_at INTEGER NOT NULL,
  PRIMARY KEY (identity)
) WITHOUT ROWID;

CREATE TABLE person (
  tenant_no INTEGER NOT NULL,
  user_no INTEGER NOT NULL,
  entra_id BLOB NOT NULL,
  first_seq INTEGER NULL,
  state_hash BLOB NULL,
  hash_seq INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, user_no)
) WITHOUT ROWID;

CREATE UNIQUE INDEX uq_person_entra_id ON person (tenant_no, entra_id);

CREATE TABLE product_name (
  sku_id TEXT NOT NULL,
  product_name TEXT NOT NULL,
  PRIMARY KEY (sku_id)
) WITHOUT ROWID;

CREATE TABLE prune_state (
  tenant_no INTEGER NOT NULL,
  purged_before INTEGER NOT NULL,
  PRIMARY KEY (tenant_no)
) WITHOUT ROWID;

CREATE TABLE service_plan_name (
  service_plan_id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  PRIMARY KEY (service_plan_id)
) WITHOUT ROWID;

CREATE TABLE service_plans (
  service_plans_no INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  plans_hash BLOB NOT NULL,
  assignable INTEGER NOT NULL,
  plans TEXT NOT NULL
);

CREATE UNIQUE INDEX uq_service_plans_hash ON service_plans (plans_hash);

CREATE TABLE sku (
  sku_no INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  sku_id TEXT NOT NULL,
  part_number TEXT NULL
);

CREATE UNIQUE INDEX uq_sku_sku_id ON sku (sku_id);

CREATE TABLE sku_version (
  tenant_no INTEGER NOT NULL,
  sku_no INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  part_number TEXT NULL,
  enabled INTEGER NOT NULL,
  warning INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  locked_out INTEGER NOT NULL,
  consumed INTEGER NOT NULL,
  service_plans_no INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, sku_no, from_seq)
) WITHOUT ROWID;

CREATE INDEX ix_sku_version_from ON sku_version (tenant_no, from_seq);

CREATE INDEX ix_sku_version_to ON sku_version (tenant_no, to_seq);

CREATE TABLE snapshot (
  tenant_no INTEGER NOT NULL,
  day TEXT NOT NULL,
  revision INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  sealed_at INTEGER NOT NULL,
  user_count INTEGER NOT NULL,
  sku_count INTEGER NOT NULL,
  assignment_count INTEGER NOT NULL,
  content_hash BLOB NOT NULL,
  checks TEXT NOT NULL,
  retired_at INTEGER NULL,
  PRIMARY KEY (tenant_no, day, revision)
) WITHOUT ROWID;

CREATE INDEX ix_snapshot_day ON snapshot (day);

CREATE UNIQUE INDEX uq_snapshot_seq ON snapshot (tenant_no, seq);

CREATE TABLE tenant (
  tenant_no INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  entra_tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  default_domain TEXT NULL,
  state TEXT NOT NULL,
  expected_from TEXT NULL,
  expected_to TEXT NULL,
  complete_seq INTEGER NOT NULL,
  next_seq INTEGER NOT NULL,
  next_user_no INTEGER NOT NULL,
  content_epoch INTEGER NOT NULL,
  not_before INTEGER NULL,
  lease_owner TEXT NULL,
  lease_token BLOB NULL,
  lease_until INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  write_no INTEGER NOT NULL
    , absences TEXT NULL);

CREATE UNIQUE INDEX uq_tenant_entra_tenant_id ON tenant (entra_tenant_id);

CREATE TABLE token (
  identity TEXT NOT NULL,
  version INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  previous BLOB NULL,
  ciphertext BLOB NOT NULL,
  PRIMARY KEY (identity)
) WITHOUT ROWID;

CREATE TABLE user_version (
  tenant_no INTEGER NOT NULL,
  user_no INTEGER NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  manager_id BLOB NULL,
  display_name TEXT NULL,
  company_name TEXT NULL,
  department TEXT NULL,
  mail TEXT NULL,
  given_name TEXT NULL,
  surname TEXT NULL,
  job_title TEXT NULL,
  state TEXT NULL,
  postal_code TEXT NULL,
  street_address TEXT NULL,
  city TEXT NULL,
  preferred_language TEXT NULL,
  usage_location TEXT NULL,
  user_principal_name TEXT NULL,
  office_location TEXT NULL,
  country TEXT NULL,
  user_type TEXT NULL,
  extension_attribute_1 TEXT NULL,
  extension_attribute_2 TEXT NULL,
  extension_attribute_3 TEXT NULL,
  extension_attribute_4 TEXT NULL,
  extension_attribute_5 TEXT NULL,
  extension_attribute_6 TEXT NULL,
  extension_attribute_7 TEXT NULL,
  extension_attribute_8 TEXT NULL,
  extension_attribute_9 TEXT NULL,
  extension_attribute_10 TEXT NULL,
  extension_attribute_11 TEXT NULL,
  extension_attribute_12 TEXT NULL,
  extension_attribute_13 TEXT NULL,
  extension_attribute_14 TEXT NULL,
  extension_attribute_15 TEXT NULL,
  PRIMARY KEY (tenant_no, user_no, from_seq)
);

CREATE INDEX ix_user_version_from ON user_version (tenant_no, from_seq);

CREATE INDEX ix_user_version_to ON user_version (tenant_no, to_seq);

CREATE TABLE webhook_delivery (
  event_id TEXT NOT NULL,
  endpoint BLOB NOT NULL,
  origin TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  first_at INTEGER NULL,
  last_at INTEGER NULL,
  next_at INTEGER NOT NULL,
  status INTEGER NULL,
  failure TEXT NULL,
  PRIMARY KEY (event_id, endpoint)
) WITHOUT ROWID;

CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (state, next_at);

CREATE INDEX ix_webhook_delivery_occurred ON webhook_delivery (occurred_at);
