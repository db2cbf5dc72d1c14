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

# What could change the build is the project's: neither the shell, nor what "go env -w" has stored, nor a go.work around the checkout matters.
# Where modules come from and where the caches are stays the developer's. pkg/dev/gotool does the same for all later calls, and a test compares the two.
kept='GOAUTH GOCACHE GOCACHEPROG GOINSECURE GOMODCACHE GONOPROXY GONOSUMDB GOPATH GOPRIVATE GOPROXY GOSUMDB GOTMPDIR GOVCS'
fixed='GOENV=off GOWORK=off GO111MODULE=on GOFLAGS=-buildvcs=false GOROOT= GOTOOLDIR=
GOOS= GOARCH= GOAMD64=v1 GOARM64=v8.0 GO386= GOARM= GOMIPS= GOMIPS64= GOPPC64= GORISCV64= GOWASM=
GOEXPERIMENT= GOFIPS140=off GODEBUG= GO_EXTLINK_ENABLED=
CGO_ENABLED= CGO_CFLAGS= CGO_CPPFLAGS= CGO_CXXFLAGS= CGO_FFLAGS= CGO_LDFLAGS='
newline='
'
# The command refuses to say anything while it does not know a stored experiment.
settings=$(cd / && GOTOOLCHAIN=local GOWORK=off GOEXPERIMENT=none GOFIPS140=off go env GOVERSION $kept && echo .) ||
	fail 'the go command does not work: install Go again from https://go.dev/dl/'
version=${settings%%"$newline"*}
for name in $kept; do
	settings=${settings#*"$newline"}
	[ "$settings" = . ] || export "$name=${settings%%"$newline"*}"
done

# settled runs a command in the repository with these settings and the Go version of go.mod's toolchain line.
toolchain=$(sed -n 's/^toolchain  *//p' "$root/go.mod")
toolchain=${SITE_TOOLCHAIN:-${toolchain:-auto}}
settled() {
	# shellcheck disable=SC2086 # one word for each setting
	(cd "$root" && env $fixed "GOTOOLCHAIN=$toolchain" CGO_ENABLED=0 "$@")
}

quiet=
case " $* " in *' --quiet '* | *' --quiet=true '* | *' -q '*) quiet=1 ;; esac

# unheard runs a command. With --quiet, what Go says of its downloads is not heard unless the command fails.
unheard() {
	[ -n "$quiet" ] || {
		"$@"
		return
	}
	status=0 said="$root/.cache/said.$$"
	"$@" 2>"$said" || status=$?
	[ "$status" = 0 ] || cat "$said" >&2
	rm -f "$said"
	return "$status"
}

# Go 1.21 and later fetch another version by themselves; older ones do not understand go.mod.
case $version in
go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*) fail "$version is too old: get version 1.26 or newer from https://go.dev/dl/" ;;
esac
if ! unheard settled go version >/dev/null; then
	wanted=$toolchain toolchain=local
	settled go list -m >/dev/null 2>&1 ||
		fail "$version is too old, and a newer one could not be downloaded: get version 1.26 or newer from https://go.dev/dl/"
	echo "build.sh: $wanted could not be downloaded: building with $version, which gives other bytes than elsewhere" >&2
	export SITE_TOOLCHAIN=local
fi

# The commands that call AWS need its SDK, which takes longer to compile than all the rest: only they link it.
# A test compares this list with the commands. The local Cognito is a server, which needs no memory for the others.
command=${1:-}
case $command in help | __complete | __completeNoDesc) command=${2:-} ;; esac
case $command in
users | doctor | deploy | rotate-secret | --man) tool=cli-aws tags= words="the commands that call AWS" ;;
cognito) tool=cli-cognito tags=noaws,alone words="the local Cognito" ;;
*) tool=cli tags=noaws words="the command-line tool" ;;
esac

# patiently runs a command. Until it ends, it says how long that has taken so far: at the first time, and on a terminal.
patiently() {
	waited=
	if [ -z "$quiet" ] && { [ ! -x "$root/.cache/$tool" ] || [ -t 2 ]; }; then
		(
			seconds=2
			sleep 2 >/dev/null 2>&1
			while :; do
				echo "Compiling $words, for $seconds s so far" >&2
				sleep 10 >/dev/null 2>&1
				seconds=$((seconds + 10))
			done
		) &
		waited=$!
	fi
	status=0
	"$@" || status=$?
	if [ -n "$waited" ]; then
		kill "$waited" 2>/dev/null
		wait "$waited" 2>/dev/null || :
	fi
	return "$status"
}

[ -n "$quiet" ] || [ -x "$root/.cache/$tool" ] || echo "Compiling $words (the first time takes a minute or more)" >&2
# With the flags of the functions (pkg/dev/build), so that what both link is compiled once.
if ! patiently unheard settled go build -trimpath -buildvcs=false -tags "$tags" -o ".cache/$tool" ./pkg/dev/cli; then
	case $(settled env GOPROXY=off go list -deps -tags "$tags" ./pkg/dev/cli 2>&1) in
	*'disabled by GOPROXY=off'*)
		fail 'the command-line tool needs modules that could not be downloaded, see above: connect to the network, or set GOPROXY to a module proxy that you can reach' ;;
	esac
	fail 'the command-line tool (pkg/dev/cli) does not compile, see above'
fi
SITE_ROOT=$root exec "$root/.cache/$tool" "$@"
