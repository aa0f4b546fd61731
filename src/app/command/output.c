#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/json.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/ui/words.h"

#define TITLE_CELLS 36
#define AUTHOR_CELLS 16
#define STATE_CELLS 16
#define EVENT_CELLS 17
#define REASON_CELLS 200
#define ID_CELLS 16 /* a longer one would push all else off the screen: it stands last */

static void clean_into(struct buf *out, const char *raw) {
	buf_init(out, BUF_UNLIMITED);
	if (raw != NULL) {
		text_clean(raw, strlen(raw), out);
	}
}

void print_clean_line(FILE *out, const char *text) {
	struct buf clean;
	clean_into(&clean, text);
	fprintf(out, "%s\n", clean.data);
	buf_finish(&clean);
}

static void put_time(struct json_writer *w, const char *key, msec_t at) {
	char text[DATE_MAX];
	if (at <= 0 || at == MSEC_NEVER) {
		json_put_null(w, key);
		return;
	}
	date_rfc3339(at, text);
	json_put_string(w, key, text);
}

/* Controls and escapes are JSON's to escape; what a terminal could act on is gone before. */
static void put_text(struct json_writer *w, const char *key, const char *raw) {
	if (raw == NULL) {
		json_put_null(w, key);
		return;
	}
	struct buf clean;
	clean_into(&clean, raw);
	json_put_string(w, key, clean.data);
	buf_finish(&clean);
}

/* One object on a line of its own. */
struct json_line {
	struct buf text;
	struct json_writer w;
};

static void begin_json(struct json_line *line) {
	buf_init(&line->text, BUF_UNLIMITED);
	json_writer_init(&line->w, &line->text);
	json_object_begin(&line->w, NULL);
	json_put_int(&line->w, "v", 1);
}

static void print_json(FILE *out, struct json_line *line) {
	json_object_end(&line->w);
	fprintf(out, "%s\n", line->text.data);
	buf_finish(&line->text);
}

static void put_want(struct json_writer *w, const struct intent *intent) {
	json_put_string(w, "want", intent->want ? "liked" : "not_liked");
}

static void put_like(struct json_writer *w, const struct like *like) {
	put_text(w, "title", like->title);
	put_text(w, "author", like->author);
	put_text(w, "author_id", like->author_id);
	put_text(w, "url", like->url);
	json_put_string(w, "about", like_about_name(like->about));
	put_time(w, "liked_at", like->liked_at);
	if (like->likes < 0) {
		json_put_null(w, "likes");
	} else {
		json_put_int(w, "likes", like->likes);
	}
}

static void put_state(struct json_writer *w, const struct intent *intent_or_null) {
	json_put_string(w, "state",
			intent_or_null == NULL ? "liked"
					       : intent_state_name(intent_or_null->state));
	if (intent_or_null != NULL) {
		put_want(w, intent_or_null);
	}
}

void print_like_json(FILE *out, const struct like *like, const struct intent *intent) {
	struct json_line line;
	begin_json(&line);
	json_put_string(&line.w, "id", like->item);
	put_like(&line.w, like);
	put_state(&line.w, intent);
	print_json(out, &line);
}

/* Cuts to `cells` and fills up with blanks. */
static void add_column(struct buf *out, const char *raw, size_t cells) {
	struct buf clean;
	clean_into(&clean, raw);
	for (size_t used = text_fit(clean.data, cells, "…", out); used < cells + 2; used++) {
		buf_add_char(out, ' ');
	}
	buf_finish(&clean);
}

static void print_line(FILE *out, struct buf *line) {
	while (line->len > 0 && line->data[line->len - 1] == ' ') {
		line->data[--line->len] = '\0';
	}
	fprintf(out, "%s\n", line->data);
	buf_finish(line);
}

static bool id_is_short(const char *id) {
	return strlen(id) <= ID_CELLS;
}

static void add_short_id(struct buf *line, const char *id) {
	if (id_is_short(id)) {
		buf_printf(line, "%-8s  ", id);
	}
}

/* Whole, so that it can be copied. */
static void add_long_id(struct buf *line, const char *id) {
	if (!id_is_short(id)) {
		buf_add_str(line, id);
	}
}

static void add_state(struct buf *line, const struct like *like, const struct intent *intent,
		bool online, msec_t now) {
	char words[WORDS_STATE_MAX];
	enum like_state state = like_state(like, intent, online, now);
	words_state(state, intent, now, STATE_CELLS, words);
	add_column(line, words, STATE_CELLS);
}

void print_like(FILE *out, const struct like *like, const struct intent *intent, msec_t now_wall) {
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	char day[DATE_MAX] = "";
	if (like->liked_at > 0) {
		date_local_day(like->liked_at, day);
	}
	add_short_id(&line, like->item);
	add_column(&line, words_title(like), TITLE_CELLS);
	add_column(&line, like->author, AUTHOR_CELLS);
	buf_printf(&line, "%-10s  ", day);
	if (intent != NULL) {
		add_state(&line, like, intent, true, now_wall);
	}
	add_long_id(&line, like->item);
	print_line(out, &line);
}

static void put_intent(struct json_writer *w, const struct intent *intent) {
	json_put_int(w, "intent", intent->id);
	json_put_string(w, "account", intent->account);
	json_put_string(w, "id", intent->item);
	put_text(w, "title", intent->title);
	put_want(w, intent);
	json_put_string(w, "state", intent_state_name(intent->state));
	put_time(w, "due", intent->due);
	put_time(w, "not_before", intent->not_before);
	put_time(w, "publish_at", intent->publish_at);
	put_text(w, "reason", intent->reason);
}

void print_intent_json(FILE *out, const struct intent *intent) {
	struct json_line line;
	begin_json(&line);
	put_intent(&line.w, intent);
	print_json(out, &line);
}

static bool put_event(const struct intent_event *event, void *data) {
	struct json_writer *w = data;
	json_object_begin(w, NULL);
	put_time(w, "at", event->at);
	json_put_string(w, "from", intent_state_name(event->from));
	json_put_string(w, "to", intent_state_name(event->to));
	put_text(w, "why", event->why[0] == '\0' ? NULL : event->why);
	json_object_end(w);
	return true;
}

static bool put_history(struct json_writer *w, struct outbox *outbox, const struct intent *intent,
		struct err *reterr) {
	put_intent(w, intent);
	json_array_begin(w, "events");
	if (!outbox_each_event(outbox, intent->id, put_event, w, reterr)) {
		return false;
	}
	json_array_end(w);
	return true;
}

bool print_history_json(
		FILE *out, struct outbox *outbox, const struct intent *intent, struct err *reterr) {
	struct json_line line;
	begin_json(&line);
	if (!put_history(&line.w, outbox, intent, reterr)) {
		buf_finish(&line.text);
		return false;
	}
	print_json(out, &line);
	return true;
}

/* Of all that was asked for, what is about this item. */
struct item_history {
	struct json_writer *w;
	struct outbox *outbox;
	const char *item;
	bool failed;
	struct err err;
};

static bool put_item_intent(const struct intent *intent, void *data) {
	struct item_history *history = data;
	if (strcmp(intent->item, history->item) == 0) {
		json_object_begin(history->w, NULL);
		history->failed = !put_history(history->w, history->outbox, intent, &history->err);
		json_object_end(history->w);
	}
	return !history->failed;
}

static bool put_item_history(struct json_writer *w, struct outbox *outbox,
		const struct print_item *item, struct err *reterr) {
	const struct outbox_page page = { .account = item->account, .limit = SIZE_MAX / 2 };
	struct item_history history = { .w = w, .outbox = outbox, .item = item->item };
	json_array_begin(w, "intents");
	if (!outbox_page(outbox, &page, put_item_intent, &history, reterr)) {
		return false;
	}
	if (history.failed) {
		*reterr = history.err;
		return false;
	}
	json_array_end(w);
	return true;
}

bool print_item_json(FILE *out, struct outbox *outbox, const struct print_item *item,
		struct err *reterr) {
	struct json_line line;
	begin_json(&line);
	struct json_writer *w = &line.w;
	json_put_string(w, "account", item->account);
	json_put_string(w, "id", item->item);
	if (item->like != NULL) {
		put_like(w, item->like);
		put_time(w, "made_at", item->like->made_at);
	} else if (item->newest != NULL) {
		put_text(w, "title", item->newest->title);
		put_text(w, "author", item->newest->author);
		put_text(w, "url", item->newest->url);
	}
	put_state(w, item->newest);
	put_time(w, "as_of", item->fetched_at);
	if (!put_item_history(w, outbox, item, reterr)) {
		buf_finish(&line.text);
		return false;
	}
	print_json(out, &line);
	return true;
}

void print_intent(FILE *out, const struct intent *intent, bool online, msec_t now_wall) {
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	buf_printf(&line, "%-10s  ", intent->account);
	add_short_id(&line, intent->item);
	add_column(&line, intent->title, TITLE_CELLS);
	add_column(&line, intent->want ? C_("key", "like again") : C_("key", "take back"), 10);
	add_state(&line, NULL, intent, online, now_wall);
	add_long_id(&line, intent->item);
	if (intent->reason != NULL && intent_is_open(intent->state)) {
		buf_add_str(&line, id_is_short(intent->item) ? "" : "  ");
		add_column(&line, intent->reason, REASON_CELLS);
	}
	print_line(out, &line);
}

void print_state(FILE *out, const struct intent *intent, bool online, msec_t now_wall) {
	char words[WORDS_STATE_MAX];
	words_state(like_state(NULL, intent, online, now_wall), intent, now_wall, 0, words);
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	add_column(&line, words, STATE_CELLS);
	struct buf title;
	clean_into(&title, intent->title);
	buf_printf(&line, "%s (%s)", title.data, intent->item);
	buf_finish(&title);
	print_line(out, &line);
	fflush(out);
}

/* What an event is for people; the first one of each intent is its beginning. */
static const char *event_words(const struct intent_event *event, bool first) {
	static const char *const words[INTENT_STATE_COUNT] = {
		[INTENT_PENDING] = NC_("event", "asked for"),
		[INTENT_SENT] = NC_("event", "sent"),
		[INTENT_ACCEPTED] = NC_("event", "accepted"),
		[INTENT_CONFIRMED] = NC_("event", "confirmed"),
		[INTENT_ROLLED_BACK] = NC_("event", "kept"),
		[INTENT_UNDECIDED] = NC_("event", "for you to decide"),
		[INTENT_ANNIHILATED] = NC_("event", "undone"),
	};
	if (event->from != event->to || first) {
		return lang_text_of("event", words[event->to]);
	}
	return event->to == INTENT_ACCEPTED ? C_("event", "looked at")
					    : C_("event", "to be sent again");
}

struct event_lines {
	FILE *out;
	bool first;
};

static bool print_event(const struct intent_event *event, void *data) {
	struct event_lines *lines = data;
	char at[DATE_MAX];
	date_local(event->at, at);
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	buf_printf(&line, "    %s  ", at);
	add_column(&line, event_words(event, lines->first), EVENT_CELLS);
	add_column(&line, event->why, REASON_CELLS);
	print_line(lines->out, &line);
	lines->first = false;
	return true;
}

bool print_events(
		FILE *out, struct outbox *outbox, const struct intent *intent, struct err *reterr) {
	struct event_lines lines = { .out = out, .first = true };
	return outbox_each_event(outbox, intent->id, print_event, &lines, reterr);
}

void print_account_json(FILE *out, const struct print_account *account) {
	struct json_line line;
	begin_json(&line);
	struct json_writer *w = &line.w;
	json_put_string(w, "account", account->name);
	json_put_string(w, "service", account->service);
	put_text(w, "url", account->url);
	json_put_bool(w, "default", account->is_default);
	json_put_bool(w, "signed_in", account->signed_in);
	json_put_int(w, "open", account->open);
	put_time(w, "as_of", account->fetched_at);
	print_json(out, &line);
}

void print_account(FILE *out, const struct print_account *account) {
	char at[DATE_MAX];
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	buf_printf(&line, "%c %-10s  %-8s  ", account->is_default ? '*' : ' ', account->name,
			account->service);
	add_column(&line, account->url, TITLE_CELLS);
	buf_printf(&line, _("%lld open"), (long long)account->open);
	buf_add_str(&line, "  ");
	if (account->fetched_at > 0) {
		date_local(account->fetched_at, at);
		buf_printf(&line, _("as of %s"), at);
	} else {
		buf_add_str(&line, _("never fetched"));
	}
	if (!account->signed_in) {
		buf_printf(&line, "  %s", _("signed out"));
	}
	print_line(out, &line);
}
