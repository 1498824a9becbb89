/* The scorer's weights: an admin's file. */
#include "fuzz.h"
#include "score/score_weights.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	struct score_vocab *v CLEANUP(score_vocab_freep) = score_vocab_new();
	struct score_weights *w =
	        score_weights_parse(fuzz_bytes(data, size), "weights", v, &err);

	MUST(w || *err.msg);
	score_weights_free(w);
	return 0;
}
