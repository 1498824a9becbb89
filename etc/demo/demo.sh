#!/bin/sh
# make demo: one edition of the production pipeline for three sample
# subscribers; only the config differs from a real one. BIN is where the
# programs are, FEED is "" (today's arXiv, else the sample), "sample", a file
# or a URL. Each feed has a folder of its own under demo/.
set -eu

bin=$(cd "$1" && pwd)
feed=${2:-}
root=$(cd "$(dirname "$0")/../.." && pwd)
arxiv=https://rss.arxiv.org/rss/cs.LG+cs.AI

# What stands on the right of an s|||, and between a config's quotes.
quoted() {
	printf '%s' "$1" | sed -e 's/[\\"]/\\&/g' -e 's/[\\&|]/\\&/g'
}

# A path as a file:// URL.
file_url() {
	printf 'file://%s' "$1" | sed -e 's/%/%25/g' -e 's/ /%20/g' \
		-e 's/#/%23/g' -e 's/?/%3F/g' -e 's/"/%22/g' -e 's/\\/%5C/g'
}

# The name of a folder under demo/.
folder() {
	printf '%s' "$1" | tr -c 'A-Za-z0-9._\n' '-'
}

# prepare NAME URL [TYPE]: the folder and its config.
prepare() {
	dir=$root/demo/$1
	url=$2
	conf=$dir/digestd.conf
	mkdir -p "$dir"
	sed -e "s|@DIR@|$(quoted "$dir")|g" -e "s|@FEED@|$(quoted "$url")|g" \
		-e "s|@ROOT@|$(quoted "$root")|g" \
		-e "s|@ETC@|$(quoted "$root/etc")|g" \
		-e "s|@TYPE@|${3:-arxiv-rss}|g" "$root/etc/demo/digestd.conf.in" >"$conf"
}

# prepare_any NAME URL: the same for a feed that may be anybody's. Where no item
# has an arXiv identifier it is a "feed", and stays one on later runs.
prepare_any() {
	if grep -q '{ type = "feed"' "$root/demo/$1/digestd.conf" 2>/dev/null; then
		prepare "$1" "$2" feed
		return
	fi
	prepare "$1" "$2"
	if "$bin/digestctl" -c "$conf" run --dry-run --until fetch 2>/dev/null |
		grep -q 'scanned 0 .*no arXiv identifier'; then
		prepare "$1" "$2" feed
	fi
}

# Has today's feed papers, and does it answer within seconds? Asked with the
# program itself; a dry run keeps nothing.
live_has_papers() {
	timeout 20 "$bin/digestctl" -c "$conf" run --dry-run --until fetch \
		--json 2>/dev/null | grep -q '"announced":[^0-9]*[1-9]'
}

case $feed in
"")
	echo "Asking arXiv for today's announcements ..."
	prepare live "$arxiv"
	if live_has_papers; then
		echo "Reading today's announcements from arXiv."
	else
		rm -rf "$dir"
		prepare sample "$(file_url "$root/etc/demo/sample-day.xml")"
		echo "arXiv does not answer or has no papers today: reading the" \
			"bundled sample day (made-up papers)."
	fi
	;;
sample)
	prepare sample "$(file_url "$root/etc/demo/sample-day.xml")"
	echo "Reading the bundled sample day (made-up papers)."
	;;
http://* | https://* | file://*)
	prepare_any "$(folder "${feed##*://}")" "$feed"
	echo "Reading $feed"
	;;
*)
	[ -r "$feed" ] || {
		echo "FEED=$feed: no such file" >&2
		exit 1
	}
	path=$(cd "$(dirname "$feed")" && pwd)/$(basename "$feed")
	name=$(basename "$feed")
	prepare_any "$(folder "${name%.*}")" "$(file_url "$path")"
	echo "Reading $feed"
	;;
esac

"$bin/digestctl" -c "$conf" subscriber import "$root/etc/demo/subscribers.csv" \
	>/dev/null
echo
"$bin/digestctl" -c "$conf" run
echo

edition=$("$bin/digestctl" -c "$conf" status --json |
	sed -n 's/.*"edition":[^0-9]*\([0-9-]*\)".*/\1/p' | head -n 1)
if [ -z "$edition" ]; then
	echo "No papers, no mails. The bundled sample day has some:" \
		"make demo FEED=sample"
	exit 0
fi
mkdir -p "$dir/mails"
tail -n +2 "$root/etc/demo/subscribers.csv" | cut -d, -f1 |
	while read -r address; do
		out=$dir/mails/${address%@*}
		mail=$(grep -rlsZm1 "^To:.*$address" "$dir/maildir/new" |
			xargs -0r ls -t | head -n 1)
		[ -n "$mail" ] && cp "$mail" "$out.eml"
		for format in html text; do
			"$bin/digestctl" -c "$conf" preview "$address" \
				--format "$format" >"$out.$format"
		done
		mv "$out.text" "$out.txt"
	done

cd "$root"
short=${dir#"$root"/}
cat <<EOT
Look at
  $short/mails/*.eml       the mails as sent (also .html and .txt)
  $short/archive/$edition.html
  $short/maildir/          where the transport put them
Steer it
  build/release/bin/digestctl -c $short/digestd.conf subscriber list
Run it again: nothing is sent twice.
EOT
