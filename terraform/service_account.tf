# What a machine may do: write its logs and figures, pull its images, and in the shape managed read one secret.

resource "google_service_account" "evsched" {
  account_id   = "evsched"
  display_name = "Machines of evsched"

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "machines" {
  for_each = toset(["roles/logging.logWriter", "roles/monitoring.metricWriter"])

  project = var.project
  role    = each.key
  member  = google_service_account.evsched.member
}

locals {
  repository = "^[a-z0-9-]+-docker\\.pkg\\.dev/[^/]+/[^/]+"
  # Images from anywhere else are public: a machine has no password for another registry.
  repositories = toset([
    for image in compact([var.api_image, var.nginx_image, var.postgres_image]) : regex(local.repository, image)
    if can(regex(local.repository, image))
  ])
}

resource "google_artifact_registry_repository_iam_member" "machines" {
  for_each = local.repositories

  location   = trimsuffix(split("/", each.key)[0], "-docker.pkg.dev")
  project    = split("/", each.key)[1]
  repository = split("/", each.key)[2]
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.evsched.member
}
