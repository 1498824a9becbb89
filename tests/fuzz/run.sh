#!/bin/sh
# run.sh BIN SECONDS [TARGET...]: each target under libFuzzer for so long, from
# its corpus on; a finding ends it and is left in BIN/../findings. What was
# found to matter is merged into BIN/../grown, from where a maintainer takes
# small inputs into corpus/ ("keep.py").
set -eu
bin=$1 seconds=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$bin/.." && pwd)
mkdir -p "$out/findings"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"
[ $# -gt 0 ] || set -- $(cd "$here/corpus" && ls)

for target in "$@"; do
	mkdir -p "$out/grown/$target"
	echo "== $target, $seconds s"
	"$bin/fuzz_$target" -max_total_time="$seconds" -max_len=65536 \
		-timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix="$out/findings/$target-" \
		"$out/grown/$target" "$here/corpus/$target" \
		>"$out/$target.log" 2>&1 || {
		tail -40 "$out/$target.log"
		exit 1
	}
	grep -E 'number_of_executed|slowest' "$out/$target.log"
done
