# The shape managed: machines that keep nothing, several of them, made anew whenever something of them changes.

resource "google_compute_instance_template" "managed" {
  #checkov:skip=CKV_GCP_32:The keys are blocked below, where merge() hides it from this check; a test looks for it.
  count = local.managed ? 1 : 0

  name_prefix  = "evsched-"
  region       = var.region
  machine_type = var.machine_type
  labels       = local.labels

  metadata = merge(local.files, {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    serial-port-enable     = "FALSE"
  })

  disk {
    source_image = var.boot_image
    disk_type    = "pd-balanced"
    disk_size_gb = 20
    boot         = true
    auto_delete  = true
    labels       = local.labels
  }

  # No access_config: no address outside.
  network_interface {
    subnetwork = google_compute_subnetwork.evsched.id
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

  # The group needs a template at every moment.
  lifecycle {
    create_before_destroy = true
  }
}

# Slower to judge than the balancer's: a machine that is only busy gets no requests for a while, and is not made anew.
resource "google_compute_health_check" "healing" {
  count = local.managed ? 1 : 0

  name                = "evsched-healing"
  check_interval_sec  = 15
  timeout_sec         = 10
  healthy_threshold   = 1
  unhealthy_threshold = 6

  http_health_check {
    port         = 8080
    request_path = "/healthz"
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_region_instance_group_manager" "managed" {
  count = local.managed ? 1 : 0

  name                      = "evsched"
  region                    = var.region
  base_instance_name        = "event-scheduler-vm"
  distribution_policy_zones = var.zones
  target_size               = var.machines

  version {
    instance_template = google_compute_instance_template.managed[0].self_link_unique
  }

  named_port {
    name = "http"
    port = 8080
  }

  auto_healing_policies {
    health_check = google_compute_health_check.healing[0].id
    # A first start installs Docker and pulls images.
    initial_delay_sec = 600
  }

  # An old machine goes when the new one in its place answers. Google takes no other surge than one for each zone, or more.
  update_policy {
    type                           = "PROACTIVE"
    minimal_action                 = "REPLACE"
    most_disruptive_allowed_action = "REPLACE"
    replacement_method             = "SUBSTITUTE"
    max_surge_fixed                = length(var.zones)
    max_unavailable_fixed          = 0
  }

  # What a machine needs as soon as it is up.
  depends_on = [
    google_artifact_registry_repository_iam_member.machines,
    google_compute_router_nat.evsched,
    google_project_iam_member.machines,
    google_secret_manager_secret_iam_member.password,
    google_sql_database.evsched,
    google_sql_user.evsched,
  ]
}
