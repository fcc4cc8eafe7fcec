# The shape vm: one machine, and the disk with all that must not be lost.

resource "google_compute_address" "vm" {
  count = local.vm ? 1 : 0

  name   = "evsched"
  region = var.region
  labels = local.labels

  depends_on = [google_project_service.needed]
}

resource "google_compute_disk" "data" {
  #checkov:skip=CKV_GCP_37:Google encrypts every disk with keys of its own; a key that the team keeps could be lost, and the data with it.
  count = local.vm ? 1 : 0

  name   = "evsched-data"
  zone   = var.zones[0]
  type   = "pd-balanced"
  size   = var.data_disk_gb
  labels = local.labels

  # A plan that would destroy it is refused before anything is touched: another zone, another shape, terraform destroy.
  # One that was made of a snapshot, to restore it, is the same to Terraform.
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [snapshot]
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_resource_policy" "snapshots" {
  count = local.vm ? 1 : 0

  name   = "evsched-daily"
  region = var.region

  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "03:00"
      }
    }

    retention_policy {
      max_retention_days    = var.backup_days
      on_source_disk_delete = "KEEP_AUTO_SNAPSHOTS"
    }

    snapshot_properties {
      labels = local.labels
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_disk_resource_policy_attachment" "snapshots" {
  count = local.vm ? 1 : 0

  name = google_compute_resource_policy.snapshots[0].name
  disk = google_compute_disk.data[0].name
  zone = var.zones[0]
}

resource "google_compute_instance" "vm" {
  #checkov:skip=CKV_GCP_32:The keys are blocked below, where merge() hides it from this check; a test looks for it.
  #checkov:skip=CKV_GCP_40:It serves the public itself, or fetches packages and images without the price of Cloud NAT; the firewall decides who gets in.
  #checkov:skip=CKV_GCP_38:Google encrypts every disk with keys of its own; a key that the team keeps could be lost, and the data with it.
  count = local.vm ? 1 : 0

  name         = "event-scheduler-vm"
  zone         = var.zones[0]
  machine_type = var.machine_type
  labels       = local.labels

  allow_stopping_for_update = true

  metadata = merge(local.files, {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    serial-port-enable     = "FALSE"
  })

  boot_disk {
    initialize_params {
      image  = var.boot_image
      type   = "pd-balanced"
      size   = 20
      labels = local.labels
    }
  }

  attached_disk {
    source      = google_compute_disk.data[0].id
    device_name = "evsched-data"
    mode        = "READ_WRITE"
  }

  network_interface {
    subnetwork = google_compute_subnetwork.evsched.id

    access_config {
      nat_ip = google_compute_address.vm[0].address
    }
  }

  # The roles say what it may do.
  service_account {
    email  = google_service_account.evsched.email
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  # It pulls images as soon as it is up.
  depends_on = [
    google_artifact_registry_repository_iam_member.machines,
    google_project_iam_member.machines,
  ]
}

resource "google_compute_instance_group" "vm" {
  count = local.vm && local.https ? 1 : 0

  name    = "evsched"
  zone    = var.zones[0]
  network = google_compute_network.evsched.id

  named_port {
    name = "http"
    port = 8080
  }
}

# A machine that is made anew has left the group, and its name, which is the same, does not show it.
resource "google_compute_instance_group_membership" "vm" {
  count = local.vm && local.https ? 1 : 0

  zone           = var.zones[0]
  instance       = google_compute_instance.vm[0].self_link
  instance_group = google_compute_instance_group.vm[0].name

  lifecycle {
    replace_triggered_by = [google_compute_instance.vm[0].instance_id]
  }
}
