# The machines

variable "machine_type" {
  description = "The type of every machine."
  type        = string
  default     = "e2-medium"
  nullable    = false

  # The others are of another architecture than the images, or take no pd-balanced disk.
  validation {
    condition     = can(regex("^(e2|n2|n2d|t2d|c2d|c3|c3d)-[a-z0-9-]+$", var.machine_type))
    error_message = "machine_type must be of the series e2, n2, n2d, t2d, c2d, c3 or c3d, such as e2-medium: \"gcloud compute machine-types list\" shows those of a zone."
  }

  validation {
    condition     = var.machine_type != "e2-micro"
    error_message = "an e2-micro has too little memory for the containers: take e2-small or larger."
  }
}

variable "boot_image" {
  description = "The image that machines boot, by its exact name."
  type        = string
  # gcloud compute images list --project debian-cloud --no-standard-images --filter=family:debian-13
  default  = "debian-cloud/debian-13-trixie-v20260921"
  nullable = false

  # The start-up script takes packages of this release of Debian. A family would be another image every month.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*/debian-13-trixie-v[0-9]{8}$", var.boot_image))
    error_message = "boot_image must be an exact image of Debian 13, such as debian-cloud/debian-13-trixie-v20260921, and no family: \"gcloud compute images list --project debian-cloud --no-standard-images --filter=family:debian-13\" shows the one of today."
  }
}

variable "replicas" {
  description = "Replicas of the API on each machine."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && var.replicas <= 32 && floor(var.replicas) == var.replicas
    error_message = "replicas must be a whole number from 1 to 32."
  }
}

variable "machines" {
  description = "Machines in the shape managed. The shape vm has one."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.machines >= 1 && var.machines <= 32 && floor(var.machines) == var.machines
    error_message = "machines must be a whole number from 1 to 32."
  }
}

# The data

variable "data_disk_gb" {
  description = "Size of the disk with the database in the shape vm. It can grow later, and never shrink."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.data_disk_gb >= 10 && var.data_disk_gb <= 65536 && floor(var.data_disk_gb) == var.data_disk_gb
    error_message = "data_disk_gb must be a whole number from 10 to 65536."
  }
}

variable "backup_days" {
  description = "Days for which the daily snapshots of the disk, or the daily backups of Cloud SQL, are kept."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 365 && floor(var.backup_days) == var.backup_days
    error_message = "backup_days must be a whole number from 7 to 365."
  }
}

variable "database_instance" {
  description = "Name of the Cloud SQL instance. Set it to the name of the clone after a restore to a point in time."
  type        = string
  default     = "evsched"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,60}[a-z0-9])?$", var.database_instance))
    error_message = "database_instance must be of lower-case letters, digits and -, begin with a letter and not end with -, such as evsched-restored; at most 62 characters."
  }
}

variable "database_tier" {
  description = "The machine of Cloud SQL: db-custom-CPUS-MEGABYTES."
  type        = string
  default     = "db-custom-1-3840"
  nullable    = false

  # The edition Enterprise has no others. Google guarantees nothing for the two with a shared CPU.
  validation {
    condition     = can(regex("^db-custom-[1-9][0-9]*-[1-9][0-9]*$", var.database_tier))
    error_message = "database_tier must be db-custom-CPUS-MEGABYTES, such as db-custom-1-3840."
  }
}

variable "database_availability" {
  description = "REGIONAL: Cloud SQL has a standby in another zone, for twice the price. ZONAL: it has none."
  type        = string
  default     = "REGIONAL"
  nullable    = false

  validation {
    condition     = contains(["REGIONAL", "ZONAL"], var.database_availability)
    error_message = "database_availability must be REGIONAL or ZONAL."
  }
}

variable "deletion_protection" {
  description = "Whether Cloud SQL refuses to be deleted, by Terraform and by anyone else. Apply false first to destroy it."
  type        = bool
  default     = true
  nullable    = false
}

# Nothing here can tell a first apply from a later one, so it is always wanted. It is sent only when database_password_version is
# another than before: a new random value each time is right, and nobody has to keep one.
variable "database_password" {
  description = "Password of the database in the shape managed, new or not, for every plan and apply: export TF_VAR_database_password=$(openssl rand -hex 32). Only Secret Manager keeps it."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.shape != "managed" || var.database_password != null
    error_message = "the shape managed needs a password: export TF_VAR_database_password=$(openssl rand -hex 32). It is used when database_password_version is new."
  }

  validation {
    condition     = var.database_password == null || can(regex("^[A-Za-z0-9_-]{32,128}$", var.database_password))
    error_message = "database_password must be 32 to 128 letters and digits: export TF_VAR_database_password=$(openssl rand -hex 32)."
  }
}

variable "database_password_version" {
  description = "Raise it to change the password, or when an apply broke off before both Cloud SQL and Secret Manager had it."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.database_password_version >= 1 && floor(var.database_password_version) == var.database_password_version
    error_message = "database_password_version must be a whole number, 1 or more."
  }
}
