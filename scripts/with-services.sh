#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own (TEST_POSTGRES) and a browser (CHROMIUM) at hand. Missing packages are installed when
# this is root on a Debian system. REQUIRE=1 makes it an error when either cannot be had.
set -euo pipefail

install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  export DEBIAN_FRONTEND=noninteractive
  [ -n "${APT_READY:-}" ] || { apt-get update -qq; APT_READY=1; }
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

pgbin() {
  local d
  for d in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
    [ -x "$d/initdb" ] && { echo "$d"; return; }
  done
}

[ -n "${CHROMIUM:-}" ] || CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$CHROMIUM" ]; then
  install chromium fonts-noto-cjk || true
  CHROMIUM=$(command -v chromium || true)
fi
[ -z "$CHROMIUM" ] || export CHROMIUM

if [ -z "${TEST_POSTGRES:-}" ]; then
  bin=$(pgbin)
  if [ -z "$bin" ]; then install postgresql || true; bin=$(pgbin); fi
  if [ -n "$bin" ]; then
    pgdir=$(mktemp -d)
    as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi; }
    [ "$(id -u)" != 0 ] || chown postgres "$pgdir"
    port=$((20000 + RANDOM % 20000))
    as "cd '$pgdir' && '$bin/initdb' -D '$pgdir/data' -U postgres -A trust --no-locale -E UTF8 >/dev/null"
    as "cd '$pgdir' && '$bin/pg_ctl' -D '$pgdir/data' -o '-p $port -k $pgdir -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB' -l '$pgdir/log' -w start >/dev/null"
    trap 'as "$bin/pg_ctl -D $pgdir/data -m immediate stop >/dev/null" || true; rm -rf "$pgdir"' EXIT
    export TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
  fi
fi

for need in CHROMIUM TEST_POSTGRES; do
  if [ -z "${!need:-}" ]; then
    echo "== $need is not set and could not be set up: the tests that need it are left out" >&2
    [ -z "${REQUIRE:-}" ] || exit 1
  fi
done
"$@"
