# evsched for a team: docs/deploy.md.

locals {
  vm       = var.shape == "vm"
  managed  = var.shape == "managed"
  https    = var.domain != null
  balancer = local.managed || local.https

  # Google's, for its load balancers and their health checks, and for IAP.
  balancer_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
  iap_ranges      = ["35.235.240.0/20"]

  labels = merge(var.labels, { application = "evsched" })

  services = concat(
    ["artifactregistry", "cloudresourcemanager", "compute", "iam", "iap", "logging", "monitoring", "oslogin"],
    local.managed ? ["secretmanager", "servicenetworking", "sqladmin"] : [],
  )
}

# They stay on when evsched goes: something else may have come to need them.
resource "google_project_service" "needed" {
  for_each = toset(local.services)

  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

# What a machine finds out about itself. Everything on it can read this, so there is no secret in it, only a secret's name.
locals {
  settings = merge(
    {
      EVSCHED_SHAPE       = var.shape
      EVSCHED_API_IMAGE   = var.api_image
      EVSCHED_NGINX_IMAGE = var.nginx_image
      EVSCHED_REPLICAS    = tostring(var.replicas)
      # The balancer adds its own address after the client's.
      EVSCHED_BALANCER_RANGES = join(",", concat(
        local.balancer ? local.balancer_ranges : [],
        [for address in google_compute_global_address.balancer[*].address : "${address}/32"],
      ))
    },
    local.vm ? tomap({
      EVSCHED_POSTGRES_IMAGE = var.postgres_image
      }) : tomap({
      EVSCHED_DATABASE_HOST   = google_sql_database_instance.evsched[0].private_ip_address
      EVSCHED_PASSWORD_SECRET = google_secret_manager_secret_version.password[0].name
    }),
  )

  files = {
    startup-script        = file("${path.module}/vm/start.sh")
    evsched-settings      = join("", [for name, value in local.settings : "${name}=${value}\n"])
    evsched-unit          = file("${path.module}/vm/evsched.service")
    evsched-compose       = file("${path.module}/../docker/compose.yaml")
    evsched-compose-shape = file("${path.module}/vm/compose.${var.shape}.yaml")
    evsched-nginx         = file("${path.module}/../docker/nginx/nginx.conf")
    evsched-nginx-limits  = file("${path.module}/../docker/nginx/limits.conf.template")
    evsched-role          = file("${path.module}/../docker/postgres/role.sql")
  }
}
