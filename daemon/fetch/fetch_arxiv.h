#pragma once
/* How arXiv's papers show in feeds: identifiers and the description's first
 * line. Pure; inside the fetch module. */
#include "fetch/fetch_read.h"
#include "model/paper.h"

/* "arXiv:2504.12359v1 Announce Type: new \nAbstract: We ..." */
struct arxiv_preamble {
	char id[PAPER_ID_MAX]; /* "": no preamble */
	int version;
	enum announce announce; /* 0: not said */
	struct str rest;        /* the abstract */
};

/* Without a preamble (or with one that is not whole) rest is all of the text,
 * but for a leading "Abstract:". rest points into text. */
struct arxiv_preamble arxiv_preamble_read(struct str text);

/* The identifier from wherever it stands (guid, link, preamble), and the
 * version from the first place that gives one. A bare "2504.06426" is no
 * identifier: it may be anything. False: there is none. */
bool arxiv_id_find(const struct raw_entry *e, const struct arxiv_preamble *p,
                   char id[PAPER_ID_MAX], int *version);
