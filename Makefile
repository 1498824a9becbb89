# Two commands on a fresh machine: make demo, make test. The rest is CMake
# (CMakePresets.json); this file installs what is missing and names the steps.
BUILD_PACKAGES := build-essential cmake ninja-build pkg-config \
	libcurl4-gnutls-dev libetpan-dev libcjson-dev libconfig-dev \
	libsqlite3-dev libxml2-dev libsystemd-dev libgnutls28-dev \
	libstemmer-dev liblinear-dev libunistring-dev libidn2-dev libcmocka-dev \
	ca-certificates tzdata file
# node and npm may be there without Debian's packages.
NODE_PACKAGES := $(shell command -v node >/dev/null && \
	command -v npm >/dev/null || echo nodejs npm)
TEST_PACKAGES := python3 postfix dovecot-imapd dovecot-lmtpd openssl \
	mandoc zsh lintian faketime spamassassin chromium fonts-liberation \
	fonts-dejavu-core $(NODE_PACKAGES)

JOBS := $(shell nproc)

all: release

release dev asan tsan tidy layers fuzz: build-packages
	@cmake --preset $@ >build/$@.log 2>&1 || { cat build/$@.log; exit 1; }
	@cmake --build --preset $@ --parallel $(JOBS)

build-packages:
	@tests/install-packages.sh $(BUILD_PACKAGES)
	@mkdir -p build

test-packages: build-packages
	@tests/install-packages.sh $(TEST_PACKAGES)

# One edition into demo/: today's arXiv feed, or FEED=sample, or any file or
# URL. etc/demo/demo.sh says what happens.
demo: release
	@etc/demo/demo.sh build/release/bin "$$FEED"

# Layers first (an upward call does not link), then everything under ASan and
# UBSan; ctest's summary comes last.
test: test-packages layers release asan
	@ctest --preset asan --parallel $(JOBS) --no-tests=error

# Every fuzz target under libFuzzer, FUZZ_SECONDS each; not part of the tests,
# which replay tests/fuzz/corpus.
FUZZ_SECONDS := 300
fuzzing:
	@tests/install-packages.sh $(BUILD_PACKAGES) clang libclang-rt-14-dev
	@$(MAKE) --no-print-directory fuzz
	@tests/fuzz/run.sh build/fuzz/bin $(FUZZ_SECONDS)

# Data races under load, by ThreadSanitizer and Helgrind; not part of the tests.
races:
	@tests/install-packages.sh $(BUILD_PACKAGES) python3 valgrind
	@$(MAKE) --no-print-directory tsan dev
	@tests/races/run.sh build/tsan/bin build/dev/bin build/races

# The Debian package in a Debian of its own. Needs root and a mirror.
package-test: test-packages
	@tests/install-packages.sh debootstrap
	@tests/package.sh

# Two simulated months; SEED=N repeats one.
soak: test-packages release
	@DIGESTD_BIN=$(CURDIR)/build/release/bin python3 -B tests/soak/soak.py \
		$(if $(SEED),--seed $(SEED))

# Valgrind over an edition and a thousand replies; takes minutes.
memcheck: test-packages release
	@tests/install-packages.sh valgrind
	@python3 -B tests/memcheck/memcheck.py build/release/bin

bench: test-packages release
	@cmake --build --preset release --target bench

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build

.PHONY: all release dev asan tsan tidy layers fuzz fuzzing races build-packages test-packages \
	demo test package-test soak memcheck bench format clean
