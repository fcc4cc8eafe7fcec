# Everything that a variable refuses. What it says then is in the files variables*.tf: Terraform's tests cannot read a message.

mock_provider "google" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  project        = "team-evsched"
  shape          = "vm"
  api_image      = "europe-west1-docker.pkg.dev/team-evsched/evsched/api@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  nginx_image    = "docker.io/library/nginx@sha256:2222222222222222222222222222222222222222222222222222222222222222"
  postgres_image = "docker.io/library/postgres@sha256:3333333333333333333333333333333333333333333333333333333333333333"
}

run "project_by_its_title" {
  command = plan

  variables {
    project = "Team evsched"
  }

  expect_failures = [var.project]
}

run "project_by_its_number" {
  command = plan

  variables {
    project = "123456789012"
  }

  expect_failures = [var.project]
}

run "zone_for_a_region" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "zones_of_another_region" {
  command = plan

  variables {
    region = "us-central1"
  }

  expect_failures = [var.zones]
}

run "no_zones" {
  command = plan

  variables {
    zones = []
  }

  expect_failures = [var.zones]
}

run "a_zone_twice" {
  command = plan

  variables {
    zones = ["europe-west1-b", "europe-west1-b"]
  }

  expect_failures = [var.zones]
}

run "managed_in_one_zone" {
  command = plan

  variables {
    shape             = "managed"
    postgres_image    = null
    database_password = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    zones             = ["europe-west1-b"]
  }

  expect_failures = [var.zones]
}

run "label_in_capitals" {
  command = plan

  variables {
    labels = { Team = "blue" }
  }

  expect_failures = [var.labels]
}

run "label_value_with_a_space" {
  command = plan

  variables {
    labels = { team = "dark blue" }
  }

  expect_failures = [var.labels]
}

run "label_that_is_set" {
  command = plan

  variables {
    labels = { application = "mine" }
  }

  expect_failures = [var.labels]
}

run "unknown_shape" {
  command = plan

  variables {
    shape          = "kubernetes"
    postgres_image = null
  }

  expect_failures = [var.shape]
}

run "domain_with_a_scheme" {
  command = plan

  variables {
    domain = "https://evsched.example.com"
  }

  expect_failures = [var.domain]
}

run "domain_with_an_asterisk" {
  command = plan

  variables {
    domain = "*.example.com"
  }

  expect_failures = [var.domain]
}

run "domain_that_is_an_address" {
  command = plan

  variables {
    domain = "203.0.113.9"
  }

  expect_failures = [var.domain]
}

run "domain_that_is_too_long" {
  command = plan

  variables {
    domain = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.example"
  }

  expect_failures = [var.domain]
}

run "no_addresses" {
  command = plan

  variables {
    allowed_ranges = []
  }

  expect_failures = [var.allowed_ranges]
}

run "address_without_a_length" {
  command = plan

  variables {
    allowed_ranges = ["203.0.113.7"]
  }

  expect_failures = [var.allowed_ranges]
}

run "address_inside_a_range" {
  command = plan

  variables {
    allowed_ranges = ["203.0.113.7/24"]
  }

  expect_failures = [var.allowed_ranges]
}

run "addresses_of_ipv6" {
  command = plan

  variables {
    allowed_ranges = ["2001:db8::/32"]
  }

  expect_failures = [var.allowed_ranges]
}

run "addresses_with_a_domain" {
  command = plan

  variables {
    allowed_ranges = ["203.0.113.0/24"]
    domain         = "evsched.example.com"
  }

  expect_failures = [var.allowed_ranges]
}

run "addresses_with_managed" {
  command = plan

  variables {
    allowed_ranges    = ["203.0.113.0/24"]
    shape             = "managed"
    postgres_image    = null
    database_password = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }

  expect_failures = [var.allowed_ranges]
}

run "api_by_tag" {
  command = plan

  variables {
    api_image = "europe-west1-docker.pkg.dev/team-evsched/evsched/api:1.0"
  }

  expect_failures = [var.api_image]
}

run "api_by_tag_and_digest" {
  command = plan

  variables {
    api_image = "europe-west1-docker.pkg.dev/team-evsched/evsched/api:1.0@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }

  expect_failures = [var.api_image]
}

run "api_without_a_host" {
  command = plan

  variables {
    api_image = "evsched@sha256:1111111111111111111111111111111111111111111111111111111111111111"
  }

  expect_failures = [var.api_image]
}

run "api_by_half_a_digest" {
  command = plan

  variables {
    api_image = "europe-west1-docker.pkg.dev/team-evsched/evsched/api@sha256:11111111111111111111111"
  }

  expect_failures = [var.api_image]
}

run "nginx_by_tag" {
  command = plan

  variables {
    nginx_image = "docker.io/library/nginx:stable"
  }

  expect_failures = [var.nginx_image]
}

run "postgres_by_tag" {
  command = plan

  variables {
    postgres_image = "docker.io/library/postgres:17"
  }

  expect_failures = [var.postgres_image]
}

run "vm_without_postgres" {
  command = plan

  variables {
    postgres_image = null
  }

  expect_failures = [var.postgres_image]
}

run "managed_with_postgres" {
  command = plan

  variables {
    shape             = "managed"
    database_password = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }

  expect_failures = [var.postgres_image]
}

run "machine_of_arm" {
  command = plan

  variables {
    machine_type = "t2a-standard-1"
  }

  expect_failures = [var.machine_type]
}

run "machine_that_is_too_small" {
  command = plan

  variables {
    machine_type = "e2-micro"
  }

  expect_failures = [var.machine_type]
}

run "family_of_images" {
  command = plan

  variables {
    boot_image = "debian-cloud/debian-13"
  }

  expect_failures = [var.boot_image]
}

run "image_of_another_debian" {
  command = plan

  variables {
    boot_image = "debian-cloud/debian-12-bookworm-v20260921"
  }

  expect_failures = [var.boot_image]
}

run "no_replicas" {
  command = plan

  variables {
    replicas = 0
  }

  expect_failures = [var.replicas]
}

run "half_a_replica" {
  command = plan

  variables {
    replicas = 1.5
  }

  expect_failures = [var.replicas]
}

run "no_machines" {
  command = plan

  variables {
    machines = 0
  }

  expect_failures = [var.machines]
}

run "too_many_machines" {
  command = plan

  variables {
    machines = 33
  }

  expect_failures = [var.machines]
}

run "disk_that_is_too_small" {
  command = plan

  variables {
    data_disk_gb = 5
  }

  expect_failures = [var.data_disk_gb]
}

run "backups_for_a_day" {
  command = plan

  variables {
    backup_days = 1
  }

  expect_failures = [var.backup_days]
}

run "instance_in_capitals" {
  command = plan

  variables {
    database_instance = "Evsched"
  }

  expect_failures = [var.database_instance]
}

run "tier_with_a_shared_cpu" {
  command = plan

  variables {
    database_tier = "db-f1-micro"
  }

  expect_failures = [var.database_tier]
}

run "tier_of_another_edition" {
  command = plan

  variables {
    database_tier = "db-perf-optimized-N-2"
  }

  expect_failures = [var.database_tier]
}

run "unknown_availability" {
  command = plan

  variables {
    database_availability = "GLOBAL"
  }

  expect_failures = [var.database_availability]
}

run "managed_without_a_password" {
  command = plan

  variables {
    shape          = "managed"
    postgres_image = null
  }

  expect_failures = [var.database_password]
}

run "password_that_is_too_short" {
  command = plan

  variables {
    shape             = "managed"
    postgres_image    = null
    database_password = "swordfish"
  }

  expect_failures = [var.database_password]
}

run "password_with_a_space" {
  command = plan

  variables {
    shape             = "managed"
    postgres_image    = null
    database_password = "correct horse battery staple again"
  }

  expect_failures = [var.database_password]
}

run "password_of_no_version" {
  command = plan

  variables {
    database_password_version = 0
  }

  expect_failures = [var.database_password_version]
}
