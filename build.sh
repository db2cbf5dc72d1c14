#!/bin/sh
# The front door: compiles the command-line tool (pkg/dev/cli) and hands over to it. Everything else is Go.
set -eu

fail() {
	echo "build.sh: $*" >&2
	exit 1
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

# What is built goes below the repository. Go's own words about a folder that it cannot write to do not help.
if ! mkdir -p "$root/.cache" 2>/dev/null || [ ! -w "$root/.cache" ]; then
	fail "cannot write to $root/.cache: make the repository's folder writable, or clone it to one that is"
fi

# Right after an installation the go command is often not in the PATH yet.
if ! command -v go >/dev/null 2>&1; then
	[ -x /usr/local/go/bin/go ] || fail 'Go is not installed: get version 1.26 or newer from https://go.dev/dl/'
	PATH=$PATH:/usr/local/go/bin
	export PATH
fi

# Without a home folder that can be written to, Go has nowhere to put its caches.
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
	: "${GOCACHE:=$root/.cache/go-build}" "${GOMODCACHE:=$root/.cache/go-mod}" "${GOPATH:=$root/.cache/go}"
	export GOCACHE GOMODCACHE GOPATH
fi

# Go 1.21 and later fetch the version that go.mod asks for by themselves; older ones do not understand go.mod.
version=$(cd / && GOTOOLCHAIN=local go env GOVERSION) || fail 'the go command does not work: install Go again from https://go.dev/dl/'
case $version in
go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*) fail "$version is too old: get version 1.26 or newer from https://go.dev/dl/" ;;
esac
if ! problem=$(cd "$root" && go env GOVERSION 2>&1); then
	fail "$version is too old, and a newer one could not be fetched: get version 1.26 or newer from https://go.dev/dl/ ($problem)"
fi

[ -x "$root/.cache/cli" ] || echo 'Compiling the command-line tool (the first time takes a minute or two)' >&2
# With the flags of the functions (pkg/dev/build), so that what both link is compiled once: a third of the first start.
GOOS='' GOARCH='' CGO_ENABLED=0 go build -C "$root" -trimpath -buildvcs=false -o .cache/cli ./pkg/dev/cli || fail 'the command-line tool (pkg/dev/cli) does not compile, see above'
COGNITOSSR_ROOT=$root exec "$root/.cache/cli" "$@"
