#!/usr/bin/env bash
# Prints the path of a nats-server that can be made durable, fetched by apt where it is missing:
# Debian 12's own 2.9.10 cannot. It is unpacked into a folder and runs from there: Debian 13's 2.10.27, or
# that of another SUITE; forky's is new enough for a cluster.
#   .ci/nats-server.sh FOLDER [SUITE]
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
server=$folder/usr/sbin/nats-server
[[ -x $server ]] || "$(dirname "$0")/unpack.sh" "$folder" "nats-server/${2:-trixie}" >&2
printf '%s\n' "$server"
