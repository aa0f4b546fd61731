#!/bin/sh
# run-sanitized.sh COMMAND...
# Runs a test of a build with sanitizers and fails it when any process that it started, however
# deep, left a report. criterion passes a test whose process leaks at its end, and a daemon's exit
# status is not always looked at: only the reports tell. They go to a folder that processes without
# privileges reach too.
set -u

logs=$(mktemp -d "${TMPDIR:-/tmp}/unlike-sanitized.XXXXXX") || exit 99
chmod 1777 "$logs"
trap 'rm -rf "$logs"' EXIT

common="log_path=$logs/report:log_exe_name=1:print_stacktrace=1"
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=1:$common"
UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}$common"
export ASAN_OPTIONS UBSAN_OPTIONS

status=0
"$@" || status=$?

for log in "$logs"/*; do
	[ -e "$log" ] || continue
	cat "$log" >&2
	[ "$status" -ne 0 ] || status=86
done
exit "$status"
