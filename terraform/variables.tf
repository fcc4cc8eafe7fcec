# Where

variable "project" {
  description = "The id of the GCP project that everything is made in. It should have nothing else: one project has one evsched."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be the id of a project, such as team-evsched, not its title or its number: \"gcloud projects list\" shows it as PROJECT_ID."
  }
}

variable "region" {
  description = "The region of the machines, the disks and the database."
  type        = string
  default     = "europe-west1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west1; zones, which end in a letter, go into zones. \"gcloud compute regions list\" shows all."
  }
}

variable "zones" {
  description = "Zones of the region. The shape vm uses the first, and its data stays there; managed spreads its machines over all."
  type        = list(string)
  default     = ["europe-west1-b", "europe-west1-c", "europe-west1-d"]
  nullable    = false

  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^${var.region}-[a-z]$", zone))])
    error_message = "every zone must lie in the region ${var.region}: \"gcloud compute zones list --filter=region:${var.region}\" shows them. Set zones whenever you set region."
  }

  validation {
    condition     = length(var.zones) > 0 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones must name at least one zone, and none twice."
  }

  validation {
    condition     = var.shape != "managed" || length(var.zones) >= 2
    error_message = "the shape managed needs two zones or more, so that it survives the loss of one: add some to zones."
  }
}

variable "labels" {
  description = "Labels for all that takes labels, beside application = evsched: for the bill, for instance."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && can(regex("^[a-z0-9_-]{0,63}$", value))
    ])
    error_message = "labels must be of lower-case letters, digits, - and _, names beginning with a letter, at most 63 characters each."
  }

  validation {
    condition     = !contains(keys(var.labels), "application")
    error_message = "the label application is set already, to evsched: take another name."
  }
}

# What

variable "shape" {
  description = "vm: one machine with its own PostgreSQL, on a disk that survives it. managed: Cloud SQL and several machines behind a load balancer."
  type        = string
  default     = "vm"
  nullable    = false

  validation {
    condition     = contains(["vm", "managed"], var.shape)
    error_message = "shape must be vm or managed."
  }
}

variable "domain" {
  description = "The domain name to serve HTTPS for, by a load balancer and a certificate that Google renews. Without one, tokens travel in clear."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.domain))
    error_message = "domain must be a name alone, in lower case, such as evsched.example.com: without https://, path, port or *."
  }

  # A certificate of Google's takes no longer common name.
  validation {
    condition     = length(coalesce(var.domain, "-")) <= 63
    error_message = "domain must have at most 63 characters."
  }
}

variable "allowed_ranges" {
  description = "Addresses that may reach port 8080 in the shape vm without a domain. By default all do."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition = length(var.allowed_ranges) > 0 && alltrue([
      for range in var.allowed_ranges : can(cidrnetmask(range)) && try(cidrhost(range, 0) == split("/", range)[0], false)
    ])
    error_message = "allowed_ranges must be IPv4 ranges by their first address, such as [\"203.0.113.0/24\"], or [\"203.0.113.7/32\"] for one address; at least one."
  }

  # Else somebody would believe that the balancer keeps to it.
  validation {
    condition     = contains(var.allowed_ranges, "0.0.0.0/0") || (var.shape == "vm" && var.domain == null)
    error_message = "allowed_ranges has no effect on a load balancer, which the shape managed and every domain have: remove it, or remove domain and take the shape vm."
  }
}

variable "api_image" {
  description = "The release's image of the API, by digest."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$", var.api_image))
    error_message = "api_image must be host/path@sha256:digest, without a tag, since a tag can move: \"docker buildx imagetools inspect host/path:tag\" shows the digest."
  }
}

variable "nginx_image" {
  description = "The image of nginx, by digest."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$", var.nginx_image))
    error_message = "nginx_image must be host/path@sha256:digest, without a tag, since a tag can move: \"docker buildx imagetools inspect docker.io/library/nginx:stable\" shows the digest."
  }
}

variable "postgres_image" {
  description = "The image of PostgreSQL 17, by digest. For the shape vm only."
  type        = string
  default     = null

  validation {
    condition     = var.postgres_image == null || can(regex("^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$", var.postgres_image))
    error_message = "postgres_image must be host/path@sha256:digest, without a tag, since a tag can move: \"docker buildx imagetools inspect docker.io/library/postgres:17\" shows the digest."
  }

  validation {
    condition     = var.shape != "vm" || var.postgres_image != null
    error_message = "the shape vm runs PostgreSQL itself: set postgres_image to docker.io/library/postgres@sha256:digest. \"docker buildx imagetools inspect docker.io/library/postgres:17\" shows the digest."
  }

  validation {
    condition     = var.shape != "managed" || var.postgres_image == null
    error_message = "the shape managed has Cloud SQL and runs no PostgreSQL of its own: remove postgres_image."
  }
}
