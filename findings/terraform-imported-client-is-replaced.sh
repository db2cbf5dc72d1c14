#!/usr/bin/env bash
# An app client of Cognito that has a secret and is imported into Terraform with the very settings it was made with is
# replaced by the next apply: the provider takes no generate_secret from the service, the attribute forces replacement,
# and null is not true. A new client means another id and secret, and the end of every session. With generate_secret among
# the ignored changes the plan is empty, or changes in place only.
#
# Seen with terraform-provider-aws 5.100.0, Terraform 1.11 and moto 5.2.1 in the place of AWS; which attributes an import
# reads is decided in the provider. This fails when the plan no longer wants to replace the client, or when ignoring the
# attribute does not help.
# Needs terraform and Python. TERRAFORM_PLUGIN_DIR may name a folder with the provider.
set -euo pipefail

folder=$(mktemp -d)
server=
cleanup() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"

if python3 -c 'import moto, sys; sys.exit(moto.__version__ != "5.2.1")' 2>/dev/null; then
	python=python3
else
	python3 -m venv venv
	venv/bin/pip install --quiet 'moto[server]==5.2.1'
	python=venv/bin/python
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$python" -c "from moto.server import main; main(['-H', '127.0.0.1', '-p', '$port'])" >moto.log 2>&1 &
server=$!
for _ in $(seq 100); do
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.2
done

cat >main.tf <<END
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "local"
  secret_key                  = "local"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  endpoints { cognitoidp = "http://127.0.0.1:$port" }
}

resource "aws_cognito_user_pool" "this" { name = "finding" }

resource "aws_cognito_user_pool_client" "this" {
  name            = "site"
  user_pool_id    = aws_cognito_user_pool.this.id
  generate_secret = true
  #lifecycle
}

output "client" { value = "\${aws_cognito_user_pool.this.id}/\${aws_cognito_user_pool_client.this.id}" }
END
unset AWS_PROFILE AWS_ENDPOINT_URL
terraform init -no-color -input=false ${TERRAFORM_PLUGIN_DIR:+-plugin-dir="$TERRAFORM_PLUGIN_DIR"} >/dev/null
terraform apply -no-color -auto-approve -input=false >/dev/null
client=$(terraform output -raw client)
terraform state rm aws_cognito_user_pool_client.this >/dev/null
terraform import -no-color aws_cognito_user_pool_client.this "$client" >/dev/null

plan() { terraform plan -no-color -input=false -detailed-exitcode >"$1" || [ $? -eq 2 ]; }
plan plain
grep -E 'generate_secret.*forces replacement|must be replaced' plain || {
	echo 'the imported client is no longer replaced'
	exit 1
}
sed -i.before 's/#lifecycle/lifecycle { ignore_changes = [generate_secret] }/' main.tf
plan ignoring
if grep -q 'must be replaced' ignoring; then
	echo 'the client is replaced although the attribute is ignored'
	exit 1
fi
grep -E '^Plan:|^No changes' ignoring
