# tflint --recursive --config "$PWD/.tflint.hcl", in this folder.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Variables are in files by topic: variables_auth.tf, variables_domains.tf, variables_site.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
