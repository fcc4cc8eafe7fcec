# The shape managed: Cloud SQL, and machines that keep nothing.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project           = "team-evsched"
  shape             = "managed"
  api_image         = "europe-west1-docker.pkg.dev/team-evsched/evsched/api@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  nginx_image       = "europe-west1-docker.pkg.dev/team-evsched/mirror/nginx@sha256:2222222222222222222222222222222222222222222222222222222222222222"
  database_password = "0123456789abcdef0123456789abcdef"
}

run "database" {
  command = plan

  assert {
    condition = (
      google_sql_database_instance.evsched[0].settings[0].ip_configuration[0].ipv4_enabled == false
      && google_sql_database_instance.evsched[0].settings[0].ip_configuration[0].private_network == google_compute_network.evsched.id
      && length(google_sql_database_instance.evsched[0].settings[0].ip_configuration[0].authorized_networks) == 0
    )
    error_message = "The database must have no public address."
  }

  assert {
    condition     = google_sql_database_instance.evsched[0].settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY"
    error_message = "The database must refuse connections in clear."
  }

  assert {
    condition = (
      google_service_networking_connection.database[0].network == google_compute_network.evsched.id
      && google_service_networking_connection.database[0].reserved_peering_ranges == tolist([google_compute_global_address.database[0].name])
      && google_compute_global_address.database[0].purpose == "VPC_PEERING"
      && google_compute_global_address.database[0].address_type == "INTERNAL"
      && google_service_networking_connection.database[0].deletion_policy == "REMOVE_PEERING"
    )
    error_message = "The network must lead to the database privately, and be able to go when the database has gone."
  }

  assert {
    condition = (
      google_sql_database_instance.evsched[0].database_version == "POSTGRES_17"
      && google_sql_database_instance.evsched[0].settings[0].edition == "ENTERPRISE"
      && google_sql_database_instance.evsched[0].settings[0].availability_type == "REGIONAL"
      && google_sql_database.evsched[0].name == "evsched"
      && google_sql_user.evsched[0].name == "evsched"
    )
    error_message = "The database must be PostgreSQL 17, with a standby, and have evsched's database and user."
  }

  assert {
    condition = (
      google_sql_database_instance.evsched[0].settings[0].backup_configuration[0].enabled
      && google_sql_database_instance.evsched[0].settings[0].backup_configuration[0].point_in_time_recovery_enabled
      && google_sql_database_instance.evsched[0].settings[0].backup_configuration[0].transaction_log_retention_days == 7
      && google_sql_database_instance.evsched[0].settings[0].backup_configuration[0].backup_retention_settings[0].retained_backups == 14
      && google_sql_database_instance.evsched[0].settings[0].retain_backups_on_delete
    )
    error_message = "The database must have backups, and go back to any moment of a week."
  }

  assert {
    condition     = google_sql_database_instance.evsched[0].deletion_protection && google_sql_database_instance.evsched[0].settings[0].deletion_protection_enabled
    error_message = "The database must refuse to be deleted."
  }

  # An id of an event is the key to read it, and the details of an error have it.
  assert {
    condition     = contains([for flag in google_sql_database_instance.evsched[0].settings[0].database_flags : "${flag.name}=${flag.value}"], "log_error_verbosity=terse")
    error_message = "The database must log errors without their details."
  }
}

run "database_that_can_go" {
  command = plan

  variables {
    deletion_protection   = false
    database_availability = "ZONAL"
    database_instance     = "evsched-restored"
  }

  assert {
    condition     = !google_sql_database_instance.evsched[0].deletion_protection && !google_sql_database_instance.evsched[0].settings[0].deletion_protection_enabled
    error_message = "deletion_protection must decide whether the database can be deleted."
  }

  assert {
    condition     = google_sql_database_instance.evsched[0].settings[0].availability_type == "ZONAL" && google_sql_database_instance.evsched[0].name == "evsched-restored"
    error_message = "The variables must decide on the standby and the name."
  }
}

run "password" {
  command = plan

  variables {
    database_password_version = 3
  }

  # The arguments that end up in the state are empty. Those that do not can be read by nobody, not even here.
  assert {
    condition     = google_sql_user.evsched[0].password == null && google_sql_user.evsched[0].password_wo_version == 3
    error_message = "Cloud SQL must get the password by the write-only argument."
  }

  assert {
    condition     = google_secret_manager_secret_version.password[0].secret_data == null && google_secret_manager_secret_version.password[0].secret_data_wo_version == "3"
    error_message = "Secret Manager must get the password by the write-only argument."
  }

  assert {
    condition = 2 == length(flatten([
      for name in fileset(path.module, "*.tf") : regexall("(?m)^[^#\\n]*_wo +=", file("${path.module}/${name}"))
      ])) && 2 == length(flatten([
      for name in setsubtract(fileset(path.module, "*.tf"), fileset(path.module, "variables*.tf")) : regexall("var\\.database_password\\b[^_]", file("${path.module}/${name}"))
    ]))
    error_message = "The password must go into the two write-only arguments and nowhere else."
  }

  assert {
    condition = (
      length(google_secret_manager_secret_iam_member.password) == 1
      && google_secret_manager_secret_iam_member.password[0].secret_id == google_secret_manager_secret.password[0].id
      && google_secret_manager_secret_iam_member.password[0].role == "roles/secretmanager.secretAccessor"
      && google_secret_manager_secret_iam_member.password[0].member == google_service_account.evsched.member
    )
    error_message = "The machines must read this one secret."
  }

  assert {
    condition     = toset(keys(google_project_iam_member.machines)) == toset(["roles/logging.logWriter", "roles/monitoring.metricWriter"])
    error_message = "In the project the machines must only write logs and figures."
  }

  assert {
    condition     = !strcontains(jsonencode([output.address, output.dns, output.first_request, output.ssh, output.after_apply]), "0123456789abcdef")
    error_message = "There must be no secret in an output."
  }
}

run "machines" {
  command = plan

  assert {
    condition     = length(google_compute_instance_template.managed[0].network_interface[0].access_config) == 0
    error_message = "The machines must have no address outside."
  }

  assert {
    condition     = google_compute_router_nat.evsched[0].router == google_compute_router.evsched[0].name && google_compute_router.evsched[0].network == google_compute_network.evsched.id
    error_message = "The machines must reach the outside by NAT."
  }

  assert {
    condition = (
      google_compute_instance_template.managed[0].shielded_instance_config[0].enable_secure_boot
      && google_compute_instance_template.managed[0].shielded_instance_config[0].enable_vtpm
      && google_compute_instance_template.managed[0].shielded_instance_config[0].enable_integrity_monitoring
    )
    error_message = "The machines must be shielded in all three ways."
  }

  assert {
    condition = (
      google_compute_instance_template.managed[0].service_account[0].email == google_service_account.evsched.email
      && google_compute_instance_template.managed[0].network_interface[0].subnetwork == google_compute_subnetwork.evsched.id
      && google_compute_instance_template.managed[0].disk[0].source_image == "debian-cloud/debian-13-trixie-v20260921"
      && google_compute_instance_template.managed[0].disk[0].auto_delete
    )
    error_message = "The machines must have their own service account, subnetwork and image, and leave no disk behind."
  }

  assert {
    condition = (
      google_compute_instance_template.managed[0].metadata["enable-oslogin"] == "TRUE"
      && google_compute_instance_template.managed[0].metadata["block-project-ssh-keys"] == "TRUE"
      && google_compute_instance_template.managed[0].metadata["serial-port-enable"] == "FALSE"
    )
    error_message = "Only OS Login must lead onto the machines: no keys of the project, no serial port."
  }

  assert {
    condition = google_compute_instance_template.managed[0].metadata["evsched-settings"] == join("\n", [
      "EVSCHED_API_IMAGE=${var.api_image}",
      "EVSCHED_BALANCER_RANGES=130.211.0.0/22,35.191.0.0/16,203.0.113.9/32",
      "EVSCHED_DATABASE_HOST=10.10.16.3",
      "EVSCHED_NGINX_IMAGE=${var.nginx_image}",
      "EVSCHED_PASSWORD_SECRET=projects/123456789/secrets/evsched-database-password/versions/1",
      "EVSCHED_REPLICAS=3",
      "EVSCHED_SHAPE=managed",
      "",
    ])
    error_message = "The machines must be told where the database is, the secret's name and whom to believe X-Forwarded-For."
  }

  assert {
    condition     = google_compute_instance_template.managed[0].metadata["evsched-compose-shape"] == file("${path.module}/vm/compose.managed.yaml")
    error_message = "The machines must get the file of their shape."
  }

  assert {
    condition     = !strcontains(jsonencode(google_compute_instance_template.managed[0].metadata), "0123456789abcdef")
    error_message = "There must be no secret in metadata."
  }

  assert {
    condition     = toset([for grant in google_artifact_registry_repository_iam_member.machines : grant.repository]) == toset(["evsched", "mirror"])
    error_message = "The machines must read the repositories with their images."
  }

  assert {
    condition     = length(google_compute_instance.vm) == 0 && length(google_compute_disk.data) == 0 && length(google_compute_address.vm) == 0
    error_message = "The shape managed must have nothing of the shape vm."
  }
}

run "group" {
  command = plan

  variables {
    machines = 4
  }

  assert {
    condition = (
      google_compute_region_instance_group_manager.managed[0].target_size == 4
      && google_compute_region_instance_group_manager.managed[0].distribution_policy_zones == toset(["europe-west1-b", "europe-west1-c", "europe-west1-d"])
      && google_compute_region_instance_group_manager.managed[0].base_instance_name == "event-scheduler-vm"
    )
    error_message = "The machines must be spread over the zones."
  }

  assert {
    condition = (
      google_compute_region_instance_group_manager.managed[0].update_policy[0].type == "PROACTIVE"
      && google_compute_region_instance_group_manager.managed[0].update_policy[0].minimal_action == "REPLACE"
      && google_compute_region_instance_group_manager.managed[0].update_policy[0].replacement_method == "SUBSTITUTE"
      && google_compute_region_instance_group_manager.managed[0].update_policy[0].max_unavailable_fixed == 0
      && google_compute_region_instance_group_manager.managed[0].update_policy[0].max_surge_fixed == 3
    )
    error_message = "A change must make new machines before old ones go, one for each zone."
  }

  assert {
    condition     = google_compute_region_instance_group_manager.managed[0].version[0].instance_template == google_compute_instance_template.managed[0].self_link_unique
    error_message = "The group must be made of the template."
  }

  assert {
    condition = (
      google_compute_region_instance_group_manager.managed[0].auto_healing_policies[0].health_check == google_compute_health_check.healing[0].id
      && google_compute_region_instance_group_manager.managed[0].auto_healing_policies[0].initial_delay_sec >= 300
      && google_compute_health_check.healing[0].http_health_check[0].port == 8080
      && google_compute_health_check.healing[0].http_health_check[0].request_path == "/healthz"
    )
    error_message = "A machine that does not answer /healthz must be made anew, but not while it starts."
  }

  assert {
    condition = (
      google_compute_health_check.healing[0].unhealthy_threshold * google_compute_health_check.healing[0].check_interval_sec
      > google_compute_health_check.balancer[0].unhealthy_threshold * google_compute_health_check.balancer[0].check_interval_sec
    )
    error_message = "A machine must be taken out of service before it is made anew."
  }
}

run "two_zones" {
  command = plan

  variables {
    region = "us-central1"
    zones  = ["us-central1-a", "us-central1-f"]
  }

  assert {
    condition     = google_compute_region_instance_group_manager.managed[0].update_policy[0].max_surge_fixed == 2
    error_message = "The surge must be of one machine for each zone."
  }

  assert {
    condition = (
      google_sql_database_instance.evsched[0].region == "us-central1"
      && google_compute_subnetwork.evsched.region == "us-central1"
      && google_secret_manager_secret.password[0].replication[0].user_managed[0].replicas[0].location == "us-central1"
    )
    error_message = "Everything must be in the region."
  }
}

run "balancer_without_a_domain" {
  command = plan

  assert {
    condition     = google_compute_firewall.service.name == "allow-8080" && google_compute_firewall.service.source_ranges == toset(["130.211.0.0/22", "35.191.0.0/16"])
    error_message = "Only Google's load balancers must reach port 8080 of a machine."
  }

  assert {
    condition     = google_compute_firewall.ssh.source_ranges == toset(["35.235.240.0/20"])
    error_message = "SSH must be open to IAP alone."
  }

  assert {
    condition = (
      google_compute_global_forwarding_rule.http[0].port_range == "8080"
      && google_compute_global_forwarding_rule.http[0].load_balancing_scheme == "EXTERNAL_MANAGED"
      && google_compute_target_http_proxy.evsched[0].url_map == google_compute_url_map.evsched[0].id
      && length(google_compute_global_forwarding_rule.https) == 0
      && length(google_compute_managed_ssl_certificate.evsched) == 0
      && length(google_compute_url_map.redirect) == 0
    )
    error_message = "Without a domain the balancer must serve HTTP on port 8080, and nothing else."
  }

  assert {
    condition = (
      one(google_compute_backend_service.evsched[0].backend).group == google_compute_region_instance_group_manager.managed[0].instance_group
      && one(google_compute_region_instance_group_manager.managed[0].named_port).name == google_compute_backend_service.evsched[0].port_name
      && one(google_compute_region_instance_group_manager.managed[0].named_port).port == 8080
    )
    error_message = "The balancer must lead to port 8080 of the group."
  }

  assert {
    condition     = output.address == "http://203.0.113.9:8080" && output.dns == null
    error_message = "The address must be the balancer's."
  }

  assert {
    condition     = strcontains(output.ssh, "--tunnel-through-iap") && strcontains(output.after_apply, "wait-until evsched")
    error_message = "SSH must go through IAP, and one must be able to wait for the machines."
  }
}

run "balancer_with_a_domain" {
  command = plan

  variables {
    domain = "evsched.example.com"
  }

  assert {
    condition     = google_compute_firewall.service.source_ranges == toset(["130.211.0.0/22", "35.191.0.0/16"])
    error_message = "Only Google's load balancers must reach port 8080 of a machine."
  }

  assert {
    condition = (
      google_compute_global_forwarding_rule.https[0].port_range == "443"
      && google_compute_global_forwarding_rule.http[0].port_range == "80"
      && google_compute_target_http_proxy.evsched[0].url_map == google_compute_url_map.redirect[0].id
      && google_compute_managed_ssl_certificate.evsched[0].managed[0].domains == tolist(["evsched.example.com"])
      && google_compute_ssl_policy.evsched[0].min_tls_version == "TLS_1_2"
    )
    error_message = "With a domain the balancer must serve HTTPS, and redirect HTTP to it."
  }

  assert {
    condition     = output.address == "https://evsched.example.com"
    error_message = "The address must be the domain's."
  }
}

run "services" {
  command = plan

  assert {
    condition     = alltrue([for service in ["secretmanager", "servicenetworking", "sqladmin"] : contains(keys(google_project_service.needed), service)])
    error_message = "The shape managed must enable what it needs."
  }
}
