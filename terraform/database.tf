# PostgreSQL in the shape managed: Cloud SQL, which only the network of the machines leads to.

resource "google_sql_database_instance" "evsched" {
  #checkov:skip=CKV_GCP_6:ENCRYPTED_ONLY refuses connections in clear. The mode that passes wants certificates of clients too; the API has a password.
  #checkov:skip=CKV_GCP_79:17 is what the containers have and the tests run on. A new major version comes to all three at once.
  #checkov:skip=CKV_GCP_108:The machines are the only clients, and their names say no more than their addresses.
  #checkov:skip=CKV_GCP_110:pgAudit writes statements with their parameters, and an event's id, which is the key to read it, is one.
  #checkov:skip=CKV_GCP_111:Logged statements have their parameters, and an event's id, which is the key to read it, is one.
  #checkov:skip=CKV2_GCP_13:A line for every statement costs more than the statement. The API's log has what each request took.
  count = local.managed ? 1 : 0

  name                = var.database_instance
  region              = var.region
  database_version    = "POSTGRES_17"
  deletion_protection = var.deletion_protection

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.database_tier
    availability_type           = var.database_availability
    deletion_protection_enabled = var.deletion_protection
    retain_backups_on_delete    = true
    disk_type                   = "PD_SSD"
    disk_autoresize             = true
    user_labels                 = local.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.evsched.id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "02:00"
      point_in_time_recovery_enabled = true
      # The most that this edition has.
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = var.backup_days
        retention_unit   = "COUNT"
      }
    }

    # Without details: they have the key that was there already, and the id of an event is one.
    database_flags {
      name  = "log_error_verbosity"
      value = "terse"
    }

    database_flags {
      name  = "log_min_error_statement"
      value = "error"
    }

    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }

    database_flags {
      name  = "log_connections"
      value = "on"
    }

    database_flags {
      name  = "log_disconnections"
      value = "on"
    }

    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }

    maintenance_window {
      day          = 7
      hour         = 4
      update_track = "stable"
    }
  }

  depends_on = [google_service_networking_connection.database]
}

resource "google_sql_database" "evsched" {
  count = local.managed ? 1 : 0

  name     = "evsched"
  instance = google_sql_database_instance.evsched[0].name
  # It goes with its instance. By itself it could not while the API is connected.
  deletion_policy = "ABANDON"
}

resource "google_sql_user" "evsched" {
  count = local.managed ? 1 : 0

  name                = "evsched"
  instance            = google_sql_database_instance.evsched[0].name
  password_wo         = var.database_password
  password_wo_version = var.database_password_version
  # It goes with its instance. By itself it could not while tables are its own.
  deletion_policy = "ABANDON"
}

resource "google_secret_manager_secret" "password" {
  count = local.managed ? 1 : 0

  secret_id = "evsched-database-password"
  labels    = local.labels

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_version" "password" {
  count = local.managed ? 1 : 0

  secret                 = google_secret_manager_secret.password[0].id
  secret_data_wo         = var.database_password
  secret_data_wo_version = var.database_password_version

  # Machines name the version they read: the new one is there before any of them is told of it.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret_iam_member" "password" {
  count = local.managed ? 1 : 0

  secret_id = google_secret_manager_secret.password[0].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.evsched.member
}
