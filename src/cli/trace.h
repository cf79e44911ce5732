/* Log lines on stderr in the form of kubectl's logger, and the trace of requests that -v asks for. */
#ifndef CIDRCTL_CLI_TRACE_H
#define CIDRCTL_CLI_TRACE_H

#include "internal.h"

/* Appends "W1120 21:40:07.123456   12345 helpers.go:703] TEXT": level, date, time, process, place in
 * the source. */
void log_add(struct strbuf *out, char level, const char *place, const char *text);

/* From 6 on a line a request, from 8 on bodies too. */
#define TRACE_REQUESTS 6
#define TRACE_BODIES 8

/* Appends what -v shows of a request that was served; err: as it failed, or NULL. */
void trace_request(struct strbuf *out, const struct request *request,
		   const struct response *response, const struct error *err, int64_t duration_ns,
		   bool bodies);

#endif
