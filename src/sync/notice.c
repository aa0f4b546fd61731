#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"

struct notice {
	struct notice *next; /* own */
	struct sync_notice told; /* account is foreign, item is own */
	char *item; /* own */
};

static void notice_destroy(struct notice *notice) {
	free(notice->item);
	free(notice);
}

static void tell(void *data) {
	struct sync *s = data;

	s->notice_timer = NULL;
	/* Who is told may cause the next one: that one comes with the next timer. */
	struct notice *notices = s->notices;
	s->notices = NULL;
	while (notices != NULL) {
		struct notice *notice = notices;
		notices = notice->next;
		if (s->config.notice != NULL) {
			s->config.notice(&notice->told, s->config.data);
		}
		notice_destroy(notice);
	}
}

/* Twice the same is told once. */
static bool merge(struct sync *s, const struct sync_notice *told) {
	for (struct notice *n = s->notices; n != NULL; n = n->next) {
		if (n->told.change != told->change || strcmp(n->told.account, told->account) != 0) {
			continue;
		}
		bool same = n->item != NULL && told->item != NULL
				? strcmp(n->item, told->item) == 0
				: n->item == NULL && told->item == NULL;
		if (same) {
			if (told->highest_sort > n->told.highest_sort) {
				n->told.highest_sort = told->highest_sort;
			}
			return true;
		}
	}
	return false;
}

static void add(struct account *a, const struct sync_notice *told) {
	struct sync *s = a->sync;
	struct notice **end = &s->notices;

	if (s->destroying || merge(s, told)) {
		return;
	}
	while (*end != NULL) {
		end = &(*end)->next;
	}
	struct notice *notice = xcalloc(1, sizeof(*notice));
	notice->told = *told;
	notice->item = xstrdup(told->item);
	notice->told.item = notice->item;
	*end = notice;
	if (s->notice_timer == NULL) {
		s->notice_timer = loop_add_timer(s->config.loop, sync_mono(s), tell, s);
	}
}

void sync_tell(struct account *a, enum sync_change change, const char *item) {
	if (change == SYNC_OUTBOX) {
		standing_outbox_changed(a);
		if (item == NULL) {
			plan_stale(a);
		}
	}
	add(a,
			&(struct sync_notice){
					.change = change,
					.account = a->name,
					.item = item,
					.highest_sort = INT64_MIN,
			});
}

void sync_tell_rows(struct account *a, int64_t highest_sort) {
	add(a,
			&(struct sync_notice){
					.change = SYNC_SNAPSHOT,
					.account = a->name,
					.highest_sort = highest_sort,
			});
}

void sync_tell_all(struct sync *s, enum sync_change change) {
	for (size_t i = 0; i < s->n_accounts; i++) {
		sync_tell(&s->accounts[i], change, NULL);
	}
}

void sync_notices_finish(struct sync *s) {
	loop_cancel_timer(s->config.loop, s->notice_timer);
	s->notice_timer = NULL;
	while (s->notices != NULL) {
		struct notice *notice = s->notices;
		s->notices = notice->next;
		notice_destroy(notice);
	}
}
