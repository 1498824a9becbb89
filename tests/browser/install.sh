#!/bin/sh
# install.sh DIR: what the tests in a browser need from npm, into DIR, by the
# lock file. Does nothing where DIR has that already; 77 where there is no npm.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
command -v npm >/dev/null || {
	echo "no npm here"
	exit 77
}
mkdir -p "$1"
cd "$1"
cmp -s "$here/package-lock.json" installed && exit 0

cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
npm ci --ignore-scripts --no-bin-links --no-progress
cp package-lock.json installed
