resource "google_compute_network" "evsched" {
  name                    = "evsched"
  auto_create_subnetworks = false

  depends_on = [google_project_service.needed]
}

resource "google_compute_subnetwork" "evsched" {
  name                     = "evsched"
  network                  = google_compute_network.evsched.id
  region                   = var.region
  ip_cidr_range            = "10.10.0.0/24"
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.5
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

# The only port. Once there is a load balancer nobody goes around it.
resource "google_compute_firewall" "service" {
  name                    = "allow-8080"
  network                 = google_compute_network.evsched.id
  direction               = "INGRESS"
  source_ranges           = local.balancer ? local.balancer_ranges : var.allowed_ranges
  target_service_accounts = [google_service_account.evsched.email]

  allow {
    protocol = "tcp"
    ports    = ["8080"]
  }
}

# IAP asks who somebody is before the machine is reached at all.
resource "google_compute_firewall" "ssh" {
  name                    = "allow-ssh-from-iap"
  network                 = google_compute_network.evsched.id
  direction               = "INGRESS"
  source_ranges           = local.iap_ranges
  target_service_accounts = [google_service_account.evsched.email]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# The machines of the shape managed have no address outside, and still fetch packages and images.
resource "google_compute_router" "evsched" {
  count = local.managed ? 1 : 0

  name    = "evsched"
  network = google_compute_network.evsched.id
  region  = var.region
}

resource "google_compute_router_nat" "evsched" {
  count = local.managed ? 1 : 0

  name                               = "evsched"
  router                             = google_compute_router.evsched[0].name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

# Where Google puts the database, and the way there.
resource "google_compute_global_address" "database" {
  count = local.managed ? 1 : 0

  name          = "evsched-database"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = "10.10.16.0"
  prefix_length = 20
  network       = google_compute_network.evsched.id
  labels        = local.labels
}

resource "google_service_networking_connection" "database" {
  count = local.managed ? 1 : 0

  network                 = google_compute_network.evsched.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.database[0].name]
  # Google keeps a deleted database for days, and the connection with it; a destroy would fail at the network.
  deletion_policy = "REMOVE_PEERING"
}
