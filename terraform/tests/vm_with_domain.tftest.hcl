# The shape vm with a domain: the same machine behind a load balancer that speaks HTTPS.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project        = "team-evsched"
  shape          = "vm"
  domain         = "evsched.example.com"
  api_image      = "europe-west1-docker.pkg.dev/team-evsched/evsched/api@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  nginx_image    = "docker.io/library/nginx@sha256:2222222222222222222222222222222222222222222222222222222222222222"
  postgres_image = "docker.io/library/postgres@sha256:3333333333333333333333333333333333333333333333333333333333333333"
}

run "only_the_balancer_gets_in" {
  command = plan

  assert {
    condition     = google_compute_firewall.service.name == "allow-8080" && google_compute_firewall.service.source_ranges == toset(["130.211.0.0/22", "35.191.0.0/16"])
    error_message = "Only Google's load balancers must reach port 8080."
  }

  assert {
    condition     = google_compute_firewall.ssh.source_ranges == toset(["35.235.240.0/20"])
    error_message = "SSH must be open to IAP alone."
  }

  assert {
    condition     = strcontains(google_compute_instance.vm[0].metadata["evsched-settings"], "EVSCHED_BALANCER_RANGES=130.211.0.0/22,35.191.0.0/16,203.0.113.9/32\n")
    error_message = "X-Forwarded-For must be believed from Google's load balancers and the balancer's own address alone."
  }
}

run "machine_in_a_group" {
  command = plan

  assert {
    condition = (
      google_compute_instance_group_membership.vm[0].instance == google_compute_instance.vm[0].self_link
      && google_compute_instance_group_membership.vm[0].instance_group == google_compute_instance_group.vm[0].name
      && google_compute_instance_group_membership.vm[0].zone == google_compute_instance.vm[0].zone
    )
    error_message = "The machine must be in the group."
  }

  assert {
    condition = (
      one(google_compute_backend_service.evsched[0].backend).group == google_compute_instance_group.vm[0].self_link
      && google_compute_instance_group.vm[0].named_port[0].name == google_compute_backend_service.evsched[0].port_name
      && google_compute_instance_group.vm[0].named_port[0].port == 8080
    )
    error_message = "The balancer must lead to port 8080 of the group."
  }

  assert {
    condition     = length(google_compute_region_instance_group_manager.managed) == 0 && length(google_sql_database_instance.evsched) == 0
    error_message = "A domain must not change the shape."
  }
}

run "https" {
  command = plan

  assert {
    condition = (
      google_compute_managed_ssl_certificate.evsched[0].managed[0].domains == tolist(["evsched.example.com"])
      && google_compute_target_https_proxy.evsched[0].ssl_certificates == tolist([google_compute_managed_ssl_certificate.evsched[0].id])
    )
    error_message = "The certificate must be for the domain, and the balancer must have it."
  }

  assert {
    condition = (
      google_compute_target_https_proxy.evsched[0].ssl_policy == google_compute_ssl_policy.evsched[0].id
      && google_compute_ssl_policy.evsched[0].profile == "MODERN"
      && google_compute_ssl_policy.evsched[0].min_tls_version == "TLS_1_2"
    )
    error_message = "The balancer must speak TLS 1.2 or later."
  }

  assert {
    condition = (
      google_compute_global_forwarding_rule.https[0].port_range == "443"
      && google_compute_global_forwarding_rule.https[0].ip_address == google_compute_global_address.balancer[0].id
      && google_compute_global_forwarding_rule.https[0].load_balancing_scheme == "EXTERNAL_MANAGED"
      && google_compute_global_forwarding_rule.https[0].target == google_compute_target_https_proxy.evsched[0].id
      && google_compute_target_https_proxy.evsched[0].url_map == google_compute_url_map.evsched[0].id
      && google_compute_url_map.evsched[0].default_service == google_compute_backend_service.evsched[0].id
    )
    error_message = "Port 443 must lead to the service."
  }

  assert {
    condition = (
      google_compute_global_forwarding_rule.http[0].port_range == "80"
      && google_compute_global_forwarding_rule.http[0].ip_address == google_compute_global_address.balancer[0].id
      && google_compute_global_forwarding_rule.http[0].target == google_compute_target_http_proxy.evsched[0].id
      && google_compute_target_http_proxy.evsched[0].url_map == google_compute_url_map.redirect[0].id
      && google_compute_url_map.redirect[0].default_url_redirect[0].https_redirect
      && google_compute_url_map.redirect[0].default_url_redirect[0].redirect_response_code == "PERMANENT_REDIRECT"
      && google_compute_url_map.redirect[0].default_url_redirect[0].strip_query == false
      && google_compute_url_map.redirect[0].default_service == null
    )
    error_message = "Port 80 must redirect to HTTPS, and do nothing else."
  }

  assert {
    condition     = output.address == "https://evsched.example.com" && output.dns == "evsched.example.com. A 203.0.113.9"
    error_message = "The address must be the domain's, and the record that it needs must be said."
  }
}

run "another_domain" {
  command = plan

  variables {
    domain = "meet.example.com"
  }

  assert {
    condition = (
      google_compute_managed_ssl_certificate.evsched[0].name == "evsched-${substr(sha256("meet.example.com"), 0, 8)}"
      && google_compute_managed_ssl_certificate.evsched[0].name != "evsched-${substr(sha256("evsched.example.com"), 0, 8)}"
    )
    error_message = "The certificate of another domain must have another name, to be made before the old one goes."
  }
}

run "balancer" {
  command = plan

  assert {
    condition = (
      google_compute_backend_service.evsched[0].health_checks == toset([google_compute_health_check.balancer[0].id])
      && google_compute_health_check.balancer[0].http_health_check[0].port == 8080
      && google_compute_health_check.balancer[0].http_health_check[0].request_path == "/healthz"
    )
    error_message = "The balancer must ask /healthz on port 8080."
  }

  assert {
    condition     = google_compute_backend_service.evsched[0].load_balancing_scheme == "EXTERNAL_MANAGED" && google_compute_backend_service.evsched[0].timeout_sec > 16
    error_message = "The balancer must be the global external one, and wait for longer than nginx does."
  }

  assert {
    condition     = google_compute_backend_service.evsched[0].log_config[0].enable == false
    error_message = "The balancer must not log paths, since they have ids of events."
  }
}
