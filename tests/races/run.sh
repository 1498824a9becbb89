#!/bin/sh
# Data races, looked for by two detectors in a daemon under load (test_load.py)
# and in the tests that have threads: ThreadSanitizer sees more, Helgrind also
# what the libraries do. What they find is printed; none is the only success.
#
#	tests/races/run.sh TSAN_BIN PLAIN_BIN FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tsan=$(cd "$1" && pwd) plain=$(cd "$2" && pwd)
mkdir -p "$3"
out=$(cd "$3" && pwd)
failed=

rm -f "$out"/tsan.* "$out"/helgrind.*
export DIGESTD_CORPORA="${DIGESTD_CORPORA:-/nonexistent}"

run() { # NAME BIN FILE...
	name=$1 bin=$2
	shift 2
	for file in "$@"; do
		echo "$name: $file"
		(cd "$(dirname "$file")" &&
			DIGESTD_BIN=$bin python3 -B "$(basename "$file")") ||
			failed="$failed $name:$(basename "$file")"
	done
}

export TSAN_OPTIONS="suppressions=$here/tsan.supp log_path=$out/tsan second_deadlock_stack=1"
run tsan "$tsan" "$here/test_load.py" "$here/../flow/test_service.py" \
	"$here/../flow/test_inbox_listener.py"

# Programs of the same names that are watched.
mkdir -p "$out/helgrind-bin"
cat >"$out/helgrind-bin/digestd" <<WATCHED
#!/bin/sh
exec valgrind --tool=helgrind --suppressions=$here/helgrind.supp \\
	--log-file=$out/helgrind.%p --error-exitcode=66 --gen-suppressions=all \\
	$plain/digestd "\$@"
WATCHED
printf '#!/bin/sh\nexec %s/digestctl "$@"\n' "$plain" >"$out/helgrind-bin/digestctl"
chmod +x "$out/helgrind-bin/"*
export DIGESTD_LOAD_READERS="${DIGESTD_LOAD_READERS:-10}" DIGESTD_LOAD_RELOAD=15
run helgrind "$out/helgrind-bin" "$here/test_load.py"

if grep -l "WARNING: ThreadSanitizer" "$out"/tsan.* 2>/dev/null; then
	failed="$failed tsan"
	cat "$out"/tsan.*
fi
if grep -L "ERROR SUMMARY: 0 errors" "$out"/helgrind.[0-9]* | grep .; then
	failed="$failed helgrind"
	cat "$out"/helgrind.[0-9]*
fi
[ -z "$failed" ] || { echo "races:$failed" >&2; exit 1; }
echo "races: none found"
