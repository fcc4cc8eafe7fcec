locals {
  ip = local.balancer ? google_compute_global_address.balancer[0].address : google_compute_address.vm[0].address

  url = local.https ? "https://${var.domain}" : "http://${local.ip}:8080"

  machine = (
    local.vm
    ? "event-scheduler-vm --zone ${var.zones[0]}"
    : "$(gcloud compute instance-groups managed list-instances evsched --project ${var.project} --region ${var.region} --limit 1 --format 'value(instance)')"
  )
}

output "address" {
  description = "Where the service is."
  value       = local.url
}

output "dns" {
  description = "The record that the domain needs. The certificate comes within an hour of it, and HTTPS with it."
  value       = local.https ? "${var.domain}. A ${local.ip}" : null
}

output "first_request" {
  description = "Makes an event."
  value       = "curl -H 'Content-Type: application/json' -d '{\"title\": \"Review\", \"estimatedTime\": \"1h\", \"slots\": [\"12 Jan 2025, 2 - 4PM EST\"]}' ${local.url}/event"
}

output "ssh" {
  description = "Leads onto a machine, by IAP."
  value       = "gcloud compute ssh ${local.machine} --project ${var.project} --tunnel-through-iap"
}

output "after_apply" {
  description = "After a change: has the one machine take it up, or waits until all machines have been made anew."
  value = (
    local.vm
    ? "gcloud compute ssh ${local.machine} --project ${var.project} --tunnel-through-iap --command 'sudo google_metadata_script_runner startup'"
    : "gcloud compute instance-groups managed wait-until evsched --project ${var.project} --region ${var.region} --version-target-reached"
  )
}
