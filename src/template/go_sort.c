/* Go's sort.Sort: a quicksort that looks for patterns, an insertion sort for few elements, a heap sort
 * when pivots turn out bad. It keeps no order among equals, and a table must show the order it
 * leaves; hence each comparison and swap of it in turn.
 * Source: Go 1.24, package sort (pdqsort). */
#include "internal.h"

#define INSERTION_MAX 12
#define NINTHER_MIN 50
#define SHIFTING_MIN 50
#define SHIFTS_MAX 5
#define SWAPS_MAX (4 * 3) /* of choosing a pivot: the range runs backwards */

enum hint { HINT_NONE, HINT_INCREASING, HINT_DECREASING };

static bool less(const struct go_sort *sort, size_t i, size_t j)
{
	return sort->less(sort->context, i, j);
}

static void swap(const struct go_sort *sort, size_t i, size_t j)
{
	sort->swap(sort->context, i, j);
}

static void insertion_sort(const struct go_sort *sort, size_t a, size_t b)
{
	for (size_t i = a + 1; i < b; i++)
		for (size_t j = i; j > a && less(sort, j, j - 1); j--)
			swap(sort, j, j - 1);
}

/* ---- heap sort ---- */

static void sift_down(const struct go_sort *sort, size_t root, size_t end, size_t first)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= end)
			return;
		if (child + 1 < end && less(sort, first + child, first + child + 1))
			child++;
		if (!less(sort, first + root, first + child))
			return;
		swap(sort, first + root, first + child);
		root = child;
	}
}

static void heap_sort(const struct go_sort *sort, size_t a, size_t b)
{
	size_t n = b - a;

	for (size_t i = (n - 1) / 2 + 1; i > 0; i--)
		sift_down(sort, i - 1, n, a);
	for (size_t i = n; i > 0; i--) {
		swap(sort, a, a + i - 1);
		sift_down(sort, 0, i - 1, a);
	}
}

/* ---- choosing a pivot ---- */

static void order_two(const struct go_sort *sort, size_t *a, size_t *b, size_t *swaps)
{
	if (less(sort, *b, *a)) {
		size_t old = *a;

		*a = *b;
		*b = old;
		++*swaps;
	}
}

static size_t median(const struct go_sort *sort, size_t a, size_t b, size_t c, size_t *swaps)
{
	order_two(sort, &a, &b, swaps);
	order_two(sort, &b, &c, swaps);
	order_two(sort, &a, &b, swaps);
	return b;
}

static size_t choose_pivot(const struct go_sort *sort, size_t a, size_t b, enum hint *ret_hint)
{
	size_t n = b - a, swaps = 0;
	size_t i = a + n / 4, j = a + n / 4 * 2, k = a + n / 4 * 3;

	if (n >= NINTHER_MIN) {
		i = median(sort, i - 1, i, i + 1, &swaps);
		j = median(sort, j - 1, j, j + 1, &swaps);
		k = median(sort, k - 1, k, k + 1, &swaps);
	}
	j = median(sort, i, j, k, &swaps);
	*ret_hint = swaps == 0 ? HINT_INCREASING : swaps == SWAPS_MAX ? HINT_DECREASING : HINT_NONE;
	return j;
}

/* ---- steps of the quicksort ---- */

static void reverse(const struct go_sort *sort, size_t a, size_t b)
{
	for (size_t i = a, j = b - 1; i < j; i++, j--)
		swap(sort, i, j);
}

/* Swaps three elements of the middle with others, after an unbalanced partition. */
static void break_patterns(const struct go_sort *sort, size_t a, size_t b)
{
	size_t n = b - a, middle = a + n / 4 * 2, modulus = 1;
	uint64_t random = n;

	while (modulus <= n)
		modulus <<= 1;
	for (size_t i = middle - 1; i <= middle + 1; i++) {
		size_t other;

		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		other = (size_t)random & (modulus - 1);
		swap(sort, i, a + (other >= n ? other - n : other));
	}
}

/* Puts a few elements right that are out of order. True: everything is in order now. The shift to the
 * left goes on below a, as upstream's does. */
static bool sort_partially(const struct go_sort *sort, size_t a, size_t b)
{
	size_t i = a + 1;

	for (int step = 0; step < SHIFTS_MAX; step++) {
		while (i < b && !less(sort, i, i - 1))
			i++;
		if (i == b)
			return true;
		if (b - a < SHIFTING_MIN)
			return false;
		swap(sort, i, i - 1);
		if (i - a >= 2)
			for (size_t j = i - 1; j >= 1 && less(sort, j, j - 1); j--)
				swap(sort, j, j - 1);
		if (b - i >= 2)
			for (size_t j = i + 1; j < b && less(sort, j, j - 1); j++)
				swap(sort, j, j - 1);
	}
	return false;
}

/* What is not greater than the pivot comes first; gives where the others begin. */
static size_t partition_equal(const struct go_sort *sort, size_t a, size_t b, size_t pivot)
{
	size_t i = a + 1, j = b - 1;

	swap(sort, a, pivot);
	for (;;) {
		while (i <= j && !less(sort, a, i))
			i++;
		while (i <= j && less(sort, a, j))
			j--;
		if (i > j)
			return i;
		swap(sort, i++, j--);
	}
}

/* What is less than the pivot comes before it; gives where the pivot ends up. */
static size_t partition(const struct go_sort *sort, size_t a, size_t b, size_t pivot,
			bool *ret_was_partitioned)
{
	size_t i = a + 1, j = b - 1;

	swap(sort, a, pivot);
	for (*ret_was_partitioned = true;; *ret_was_partitioned = false) {
		while (i <= j && less(sort, i, a))
			i++;
		while (i <= j && !less(sort, j, a))
			j--;
		if (i > j)
			break;
		swap(sort, i++, j--);
	}
	swap(sort, j, a);
	return j;
}

/* limit: how many bad pivots may come before the heap sort takes over. */
static void quick_sort(const struct go_sort *sort, size_t a, size_t b, unsigned limit)
{
	bool was_balanced = true, was_partitioned = true;

	while (b - a > INSERTION_MAX) {
		size_t n = b - a, pivot, middle;
		enum hint hint;

		if (limit == 0) {
			heap_sort(sort, a, b);
			return;
		}
		if (!was_balanced) {
			break_patterns(sort, a, b);
			limit--;
		}
		pivot = choose_pivot(sort, a, b, &hint);
		if (hint == HINT_DECREASING) {
			reverse(sort, a, b);
			pivot = b - 1 - (pivot - a);
			hint = HINT_INCREASING;
		}
		if (was_balanced && was_partitioned && hint == HINT_INCREASING &&
		    sort_partially(sort, a, b))
			return;
		if (a > 0 && !less(sort, a - 1, pivot)) {
			a = partition_equal(sort, a, b, pivot);
			continue;
		}
		middle = partition(sort, a, b, pivot, &was_partitioned);
		if (middle - a < b - middle) {
			was_balanced = middle - a >= n / 8;
			quick_sort(sort, a, middle, limit);
			a = middle + 1;
		} else {
			was_balanced = b - middle >= n / 8;
			quick_sort(sort, middle + 1, b, limit);
			b = middle;
		}
	}
	insertion_sort(sort, a, b);
}

void go_sort(const struct go_sort *sort, size_t n)
{
	unsigned limit = 0;

	while (limit < 64 && n >> limit != 0)
		limit++;
	quick_sort(sort, 0, n, limit);
}
