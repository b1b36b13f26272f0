#!/usr/bin/env bash
# Prints the path of a `go` that builds with wazero, which no registry of Go's must be asked for: both are
# Debian's, fetched by apt where they are missing, unpacked into a folder and run from there.
#   .ci/go-wazero.sh FOLDER
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
go=$folder/go
if [[ ! -x $go ]]; then
  "$(dirname "$0")/unpack.sh" "$folder" golang-1.24-{go,src}/trixie \
    golang-github-tetratelabs-wazero-dev/forky golang-golang-x-sys-dev/forky >&2
  cat >"$folder/go.new" <<GO
#!/bin/sh
export GOENV=off GO111MODULE=off CGO_ENABLED=0 GOROOT='$folder/usr/lib/go-1.24'
export GOPATH='$folder/usr/share/gocode' GOCACHE='$folder/cache'
exec "\$GOROOT/bin/go" "\$@"
GO
  chmod +x "$folder/go.new"
  # Compiled once here, so that a program that uses it is built in seconds.
  "$folder/go.new" build github.com/tetratelabs/wazero
  mv "$folder/go.new" "$go"
fi
printf '%s\n' "$go"
