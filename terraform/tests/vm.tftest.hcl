# The shape vm without a domain: what the machine is, who reaches it, where the data is.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project        = "team-evsched"
  shape          = "vm"
  api_image      = "europe-west1-docker.pkg.dev/team-evsched/evsched/api@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  nginx_image    = "europe-west1-docker.pkg.dev/team-evsched/evsched/nginx@sha256:2222222222222222222222222222222222222222222222222222222222222222"
  postgres_image = "docker.io/library/postgres@sha256:3333333333333333333333333333333333333333333333333333333333333333"
}

run "network" {
  command = plan

  assert {
    condition     = google_compute_network.evsched.auto_create_subnetworks == false
    error_message = "The network must not make subnetworks by itself."
  }

  assert {
    condition = (
      google_compute_subnetwork.evsched.network == google_compute_network.evsched.id
      && google_compute_subnetwork.evsched.private_ip_google_access
      && google_compute_subnetwork.evsched.log_config[0].metadata == "INCLUDE_ALL_METADATA"
    )
    error_message = "The subnetwork must be of evsched's own network, reach Google privately and log its flows."
  }

  assert {
    condition     = !anytrue([for name in fileset(path.module, "*.tf") : can(regex("\"default\"", file("${path.module}/${name}")))])
    error_message = "The network default must not be used."
  }

  assert {
    condition     = length(google_compute_router_nat.evsched) == 0
    error_message = "A machine with an address of its own needs no NAT."
  }
}

run "firewall" {
  command = plan

  assert {
    condition     = google_compute_firewall.service.name == "allow-8080"
    error_message = "The rule for the service must be called allow-8080."
  }

  assert {
    condition = (
      google_compute_firewall.service.direction == "INGRESS"
      && one(google_compute_firewall.service.allow).protocol == "tcp"
      && one(google_compute_firewall.service.allow).ports == tolist(["8080"])
    )
    error_message = "allow-8080 must open port 8080 and no other."
  }

  assert {
    condition     = google_compute_firewall.service.source_ranges == toset(["0.0.0.0/0"])
    error_message = "Without a domain everyone must reach port 8080."
  }

  assert {
    condition = (
      one(google_compute_firewall.ssh.allow).protocol == "tcp"
      && one(google_compute_firewall.ssh.allow).ports == tolist(["22"])
      && google_compute_firewall.ssh.source_ranges == toset(["35.235.240.0/20"])
    )
    error_message = "SSH must be open to IAP alone."
  }

  assert {
    condition = alltrue([
      for rule in [google_compute_firewall.service, google_compute_firewall.ssh] :
      rule.network == google_compute_network.evsched.name || rule.network == google_compute_network.evsched.id
    ])
    error_message = "The rules must be of evsched's own network."
  }

  assert {
    condition = alltrue([
      for rule in [google_compute_firewall.service, google_compute_firewall.ssh] :
      rule.target_service_accounts == toset([google_service_account.evsched.email])
    ])
    error_message = "The rules must be for the machines of evsched alone."
  }

  # The assertions above know two rules. A third needs its own.
  assert {
    condition = 2 == length(flatten([
      for name in fileset(path.module, "*.tf") : regexall("resource \"google_compute_(?:[a-z_]+_)?firewall", file("${path.module}/${name}"))
    ]))
    error_message = "There must be no rules but allow-8080 and the one for SSH."
  }
}

run "fewer_addresses" {
  command = plan

  variables {
    allowed_ranges = ["203.0.113.0/24"]
  }

  assert {
    condition     = google_compute_firewall.service.source_ranges == toset(["203.0.113.0/24"])
    error_message = "allowed_ranges must decide who reaches port 8080."
  }
}

run "machine" {
  command = plan

  assert {
    condition     = google_compute_instance.vm[0].name == "event-scheduler-vm"
    error_message = "The machine must be called event-scheduler-vm."
  }

  assert {
    condition = (
      google_compute_instance.vm[0].shielded_instance_config[0].enable_secure_boot
      && google_compute_instance.vm[0].shielded_instance_config[0].enable_vtpm
      && google_compute_instance.vm[0].shielded_instance_config[0].enable_integrity_monitoring
    )
    error_message = "The machine must be shielded in all three ways."
  }

  assert {
    condition = (
      google_compute_instance.vm[0].metadata["enable-oslogin"] == "TRUE"
      && google_compute_instance.vm[0].metadata["block-project-ssh-keys"] == "TRUE"
      && google_compute_instance.vm[0].metadata["serial-port-enable"] == "FALSE"
    )
    error_message = "Only OS Login must lead onto the machine: no keys of the project, no serial port."
  }

  assert {
    condition     = google_compute_instance.vm[0].boot_disk[0].initialize_params[0].image == "debian-cloud/debian-13-trixie-v20260921"
    error_message = "The machine must boot an exact image."
  }

  assert {
    condition = (
      google_compute_instance.vm[0].network_interface[0].subnetwork == google_compute_subnetwork.evsched.id
      && google_compute_instance.vm[0].network_interface[0].access_config[0].nat_ip == google_compute_address.vm[0].address
    )
    error_message = "The machine must be in evsched's own subnetwork, with the address that was kept for it."
  }

  assert {
    condition     = google_compute_instance.vm[0].labels["application"] == "evsched"
    error_message = "The machine must have the label application = evsched."
  }
}

run "service_account" {
  command = plan

  assert {
    condition     = google_compute_instance.vm[0].service_account[0].email == google_service_account.evsched.email
    error_message = "The machine must have its own service account."
  }

  assert {
    condition     = toset(keys(google_project_iam_member.machines)) == toset(["roles/logging.logWriter", "roles/monitoring.metricWriter"])
    error_message = "In the project the machines must only write logs and figures."
  }

  assert {
    condition     = alltrue([for role, grant in google_project_iam_member.machines : grant.role == role && grant.member == google_service_account.evsched.member])
    error_message = "The roles must be the machines'."
  }

  assert {
    condition = [
      for grant in values(google_artifact_registry_repository_iam_member.machines) :
      "${grant.project} ${grant.location} ${grant.repository} ${grant.role}"
    ] == ["team-evsched europe-west1 evsched roles/artifactregistry.reader"]
    error_message = "The machines must read the one repository with their images, and have no role for Docker Hub's."
  }

  assert {
    condition     = length(google_secret_manager_secret_iam_member.password) == 0
    error_message = "There is no secret to read in the shape vm."
  }
}

run "data" {
  command = plan

  assert {
    condition = (
      google_compute_instance.vm[0].attached_disk[0].source == google_compute_disk.data[0].id
      && google_compute_instance.vm[0].attached_disk[0].device_name == "evsched-data"
      && google_compute_instance.vm[0].attached_disk[0].mode == "READ_WRITE"
    )
    error_message = "The data must be on a disk of its own, which the start-up script knows as evsched-data."
  }

  assert {
    condition     = google_compute_disk.data[0].type == "pd-balanced" && google_compute_disk.data[0].zone == google_compute_instance.vm[0].zone
    error_message = "The disk must be where the machine is."
  }

  # What Terraform does with it shows in no plan that passes.
  assert {
    condition     = can(regex("resource \"google_compute_disk\" \"data\" \\{[^}]*prevent_destroy = true", file("${path.module}/vm.tf")))
    error_message = "Terraform must refuse to destroy the disk."
  }

  assert {
    condition = (
      google_compute_disk_resource_policy_attachment.snapshots[0].disk == google_compute_disk.data[0].name
      && google_compute_disk_resource_policy_attachment.snapshots[0].name == google_compute_resource_policy.snapshots[0].name
      && google_compute_resource_policy.snapshots[0].snapshot_schedule_policy[0].schedule[0].daily_schedule[0].days_in_cycle == 1
    )
    error_message = "The disk must have a snapshot every day."
  }

  assert {
    condition = (
      google_compute_resource_policy.snapshots[0].snapshot_schedule_policy[0].retention_policy[0].max_retention_days == 14
      && google_compute_resource_policy.snapshots[0].snapshot_schedule_policy[0].retention_policy[0].on_source_disk_delete == "KEEP_AUTO_SNAPSHOTS"
    )
    error_message = "Snapshots must be kept for two weeks, and outlive the disk."
  }

  assert {
    condition = (
      length(google_sql_database_instance.evsched) == 0
      && length(google_secret_manager_secret.password) == 0
      && length(google_compute_region_instance_group_manager.managed) == 0
      && length(google_compute_global_address.balancer) == 0
    )
    error_message = "The shape vm must have nothing of the other shape, nor a balancer without a domain."
  }
}

run "metadata" {
  command = plan

  variables {
    replicas          = 2
    database_password = "0123456789abcdef0123456789abcdef"
  }

  assert {
    condition = google_compute_instance.vm[0].metadata["evsched-settings"] == join("\n", [
      "EVSCHED_API_IMAGE=${var.api_image}",
      "EVSCHED_BALANCER_RANGES=",
      "EVSCHED_NGINX_IMAGE=${var.nginx_image}",
      "EVSCHED_POSTGRES_IMAGE=${var.postgres_image}",
      "EVSCHED_REPLICAS=2",
      "EVSCHED_SHAPE=vm",
      "",
    ])
    error_message = "The machine must be told the shape, the images by digest and the replicas, and to trust no balancer."
  }

  assert {
    condition = (
      google_compute_instance.vm[0].metadata["startup-script"] == file("${path.module}/vm/start.sh")
      && google_compute_instance.vm[0].metadata["evsched-unit"] == file("${path.module}/vm/evsched.service")
      && google_compute_instance.vm[0].metadata["evsched-compose"] == file("${path.module}/../docker/compose.yaml")
      && google_compute_instance.vm[0].metadata["evsched-compose-shape"] == file("${path.module}/vm/compose.vm.yaml")
      && google_compute_instance.vm[0].metadata["evsched-nginx"] == file("${path.module}/../docker/nginx/nginx.conf")
      && google_compute_instance.vm[0].metadata["evsched-nginx-limits"] == file("${path.module}/../docker/nginx/limits.conf.template")
      && google_compute_instance.vm[0].metadata["evsched-role"] == file("${path.module}/../docker/postgres/role.sql")
    )
    error_message = "The machine must get the files of the stack as they are in the repository."
  }

  assert {
    condition     = !strcontains(jsonencode(google_compute_instance.vm[0].metadata), "0123456789abcdef0123456789abcdef")
    error_message = "There must be no secret in metadata."
  }

  # Compute Engine takes 256 KiB each, and 512 KiB in all.
  assert {
    condition     = max([for value in values(google_compute_instance.vm[0].metadata) : length(value)]...) < 262144
    error_message = "A value of the metadata is too large."
  }

  assert {
    condition     = sum([for value in values(google_compute_instance.vm[0].metadata) : length(value)]) < 524288
    error_message = "The metadata is too large."
  }
}

run "outputs" {
  command = plan

  assert {
    condition     = output.address == "http://${google_compute_address.vm[0].address}:8080" && output.dns == null
    error_message = "The address must be the machine's."
  }

  assert {
    condition     = endswith(output.first_request, " http://${google_compute_address.vm[0].address}:8080/event")
    error_message = "The first request must go to the address."
  }

  assert {
    condition     = output.ssh == "gcloud compute ssh event-scheduler-vm --zone europe-west1-b --project team-evsched --tunnel-through-iap"
    error_message = "SSH must go through IAP."
  }

  assert {
    condition     = endswith(output.after_apply, "--tunnel-through-iap --command 'sudo google_metadata_script_runner startup'")
    error_message = "After a change the machine must run its start-up script again."
  }
}

run "services" {
  command = plan

  assert {
    condition     = alltrue([for service in google_project_service.needed : service.disable_on_destroy == false])
    error_message = "What other things may need must stay enabled."
  }

  assert {
    condition     = google_project_service.needed["compute"].service == "compute.googleapis.com" && !contains(keys(google_project_service.needed), "sqladmin")
    error_message = "The shape vm must enable what it needs, and no more."
  }
}
