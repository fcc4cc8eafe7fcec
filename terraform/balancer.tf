# The global external load balancer: always in the shape managed, and in either one with a domain.

resource "google_compute_global_address" "balancer" {
  count = local.balancer ? 1 : 0

  name   = "evsched"
  labels = local.labels

  depends_on = [google_project_service.needed]
}

resource "google_compute_health_check" "balancer" {
  count = local.balancer ? 1 : 0

  name                = "evsched"
  check_interval_sec  = 5
  timeout_sec         = 5
  healthy_threshold   = 2
  unhealthy_threshold = 2

  http_health_check {
    port         = 8080
    request_path = "/healthz"
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_backend_service" "evsched" {
  count = local.balancer ? 1 : 0

  name                  = "evsched"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTP"
  port_name             = "http"
  health_checks         = [google_compute_health_check.balancer[0].id]
  # nginx answers within sixteen seconds, whatever happens.
  timeout_sec                     = 30
  connection_draining_timeout_sec = 30

  backend {
    group = (
      local.managed
      ? google_compute_region_instance_group_manager.managed[0].instance_group
      : google_compute_instance_group.vm[0].self_link
    )
    balancing_mode = "UTILIZATION"
  }

  # Its log would have the paths, and an event's id in a path is the key to read it. nginx logs without them.
  log_config {
    enable = false
  }

  # A group is filled before requests go to it.
  depends_on = [google_compute_instance_group_membership.vm]
}

resource "google_compute_url_map" "evsched" {
  count = local.balancer ? 1 : 0

  name            = "evsched"
  default_service = google_compute_backend_service.evsched[0].id
}

# HTTPS, with a domain.

resource "google_compute_managed_ssl_certificate" "evsched" {
  count = local.https ? 1 : 0

  # Of the domain, so that the one for another domain can be made before this one goes.
  name = "evsched-${substr(sha256(var.domain), 0, 8)}"

  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.needed]
}

resource "google_compute_ssl_policy" "evsched" {
  count = local.https ? 1 : 0

  name            = "evsched"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"

  depends_on = [google_project_service.needed]
}

resource "google_compute_target_https_proxy" "evsched" {
  count = local.https ? 1 : 0

  name             = "evsched"
  url_map          = google_compute_url_map.evsched[0].id
  ssl_certificates = [google_compute_managed_ssl_certificate.evsched[0].id]
  ssl_policy       = google_compute_ssl_policy.evsched[0].id
}

resource "google_compute_global_forwarding_rule" "https" {
  count = local.https ? 1 : 0

  name                  = "evsched-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.balancer[0].id
  port_range            = "443"
  target                = google_compute_target_https_proxy.evsched[0].id
  labels                = local.labels
}

# 308 keeps the method: a POST does not become a GET.
resource "google_compute_url_map" "redirect" {
  count = local.https ? 1 : 0

  name = "evsched-redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "PERMANENT_REDIRECT"
    strip_query            = false
  }

  # When the domain goes, the proxy lets go of it before it is destroyed.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.needed]
}

# HTTP: a redirect with a domain; without one the service itself, on the port that it has in every other shape.

resource "google_compute_target_http_proxy" "evsched" {
  count = local.balancer ? 1 : 0

  name    = "evsched"
  url_map = local.https ? google_compute_url_map.redirect[0].id : google_compute_url_map.evsched[0].id
}

resource "google_compute_global_forwarding_rule" "http" {
  count = local.balancer ? 1 : 0

  name                  = "evsched-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.balancer[0].id
  port_range            = local.https ? "80" : "8080"
  target                = google_compute_target_http_proxy.evsched[0].id
  labels                = local.labels
}
