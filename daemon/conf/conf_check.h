#pragma once
/*
 * What a setting's text may be, one function a shape, and what becomes of it:
 * the field that each writes stands beside it. For the table; the contract is
 * at struct setting's parse. Inside daemon/conf only.
 */
#include "conf/conf_settings.h"

#define PARSE(name)                                                \
	int name(const struct setting_parse *in, const char *text, \
	         void *field, struct err *err)

/* const char *: one line without control characters, not empty. */
PARSE(parse_line);
/* const char *: like parse_line, without blanks at the ends, at most 120
 * octets, not digits alone (a reply's "more 3" means a paper). */
PARSE(parse_word);
/* const char *: any text; white space becomes single blanks. */
PARSE(parse_prose);
/* const char *: joined to the config's directory. */
PARSE(parse_path);
/* int64_t: seconds of "90s", "15m", "12h", "2d", within min and max. */
PARSE(parse_duration);
/* int: minute of the day of "06:30". */
PARSE(parse_time);
/* const char *: a zone of the system's tz database ($TZDIR). */
PARSE(parse_zone);
/* unsigned: or-ed 1 << weekday of "sun" ... "sat". */
PARSE(parse_weekday);
/* unsigned: or-ed enum announce. */
PARSE(parse_announce);
/* const char *: an arXiv category, "cs.LG", "hep-th". */
PARSE(parse_category);
/* const char *: [a-z][a-z0-9-]*. */
PARSE(parse_topic_id);
/* The enums of model/source.h, model/score.h and conf/conf.h. */
PARSE(parse_source_type);
PARSE(parse_scorer);
PARSE(parse_prefilter);
PARSE(parse_tls);

/* conf_check_net.c */

/* const char *: a bare address in ASCII, RFC 5321's dot-atom on the left. */
PARSE(parse_address);
/* The same, fit for replies: local part of at most 21 octets, no "+", since
 * "+" and a token of 42 must fit the 64 that RFC 5321 4.5.3.1.1 allows. */
PARSE(parse_reply_address);
/* const char *: "Name <a@b>", "\"Na, me\" <a@b>" or a bare address. */
PARSE(parse_from);
/* const char *: a host or domain name in ASCII. */
PARSE(parse_host);
/* const char *: "Name: value" of a request. */
PARSE(parse_header);
/* const char *: URLs, never with a user or password in them. */
PARSE(parse_http_url);  /* http, https */
PARSE(parse_site_url);  /* http, https; ends in "/" after */
PARSE(parse_feed_url);  /* http, https, file */
PARSE(parse_token_url); /* https, contains {token} */
PARSE(parse_smtp_url);  /* smtp, smtps, maildir: (made absolute) */
PARSE(parse_imap_url);  /* imap, imaps */

/* True for "localhost" and loopback addresses as the host of this URL. */
bool url_is_loopback(const char *url);
