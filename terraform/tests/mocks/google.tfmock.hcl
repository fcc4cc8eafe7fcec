# What Google would answer. A plan knows nothing of it otherwise, and the tests are about what refers to what.

mock_resource "google_compute_network" {
  defaults = {
    id = "projects/team-evsched/global/networks/evsched"
  }
}

mock_resource "google_compute_subnetwork" {
  defaults = {
    id = "projects/team-evsched/regions/europe-west1/subnetworks/evsched"
  }
}

mock_resource "google_service_account" {
  defaults = {
    email  = "evsched@team-evsched.iam.gserviceaccount.com"
    member = "serviceAccount:evsched@team-evsched.iam.gserviceaccount.com"
  }
}

mock_resource "google_compute_address" {
  defaults = {
    address = "198.51.100.7"
  }
}

mock_resource "google_compute_disk" {
  defaults = {
    id = "projects/team-evsched/zones/europe-west1-b/disks/evsched-data"
  }
}

mock_resource "google_compute_instance" {
  defaults = {
    self_link   = "https://compute.example/projects/team-evsched/zones/europe-west1-b/instances/event-scheduler-vm"
    instance_id = "4711"
  }
}

mock_resource "google_compute_instance_group" {
  defaults = {
    self_link = "https://compute.example/projects/team-evsched/zones/europe-west1-b/instanceGroups/evsched"
  }
}

mock_resource "google_compute_instance_template" {
  defaults = {
    self_link_unique = "https://compute.example/projects/team-evsched/global/instanceTemplates/evsched-1?uniqueId=4712"
  }
}

mock_resource "google_compute_region_instance_group_manager" {
  defaults = {
    instance_group = "https://compute.example/projects/team-evsched/regions/europe-west1/instanceGroups/evsched"
  }
}

mock_resource "google_sql_database_instance" {
  defaults = {
    private_ip_address = "10.10.16.3"
  }
}

mock_resource "google_secret_manager_secret" {
  defaults = {
    id = "projects/team-evsched/secrets/evsched-database-password"
  }
}

mock_resource "google_secret_manager_secret_version" {
  defaults = {
    name = "projects/123456789/secrets/evsched-database-password/versions/1"
  }
}

mock_resource "google_compute_backend_service" {
  defaults = {
    id = "projects/team-evsched/global/backendServices/evsched"
  }
}

mock_resource "google_compute_managed_ssl_certificate" {
  defaults = {
    id = "projects/team-evsched/global/sslCertificates/evsched"
  }
}

mock_resource "google_compute_ssl_policy" {
  defaults = {
    id = "projects/team-evsched/global/sslPolicies/evsched"
  }
}

mock_resource "google_compute_target_http_proxy" {
  defaults = {
    id = "projects/team-evsched/global/targetHttpProxies/evsched"
  }
}

mock_resource "google_compute_target_https_proxy" {
  defaults = {
    id = "projects/team-evsched/global/targetHttpsProxies/evsched"
  }
}

# Of these there are two, which must not be taken for each other.

override_resource {
  target = google_compute_global_address.balancer
  values = {
    id      = "projects/team-evsched/global/addresses/evsched"
    address = "203.0.113.9"
  }
}

override_resource {
  target = google_compute_health_check.balancer
  values = {
    id = "projects/team-evsched/global/healthChecks/evsched"
  }
}

override_resource {
  target = google_compute_health_check.healing
  values = {
    id = "projects/team-evsched/global/healthChecks/evsched-healing"
  }
}

override_resource {
  target = google_compute_url_map.evsched
  values = {
    id = "projects/team-evsched/global/urlMaps/evsched"
  }
}

override_resource {
  target = google_compute_url_map.redirect
  values = {
    id = "projects/team-evsched/global/urlMaps/evsched-redirect"
  }
}
