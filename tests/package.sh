#!/bin/sh
# make package-test: the Debian package in a Debian of its own (debootstrap, a
# chroot): built twice, installed, started, upgraded, removed, purged. Needs
# root and a mirror; takes minutes, most of them for the two builds.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
# Where this machine's own Debian comes from.
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' \
	'Created-By: Packages' 'Codename: bookworm' 'Component: main' | head -n 1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ "$(id -u)" -eq 0 ] || {
	echo "debootstrap and chroot need root" >&2
	exit 1
}

say() {
	echo "== $*"
}

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# package BUILD VERSION: its file
package() {
	mkdir -p "$work/deb"
	(cd "$1" && cpack -G DEB -B "$work/deb" \
		-D "CPACK_PACKAGE_VERSION=$2" >"$work/cpack.log" 2>&1) ||
		{ cat "$work/cpack.log" && fail "cpack"; }
	echo "$work/deb/digestd_$2_$(dpkg --print-architecture).deb"
}

# build SOURCE BUILD: the programs, in a copy of the source. No compiler cache:
# it would hand the first build's objects, or paths of its own, to the second.
build() {
	mkdir -p "$1"
	(cd "$root" && git ls-files -z | xargs -0 cp --parents -P -t "$1")
	CCACHE_DISABLE=1 CMAKE_C_COMPILER_LAUNCHER='' cmake -S "$1" -B "$2" \
		-G Ninja -DCMAKE_BUILD_TYPE=Release \
		-DCMAKE_C_FLAGS_RELEASE="-O2 -g" >/dev/null
	CCACHE_DISABLE=1 cmake --build "$2" --parallel "$(nproc)" \
		--target digestd digestctl >"$work/build.log" ||
		{ cat "$work/build.log" && fail "the build in $2"; }
}

# Copies are no checkouts: their time is the changelog's. The second one is
# elsewhere, by somebody who keeps files to themselves.
say "two builds, the same bytes"
umask 022
build "$work/one" "$work/one/build/release"
mv "$(package "$work/one/build/release" 0.1.0)" "$work/first.deb"
umask 077
build "$work/elsewhere/and deeper" "$work/build"
cmp "$work/first.deb" "$(package "$work/build" 0.1.0)" ||
	fail "the builds differ"
umask 022

say "a Debian of its own"
debian=$work/debian
debootstrap --variant=minbase \
	--include=ca-certificates,systemd-standalone-sysusers,systemd-standalone-tmpfiles \
	bookworm "$debian" "$mirror" >"$work/debootstrap.log" ||
	{ tail -5 "$work/debootstrap.log" && fail debootstrap; }
cp /etc/resolv.conf "$debian/etc/resolv.conf"

in_debian() {
	chroot "$debian" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}

as_digestd() {
	in_debian setpriv --reuid=digestd --regid=digestd --init-groups "$@"
}

say "install"
cp "$work/first.deb" "$debian/digestd.deb"
in_debian apt-get install -y -qq --no-install-recommends /digestd.deb \
	>"$work/apt.log" 2>&1 || { cat "$work/apt.log" && fail install; }
[ "$(as_digestd digestd -n)" = "/etc/digestd/digestd.conf: ok" ] ||
	fail "digestd -n"

say "start, as its own user"
mkdir "$debian/srv/mail"
in_debian chown digestd: /srv/mail
cp "$root/etc/demo/sample-day.xml" "$debian/srv/day.xml"
sed -i -e 's|url = "smtp://127.0.0.1:25"|url = "maildir:/srv/mail"|' \
	-e 's|# url = "https://rss.arxiv.org/rss/";|url = "file:///srv/day.xml";|' \
	"$debian/etc/digestd/digestd.conf"
in_debian digestctl subscriber add ada@reader.test >/dev/null
# exec all the way: $! must be the daemon, it gets the signals.
(exec chroot "$debian" setpriv --reuid=digestd --regid=digestd --init-groups \
	digestd) 2>"$work/log" &
daemon=$!
asked=
for _ in $(seq 120); do
	sleep 0.5
	grep -q '^<6>delivery sent=1' "$work/log" && break
	if [ -z "$asked" ] && grep -q started "$work/log"; then
		kill -USR1 "$daemon"
		asked=yes
	fi
done
grep -q '^<6>delivery sent=1' "$work/log" || { cat "$work/log" && fail start; }
in_debian digestctl status | grep -q '^digestd *running' || fail status
kill "$daemon"
wait "$daemon" || fail "the daemon's end"
in_debian find /var/lib/digestd ! -user digestd | grep . &&
	fail "files that are not digestd's"

say "upgrade"
before=$(sha256sum "$debian/etc/digestd/digestd.conf" "$debian/var/lib/digestd/digestd.db")
cp "$(package "$work/build" 0.1.1)" "$debian/digestd.deb"
in_debian apt-get install -y -qq /digestd.deb >"$work/apt.log" 2>&1 ||
	{ cat "$work/apt.log" && fail upgrade; }
[ "$(in_debian dpkg-query -s digestd | sed -n 's/^Version: //p')" = 0.1.1 ] ||
	fail upgrade
[ "$before" = "$(sha256sum "$debian/etc/digestd/digestd.conf" \
	"$debian/var/lib/digestd/digestd.db")" ] || fail "config or state changed"
in_debian digestctl subscriber show ada@reader.test >/dev/null

say "remove, purge"
in_debian apt-get remove -y -qq digestd >"$work/apt.log" 2>&1
[ -e "$debian/var/lib/digestd/digestd.db" ] || fail "removing took the state"
in_debian apt-get purge -y -qq digestd >"$work/apt.log" 2>&1
rm "$debian/digestd.deb"
left=$(in_debian find / -xdev -name '*digestd*' ! -path '/proc/*')
[ -z "$left" ] || fail "left behind: $left"
say "all well"
