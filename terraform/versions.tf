terraform {
  # From 1.11 on, an argument can be write-only: the database's password passes through Terraform and is kept nowhere.
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
}

# Credentials come from the environment: gcloud auth application-default login, or workload identity in CI. No file is named here.
provider "google" {
  project = var.project
  region  = var.region
}
