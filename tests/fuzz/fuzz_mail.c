/* A whole message, as Dovecot or an MTA's pipe would hand it over. */
#include "fuzz.h"
#include "mail/read.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct str raw = fuzz_bytes(data, size);
	struct read_message m;
	struct bounce b;
	struct err err;

	if (read_message(raw, arena, &m, &err)) {
		MUST(m.kind == READ_UNKNOWN && *err.msg);
		return 0;
	}
	MUST(utf8_valid(str_of(m.subject)) && utf8_valid(str_of(m.text)));
	MUST(!strpbrk(m.subject, "\r\n") && !strpbrk(m.from, "\r\n "));
	/* Two domains in one field are nobody's. */
	if (read_dmarc_pass(&m, "mx.example.org"))
		MUST(*m.from && m.n_auth_results);
	read_bounce(raw, arena, &b);
	MUST(strlen(b.status) < sizeof(b.status));
	return 0;
}
