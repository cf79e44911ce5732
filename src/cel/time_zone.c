/* Time zones of the system's zoneinfo files (TZif, RFC 8536). A file is read once; a few zones are
 * kept. */
#include "calendar.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cidrctl/mem.h"

#define MAX_NAME 255
#define MAX_FILE ((size_t)1 << 18)
#define MAX_RULE 128
#define KEPT_ZONES 16

#define HEADER_SIZE 44
#define TYPE_SIZE 6 /* offset, is summer, name */

struct transition {
	int64_t at, offset;
};

struct zone {
	char name[MAX_NAME + 1];
	int64_t first_offset; /* before the first transition */
	struct transition *transitions;
	size_t n;
	char rule[MAX_RULE]; /* "": the last transition's offset stays */
};

/* ---- reading a file ---- */

struct header {
	char version;
	size_t n_utc, n_standard, n_leaps, n_times, n_types, n_chars;
};

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
	uint64_t number = 0;

	for (size_t i = 0; i < n; i++)
		number = number << 8 | bytes[i];
	return number;
}

static bool read_header(const unsigned char *bytes, size_t size, struct header *header)
{
	if (size < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0)
		return false;
	header->version = (char)bytes[4];
	header->n_utc = big_endian(bytes + 20, 4);
	header->n_standard = big_endian(bytes + 24, 4);
	header->n_leaps = big_endian(bytes + 28, 4);
	header->n_times = big_endian(bytes + 32, 4);
	header->n_types = big_endian(bytes + 36, 4);
	header->n_chars = big_endian(bytes + 40, 4);
	return true;
}

/* Of the tables behind a header; counts have 32 bits, so this does not overflow. */
static size_t tables_size(const struct header *header, size_t time_size)
{
	return header->n_times * (time_size + 1) + header->n_types * TYPE_SIZE + header->n_chars +
	       header->n_leaps * (time_size + 4) + header->n_standard + header->n_utc;
}

/* The table of transitions, with times of 4 or 8 bytes. */
static bool read_transitions(const unsigned char *tables, const struct header *header,
			     size_t time_size, struct zone *zone)
{
	const unsigned char *indexes = tables + header->n_times * time_size;
	const unsigned char *types = indexes + header->n_times;

	if (header->n_types == 0)
		return false;
	zone->first_offset = (int32_t)big_endian(types, 4);
	zone->transitions = xcalloc(header->n_times + 1, sizeof(*zone->transitions));
	zone->n = header->n_times;
	for (size_t i = 0; i < zone->n; i++) {
		uint64_t at = big_endian(tables + i * time_size, time_size);

		if (indexes[i] >= header->n_types)
			return false;
		zone->transitions[i].at = time_size == 4 ? (int32_t)at : (int64_t)at;
		zone->transitions[i].offset =
			(int32_t)big_endian(types + indexes[i] * TYPE_SIZE, 4);
	}
	return true;
}

/* A text between two line feeds; one that is too long or not there is no rule. */
static void read_rule(const unsigned char *bytes, size_t size, struct zone *zone)
{
	const unsigned char *end = size < 2 ? NULL : memchr(bytes + 1, '\n', size - 1);

	if (end == NULL || bytes[0] != '\n' || (size_t)(end - bytes) > MAX_RULE)
		return;
	memcpy(zone->rule, bytes + 1, (size_t)(end - bytes) - 1);
}

/* Version 1 has one block with times of 32 bits; later ones a second block with 64 bits and a rule. */
static bool read_zone(const unsigned char *bytes, size_t size, struct zone *zone)
{
	struct header header;
	size_t time_size = 4, tables;

	if (!read_header(bytes, size, &header) || tables_size(&header, 4) > size - HEADER_SIZE)
		return false;
	if (header.version >= '2') {
		size_t skipped = HEADER_SIZE + tables_size(&header, 4);

		bytes += skipped;
		size -= skipped;
		time_size = 8;
		if (!read_header(bytes, size, &header) ||
		    tables_size(&header, 8) > size - HEADER_SIZE)
			return false;
	}
	tables = tables_size(&header, time_size);
	if (!read_transitions(bytes + HEADER_SIZE, &header, time_size, zone))
		return false;
	if (time_size == 8)
		read_rule(bytes + HEADER_SIZE + tables, size - HEADER_SIZE - tables, zone);
	return true;
}

/* ---- finding it ---- */

static const char *const folders[] = { "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo",
				       "/usr/lib/locale/TZ", "/etc/zoneinfo" };

static void zone_free(struct zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->transitions);
	free(zone);
}

/* The bytes of a regular file of a sensible size, or NULL. */
static unsigned char *read_file(const char *path, size_t *ret_size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char *bytes = NULL;
	struct stat info;

	if (file < 0)
		return NULL;
	if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
	    (size_t)info.st_size <= MAX_FILE) {
		bytes = xmalloc((size_t)info.st_size);
		if (read(file, bytes, (size_t)info.st_size) != info.st_size) {
			free(bytes);
			bytes = NULL;
		}
	}
	close(file);
	*ret_size = (size_t)info.st_size;
	return bytes;
}

static struct zone *load_zone(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char path[MAX_NAME + 64];
		unsigned char *bytes;
		struct zone *zone;
		size_t size;

		snprintf(path, sizeof(path), "%s/%s", folders[i], name);
		bytes = read_file(path, &size);
		if (bytes == NULL)
			continue;
		zone = xcalloc(1, sizeof(*zone));
		strcpy(zone->name, name);
		if (!read_zone(bytes, size, zone)) {
			zone_free(zone);
			zone = NULL;
		}
		free(bytes);
		return zone;
	}
	return NULL;
}

/* The zone of a name, NULL when there is none. */
static const struct zone *find_zone(const char *name)
{
	static struct zone *kept[KEPT_ZONES];
	static size_t oldest;
	struct zone *zone;

	for (size_t i = 0; i < KEPT_ZONES && kept[i] != NULL; i++) {
		if (strcmp(kept[i]->name, name) == 0)
			return kept[i];
	}
	zone = load_zone(name);
	if (zone != NULL) {
		zone_free(kept[oldest]);
		kept[oldest] = zone;
		oldest = (oldest + 1) % KEPT_ZONES;
	}
	return zone;
}

/* ---- asking it ---- */

static int64_t offset_at(const struct zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->n;
	int64_t offset;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->transitions[middle].at <= seconds)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->n && zone->rule[0] != '\0' &&
	    cel_zone_rule_offset(zone->rule, seconds, &offset))
		return offset;
	return low == 0 ? zone->first_offset : zone->transitions[low - 1].offset;
}

/* Names that would leave the folder are refused, as Go does. */
static bool is_bad_name(const char *name)
{
	return strstr(name, "..") != NULL || name[0] == '/' || name[0] == '\\';
}

enum cel_zone_result cel_zone_offset(const char *name, size_t size, int64_t seconds,
				     int64_t *ret_offset)
{
	char text[MAX_NAME + 1];
	const struct zone *zone;

	if (size > MAX_NAME || memchr(name, '\0', size) != NULL)
		return CEL_ZONE_UNKNOWN;
	memcpy(text, name, size);
	text[size] = '\0';
	*ret_offset = 0;
	/* An API server's own zone is UTC. */
	if (size == 0 || strcmp(text, "UTC") == 0 || strcmp(text, "Local") == 0)
		return CEL_ZONE_FOUND;
	if (is_bad_name(text))
		return CEL_ZONE_BAD_NAME;
	zone = find_zone(text);
	if (zone == NULL)
		return CEL_ZONE_UNKNOWN;
	*ret_offset = offset_at(zone, seconds);
	return CEL_ZONE_FOUND;
}
