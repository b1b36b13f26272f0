#!/usr/bin/env bash
# Unpacks packages of newer Debians into a folder, from which their programs run: the machine's own
# sources and packages stay as they are.
#   .ci/unpack.sh FOLDER PACKAGE/SUITE…
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift

apt=$folder/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/sources.list.d"
for suite in $(printf '%s\n' "${@##*/}" | sort -u); do
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s main\n' "$suite"
done >"$apt/sources.list"
options=(
  -o "Dir::Etc::sourcelist=$apt/sources.list"
  -o "Dir::Etc::sourceparts=$apt/sources.list.d"
  -o "Dir::State::lists=$apt/lists"
  -o "Dir::Cache=$apt"
  -o "Dir::Cache::archives=$apt/archives"
  -o "APT::Sandbox::User=$(id -un)"
  -o 'Acquire::Languages=none'
  -o 'Acquire::Retries=3'
)
cd "$apt"
apt-get "${options[@]}" -qq update
apt-get "${options[@]}" -qq download "$@"
# Elsewhere first and then moved, so that what is there is whole.
for package in *.deb; do dpkg-deb --extract "$package" unpacked; done
mv unpacked/* "$folder"
rm -rf "$apt"
