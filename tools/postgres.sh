#!/bin/sh
# Starts or stops the private PostgreSQL cluster of the test suites.
# usage: tools/postgres.sh start|stop DIR PORT
# Data lies under DIR; the server listens on 127.0.0.1:PORT only, and start
# prints the URL of the server that runs. PostgreSQL
# refuses to run as root, so as root it runs as the user postgres.
set -eu
verb=$1 dir=$2 port=$3
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed: run 'make tools'" >&2; exit 1; }
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case $verb in
start)
	mkdir -p "$dir"
	[ "$(id -u)" = 0 ] && chown postgres "$dir"
	if [ ! -s "$dir/data/PG_VERSION" ]; then
		as "$bin/initdb" -D "$dir/data" -U yangguang --auth=trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log"
	fi
	# A pid file may have outlived its server (a machine that was switched off), and
	# the port may belong to somebody else: believe only an answer.
	running() { p=$(sed -n 4p "$dir/data/postmaster.pid" 2>/dev/null) && [ -n "$p" ] && "$bin/pg_isready" -q -h 127.0.0.1 -p "$p"; }
	last=$((port + 20))
	until running; do
		[ "$port" -le "$last" ] || { echo "PostgreSQL does not start; see $dir/server.log" >&2; exit 1; }
		as "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1 || rm -f "$dir/data/postmaster.pid"
		as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" \
			-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$dir' -c max_connections=200" start >/dev/null 2>&1 || true
		port=$((port + 1))
	done
	# A cluster that was running already may have been given another port.
	port=$(sed -n 4p "$dir/data/postmaster.pid")
	echo "postgres://yangguang@127.0.0.1:$port/postgres?sslmode=disable"
	;;
stop)
	as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
	;;
esac
