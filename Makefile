# Two commands on a fresh machine: make demo, make test. The rest is CMake
# (CMakePresets.json); this file installs what is missing and names the steps.
# Packages are Debian 12's.
BUILD_PACKAGES := build-essential cmake ninja-build pkg-config \
	libcurl4-gnutls-dev libetpan-dev libcjson-dev libconfig-dev \
	libsqlite3-dev libxml2-dev libsystemd-dev libgnutls28-dev \
	libstemmer-dev libunistring-dev libidn2-dev ca-certificates
TEST_PACKAGES := libcmocka-dev python3 postfix dovecot-imapd dovecot-lmtpd \
	openssl netcat-openbsd

