-- The tables on MySQL (MariaDB: COLLATE utf8mb4_nopad_bin). Made by scripts/print-ddl.ts, held to the migrations by a test.

CREATE TABLE `access` (
  `tenant_no` int NOT NULL,
  `client_request_id` binary(16) NOT NULL,
  `day` date NOT NULL,
  `run_seq` int DEFAULT NULL,
  `kind` varchar(16) COLLATE utf8mb4_0900_bin NOT NULL,
  `endpoint` varchar(64) COLLATE utf8mb4_0900_bin NOT NULL,
  `resource` varchar(255) COLLATE utf8mb4_0900_bin NOT NULL,
  `fields` text COLLATE utf8mb4_0900_bin NOT NULL,
  `application_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `username` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `object_id` varchar(64) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `unique_token_identifier` varchar(255) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `state` varchar(16) COLLATE utf8mb4_0900_bin NOT NULL,
  `failure_code` varchar(32) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `failure_detail` text COLLATE utf8mb4_0900_bin,
  `started_at` bigint NOT NULL,
  `finished_at` bigint DEFAULT NULL,
  `requests` int NOT NULL,
  `pages` int NOT NULL,
  `items` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`client_request_id`),
  KEY `ix_access_day` (`tenant_no`,`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `alert` (
  `alert_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `kind` varchar(64) COLLATE utf8mb4_0900_bin NOT NULL,
  `tenant_id` char(36) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `day` date DEFAULT NULL,
  `code` varchar(64) COLLATE utf8mb4_0900_bin NOT NULL,
  `message` text COLLATE utf8mb4_0900_bin NOT NULL,
  `remedy` text COLLATE utf8mb4_0900_bin NOT NULL,
  `raised_at` bigint NOT NULL,
  `last_seen_at` bigint NOT NULL,
  `cleared_at` bigint DEFAULT NULL,
  `open_key` varchar(128) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  PRIMARY KEY (`alert_id`),
  UNIQUE KEY `uq_alert_open` (`open_key`),
  KEY `ix_alert_raised` (`raised_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `catalogue` (
  `catalogue_no` int NOT NULL,
  `version` int NOT NULL,
  PRIMARY KEY (`catalogue_no`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `change_summary` (
  `tenant_no` int NOT NULL,
  `seq` int NOT NULL,
  `kind` varchar(32) COLLATE utf8mb4_0900_bin NOT NULL,
  `sku_no` int NOT NULL,
  `previous_seq` int NOT NULL,
  `content_epoch` int NOT NULL,
  `people` int NOT NULL,
  `seats` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`seq`,`kind`,`sku_no`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `customer_list` (
  `identity` varchar(128) COLLATE utf8mb4_0900_bin NOT NULL,
  `synced_on` date NOT NULL,
  `held_since` bigint DEFAULT NULL,
  `active` int NOT NULL,
  `missing` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`identity`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `dimension_value` (
  `tenant_no` int NOT NULL,
  `value_no` int NOT NULL,
  `value_hash` binary(16) NOT NULL,
  `value_text` text COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`tenant_no`,`value_no`),
  UNIQUE KEY `uq_dimension_value_hash` (`tenant_no`,`value_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `disabled_plans` (
  `plans_no` int NOT NULL AUTO_INCREMENT,
  `plans_hash` binary(16) NOT NULL,
  `plans` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`plans_no`),
  UNIQUE KEY `uq_disabled_plans_hash` (`plans_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `event` (
  `event_id` varchar(128) COLLATE utf8mb4_0900_bin NOT NULL,
  `type` varchar(32) COLLATE utf8mb4_0900_bin NOT NULL,
  `occurred_at` bigint NOT NULL,
  `body` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`event_id`),
  KEY `ix_event_occurred` (`occurred_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `group_count` (
  `tenant_no` int NOT NULL,
  `dimension` int NOT NULL,
  `block_seq` int NOT NULL,
  `value_no` int NOT NULL,
  `sku_no` int NOT NULL,
  `from_seq` int NOT NULL,
  `to_seq` int NOT NULL,
  `assignments` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`dimension`,`block_seq`,`value_no`,`sku_no`,`from_seq`),
  KEY `ix_group_count_from` (`tenant_no`,`from_seq`),
  KEY `ix_group_count_to` (`tenant_no`,`to_seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `held_day` (
  `tenant_no` int NOT NULL,
  `day` date NOT NULL,
  `seq` int NOT NULL,
  `fence` bigint NOT NULL,
  `completed_at` bigint NOT NULL,
  `user_count` int NOT NULL,
  `sku_count` int NOT NULL,
  `assignment_count` int NOT NULL,
  `content_hash` binary(32) NOT NULL,
  `checks` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`tenant_no`,`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `import_run` (
  `tenant_no` int NOT NULL,
  `seq` int NOT NULL,
  `day` date NOT NULL,
  `fence` bigint NOT NULL,
  `state` varchar(32) COLLATE utf8mb4_0900_bin NOT NULL,
  `failure_code` varchar(32) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `failure_detail` text COLLATE utf8mb4_0900_bin,
  `reason` text COLLATE utf8mb4_0900_bin,
  `started_at` bigint NOT NULL,
  `finished_at` bigint DEFAULT NULL,
  `pages` int NOT NULL,
  `users` int NOT NULL,
  `retries` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`seq`),
  KEY `ix_import_run_day` (`tenant_no`,`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `job` (
  `name` varchar(64) COLLATE utf8mb4_0900_bin NOT NULL,
  `job_key` varchar(255) COLLATE utf8mb4_0900_bin NOT NULL,
  `data` text COLLATE utf8mb4_0900_bin NOT NULL,
  `due_at` bigint NOT NULL,
  `every_ms` bigint DEFAULT NULL,
  `again_at` bigint DEFAULT NULL,
  `claim` binary(16) DEFAULT NULL,
  `owner` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `started_at` bigint DEFAULT NULL,
  PRIMARY KEY (`name`,`job_key`),
  KEY `ix_job_due` (`name`,`due_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `license_count` (
  `tenant_no` int NOT NULL,
  `sku_no` int NOT NULL,
  `from_seq` int NOT NULL,
  `to_seq` int NOT NULL,
  `assignments` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`sku_no`,`from_seq`),
  KEY `ix_license_count_from` (`tenant_no`,`from_seq`),
  KEY `ix_license_count_to` (`tenant_no`,`to_seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `license_version` (
  `tenant_no` int NOT NULL,
  `user_no` int NOT NULL,
  `sku_no` int NOT NULL,
  `from_seq` int NOT NULL,
  `to_seq` int NOT NULL,
  `plans_no` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`user_no`,`sku_no`,`from_seq`),
  KEY `ix_license_version_from` (`tenant_no`,`from_seq`),
  KEY `ix_license_version_to` (`tenant_no`,`to_seq`),
  KEY `ix_license_version_sku` (`tenant_no`,`sku_no`,`from_seq`,`to_seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `operator_action` (
  `tenant_no` int NOT NULL,
  `action_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `at` bigint NOT NULL,
  `actor` varchar(512) COLLATE utf8mb4_0900_bin NOT NULL,
  `action` varchar(64) COLLATE utf8mb4_0900_bin NOT NULL,
  `day` date DEFAULT NULL,
  `detail` text COLLATE utf8mb4_0900_bin,
  PRIMARY KEY (`tenant_no`,`action_id`),
  KEY `ix_operator_action_at` (`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `partner_pause` (
  `identity` varchar(128) COLLATE utf8mb4_0900_bin NOT NULL,
  `code` varchar(32) COLLATE utf8mb4_0900_bin NOT NULL,
  `detail` text COLLATE utf8mb4_0900_bin NOT NULL,
  `since` bigint NOT NULL,
  `probes` int NOT NULL,
  `next_probe_at` bigint NOT NULL,
  PRIMARY KEY (`identity`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `person` (
  `tenant_no` int NOT NULL,
  `user_no` int NOT NULL,
  `entra_id` binary(16) NOT NULL,
  `first_seq` int DEFAULT NULL,
  `state_hash` binary(16) DEFAULT NULL,
  `hash_seq` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`user_no`),
  UNIQUE KEY `uq_person_entra_id` (`tenant_no`,`entra_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `product_name` (
  `sku_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `product_name` varchar(512) COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`sku_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `prune_state` (
  `tenant_no` int NOT NULL,
  `purged_before` bigint NOT NULL,
  PRIMARY KEY (`tenant_no`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `service_plan_name` (
  `service_plan_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `display_name` varchar(512) COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`service_plan_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `service_plans` (
  `service_plans_no` int NOT NULL AUTO_INCREMENT,
  `plans_hash` binary(16) NOT NULL,
  `assignable` int NOT NULL,
  `plans` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  PRIMARY KEY (`service_plans_no`),
  UNIQUE KEY `uq_service_plans_hash` (`plans_hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `sku` (
  `sku_no` int NOT NULL AUTO_INCREMENT,
  `sku_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `part_number` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  PRIMARY KEY (`sku_no`),
  UNIQUE KEY `uq_sku_sku_id` (`sku_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `sku_version` (
  `tenant_no` int NOT NULL,
  `sku_no` int NOT NULL,
  `from_seq` int NOT NULL,
  `to_seq` int NOT NULL,
  `part_number` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `enabled` int NOT NULL,
  `warning` int NOT NULL,
  `suspended` int NOT NULL,
  `locked_out` int NOT NULL,
  `consumed` int NOT NULL,
  `service_plans_no` int NOT NULL,
  PRIMARY KEY (`tenant_no`,`sku_no`,`from_seq`),
  KEY `ix_sku_version_from` (`tenant_no`,`from_seq`),
  KEY `ix_sku_version_to` (`tenant_no`,`to_seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `snapshot` (
  `tenant_no` int NOT NULL,
  `day` date NOT NULL,
  `revision` int NOT NULL,
  `seq` int NOT NULL,
  `fence` bigint NOT NULL,
  `sealed_at` bigint NOT NULL,
  `user_count` int NOT NULL,
  `sku_count` int NOT NULL,
  `assignment_count` int NOT NULL,
  `content_hash` binary(32) NOT NULL,
  `checks` mediumtext COLLATE utf8mb4_0900_bin NOT NULL,
  `retired_at` bigint DEFAULT NULL,
  PRIMARY KEY (`tenant_no`,`day`,`revision`),
  UNIQUE KEY `uq_snapshot_seq` (`tenant_no`,`seq`),
  KEY `ix_snapshot_day` (`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `tenant` (
  `tenant_no` int NOT NULL AUTO_INCREMENT,
  `entra_tenant_id` char(36) COLLATE utf8mb4_0900_bin NOT NULL,
  `name` varchar(512) COLLATE utf8mb4_0900_bin NOT NULL,
  `default_domain` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `state` varchar(32) COLLATE utf8mb4_0900_bin NOT NULL,
  `expected_from` date DEFAULT NULL,
  `expected_to` date DEFAULT NULL,
  `absences` text COLLATE utf8mb4_0900_bin,
  `complete_seq` int NOT NULL,
  `next_seq` int NOT NULL,
  `next_user_no` int NOT NULL,
  `content_epoch` int NOT NULL,
  `not_before` bigint DEFAULT NULL,
  `lease_owner` varchar(512) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  `lease_token` binary(16) DEFAULT NULL,
  `lease_until` bigint NOT NULL,
  `fence` bigint NOT NULL,
  `write_no` bigint NOT NULL,
  PRIMARY KEY (`tenant_no`),
  UNIQUE KEY `uq_tenant_entra_tenant_id` (`entra_tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `token` (
  `identity` varchar(128) COLLATE utf8mb4_0900_bin NOT NULL,
  `version` int NOT NULL,
  `issued_at` bigint NOT NULL,
  `previous` blob,
  `ciphertext` blob NOT NULL,
  PRIMARY KEY (`identity`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `user_version` (
  `tenant_no` int NOT NULL,
  `user_no` int NOT NULL,
  `from_seq` int NOT NULL,
  `to_seq` int NOT NULL,
  `manager_id` binary(16) DEFAULT NULL,
  `display_name` text COLLATE utf8mb4_0900_bin,
  `company_name` text COLLATE utf8mb4_0900_bin,
  `department` text COLLATE utf8mb4_0900_bin,
  `mail` text COLLATE utf8mb4_0900_bin,
  `given_name` text COLLATE utf8mb4_0900_bin,
  `surname` text COLLATE utf8mb4_0900_bin,
  `job_title` text COLLATE utf8mb4_0900_bin,
  `state` text COLLATE utf8mb4_0900_bin,
  `postal_code` text COLLATE utf8mb4_0900_bin,
  `street_address` text COLLATE utf8mb4_0900_bin,
  `city` text COLLATE utf8mb4_0900_bin,
  `preferred_language` text COLLATE utf8mb4_0900_bin,
  `usage_location` text COLLATE utf8mb4_0900_bin,
  `user_principal_name` text COLLATE utf8mb4_0900_bin,
  `office_location` text COLLATE utf8mb4_0900_bin,
  `country` text COLLATE utf8mb4_0900_bin,
  `user_type` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_1` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_2` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_3` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_4` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_5` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_6` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_7` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_8` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_9` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_10` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_11` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_12` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_13` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_14` text COLLATE utf8mb4_0900_bin,
  `extension_attribute_15` text COLLATE utf8mb4_0900_bin,
  PRIMARY KEY (`tenant_no`,`user_no`,`from_seq`),
  KEY `ix_user_version_from` (`tenant_no`,`from_seq`),
  KEY `ix_user_version_to` (`tenant_no`,`to_seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE `webhook_delivery` (
  `event_id` varchar(128) COLLATE utf8mb4_0900_bin NOT NULL,
  `endpoint` binary(16) NOT NULL,
  `origin` varchar(255) COLLATE utf8mb4_0900_bin NOT NULL,
  `state` varchar(16) COLLATE utf8mb4_0900_bin NOT NULL,
  `attempts` int NOT NULL,
  `occurred_at` bigint NOT NULL,
  `first_at` bigint DEFAULT NULL,
  `last_at` bigint DEFAULT NULL,
  `next_at` bigint NOT NULL,
  `status` int DEFAULT NULL,
  `failure` varchar(32) COLLATE utf8mb4_0900_bin DEFAULT NULL,
  PRIMARY KEY (`event_id`,`endpoint`),
  KEY `ix_webhook_delivery_due` (`state`,`next_at`),
  KEY `ix_webhook_delivery_occurred` (`occurred_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
