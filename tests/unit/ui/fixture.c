#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

static const char *const titles[][2] = {
	{ "红烧肉这样做最好吃", "厨房老张" },
	{ "三分钟学会太极起势", "太极陈师傅" },
	{ "猫咪第一次洗澡", "喵星人日记" },
	{ "How to fold a fitted sheet", "Home in 5" },
	{ "广场舞《小苹果》教学", "王阿姨跳舞" },
	{ "夜宵摊的锅气", "城市夜归人" },
	{ "Why your pancakes are flat (and the fix)", "The Slow Kitchen Table" },
	{ "凌晨四点的早点铺：油条、豆浆、还有第一拨等着上班的客人，看完觉得日子真踏实", "街角" },
};
#define TITLES (sizeof(titles) / sizeof(titles[0]))

static void make_like(struct like *like, size_t i) {
	const int64_t counts[] = { 123456, 8912, 64, 1204, 31020, 6740, 1234567, -1 };
	char id[32];
	snprintf(id, sizeof(id), "item-%zu", i);
	*like = (struct like){
		.item = xstrdup(id),
		.title = xstrdup(titles[i % TITLES][0]),
		.author = xstrdup(titles[i % TITLES][1]),
		.liked_at = INT64_C(1709370000000) - (msec_t)i * MSEC_PER_DAY,
		.likes = counts[i % TITLES],
		.sort = 1000000 - (int64_t)i,
	};
	snprintf(id, sizeof(id), "key-%zu", i);
	like->key = xstrdup(id);
}

void fixture_init(struct fixture *f, size_t n, const struct model_options *options_or_null) {
	static const struct model_options usual = {
		.motion = true,
		.mouse = true,
		.undo_window = 10 * MSEC_PER_SEC,
		.command = "unlike",
	};
	text_init();
	*f = (struct fixture){
		.model = model_create(options_or_null != NULL ? options_or_null : &usual),
		.now = { .mono = FIXTURE_MONO, .wall = FIXTURE_WALL },
		.likes = xcalloc(n + 1, sizeof(*f->likes)),
		.n = n,
		.intents = xcalloc(1000, sizeof(*f->intents)),
	};
	for (size_t i = 0; i < n; i++) {
		make_like(&f->likes[i], i);
	}
	f->status = (struct ui_status){
		.service = "视频号",
		.account = "小雨",
		.likes = (int64_t)n,
		.online = true,
		.is_sender = true,
		.fetched_at = FIXTURE_WALL,
	};
	fixture_status(f);
	fixture_reload(f, TAB_LIKES);
}

void fixture_finish(struct fixture *f) {
	model_destroy(f->model);
	for (size_t i = 0; i < f->n; i++) {
		like_finish(&f->likes[i]);
	}
	for (size_t i = 0; i < f->n_intents; i++) {
		intent_finish(&f->intents[i]);
	}
	free(f->likes);
	free(f->intents);
}

static const struct intent *newest_of(const struct fixture *f, const char *item) {
	for (size_t i = f->n_intents; i-- > 0;) {
		if (strcmp(f->intents[i].item, item) == 0) {
			return f->intents[i].state == INTENT_ANNIHILATED ? NULL : &f->intents[i];
		}
	}
	return NULL;
}

static bool app_shows(const struct fixture *f, const char *item) {
	return f->app_shows != NULL && strcmp(f->app_shows, item) == 0;
}

static size_t index_of_key(const struct fixture *f, const char *key, int64_t position) {
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->likes[i].key, key) == 0) {
			return i;
		}
	}
	return position < 0 ? 0 : (size_t)position < f->n ? (size_t)position : f->n;
}

static size_t index_of_intent(const struct fixture *f, int64_t id) {
	for (size_t i = 0; i < f->n_intents; i++) {
		if (f->intents[f->n_intents - 1 - i].id == id) {
			return i;
		}
	}
	return 0;
}

/* Both lists are `total` long; what differs is how a row is made. */
static void answer_load(struct fixture *f, const struct effect *effect) {
	if (effect->tab == TAB_PROFILE) {
		if (f->profile != NULL) {
			model_set_profile(f->model, f->profile);
		}
		return;
	}
	const bool likes = effect->tab == TAB_LIKES;
	const size_t total = likes ? f->n : f->n_intents;
	size_t at = 0;
	if (effect->load.from == LOAD_LAST) {
		at = total;
	} else if (effect->load.from == LOAD_AROUND) {
		at = likes ? index_of_key(f, effect->load.key, effect->load.position)
			   : index_of_intent(f, effect->load.intent);
	}
	const size_t first = at > effect->load.before ? at - effect->load.before : 0;
	size_t end = at + effect->load.after + 1;
	end = end < total ? end : total;
	struct ui_row *rows = xcalloc(end - first + 1, sizeof(*rows));
	for (size_t i = first; i < end; i++) {
		if (likes) {
			rows[i - first].like = &f->likes[i];
			rows[i - first].intent = newest_of(f, f->likes[i].item);
			rows[i - first].app_shows = app_shows(f, f->likes[i].item);
		} else {
			const struct intent *intent = &f->intents[f->n_intents - 1 - i];
			rows[i - first].intent = intent;
			rows[i - first].app_shows = app_shows(f, intent->item);
		}
	}
	const struct ui_rows answer = {
		.rows = rows, .n = end - first, .first = (int64_t)first, .total = (int64_t)total
	};
	model_set_rows(f->model, effect->tab, &answer);
	free(rows);
}

void fixture_reload(struct fixture *f, enum tab tab) {
	const struct effect effect = model_reload(f->model, tab);
	answer_load(f, &effect);
}

void fixture_status(struct fixture *f) {
	model_set_status(f->model, &f->status);
}

/* Two steps for each wish: it was made, and it got where it is. */
static void answer_details(struct fixture *f, const char *item) {
	struct ui_step steps[64];
	size_t n = 0;
	for (size_t i = 0; i < f->n_intents && n + 2 <= 64; i++) {
		const struct intent *intent = &f->intents[i];
		if (strcmp(intent->item, item) != 0) {
			continue;
		}
		steps[n++] = (struct ui_step){ .at = intent->created,
			.want = intent->want,
			.first = true,
			.from = INTENT_PENDING,
			.to = INTENT_PENDING,
			.why = "" };
		if (intent->state != INTENT_PENDING) {
			steps[n++] = (struct ui_step){ .at = intent->changed_at,
				.want = intent->want,
				.from = INTENT_PENDING,
				.to = intent->state,
				.why = intent->reason != NULL ? intent->reason : "" };
		}
	}
	const struct ui_details details = { .item = item, .steps = steps, .n = n };
	model_set_details(f->model, &details);
}

static void answer_forecast(struct fixture *f, const char *item) {
	static const struct platform platform = {
		.integrity = { .frequent.within = 24 * MSEC_PER_HOUR,
				.network.within = MSEC_PER_HOUR },
	};
	const struct ui_forecast forecast = { f->judgement, &platform };
	model_set_forecast(f->model, item, f->judgement != NULL ? &forecast : NULL, f->now);
}

void fixture_judge(struct fixture *f, const struct risk_judgement *judgement) {
	f->judgement = judgement;
	answer_forecast(f, f->asked.item);
}

/* It is there with every question, and asks for nothing to be done. */
static void take_forecast(struct fixture *f) {
	size_t n = 0;
	for (size_t i = 0; i < f->n_effects; i++) {
		if (f->effects[i].type == EFFECT_FORECAST) {
			f->asked = f->effects[i];
			answer_forecast(f, f->asked.item);
		} else {
			f->effects[n++] = f->effects[i];
		}
	}
	f->n_effects = n;
}

void fixture_send(struct fixture *f, struct msg msg) {
	msg.now = f->now;
	f->n_effects = model_update(f->model, &msg, f->effects);
	cr_assert_leq(f->n_effects, EFFECTS_MAX);
	take_forecast(f);
	for (size_t i = 0; i < f->n_effects; i++) {
		if (f->effects[i].type == EFFECT_LOAD) {
			answer_load(f, &f->effects[i]);
		} else if (f->effects[i].type == EFFECT_DETAILS) {
			answer_details(f, f->effects[i].item);
		}
	}
}

static struct key key_named(const char *name) {
	static const struct {
		const char *name;
		uint32_t sym;
	} named[] = { { "Enter", KEY_SYM_ENTER }, { "Esc", KEY_SYM_ESCAPE }, { "Tab", KEY_SYM_TAB },
		{ "Up", KEY_SYM_UP }, { "Down", KEY_SYM_DOWN }, { "Left", KEY_SYM_LEFT },
		{ "PgUp", KEY_SYM_PAGE_UP }, { "PgDn", KEY_SYM_PAGE_DOWN },
		{ "Home", KEY_SYM_HOME }, { "End", KEY_SYM_END },
		{ "Backspace", KEY_SYM_BACKSPACE }, { "Shift+Tab", KEY_SYM_BACKTAB },
		{ "F1", KEY_SYM_F1 }, { "F5", KEY_SYM_F1 + 4 }, { "Unknown", KEY_SYM_UNKNOWN } };
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (strcmp(named[i].name, name) == 0) {
			return (struct key){ .sym = named[i].sym };
		}
	}
	if (strcmp(name, "Shift+Left") == 0) {
		return (struct key){ .sym = KEY_SYM_LEFT, .mods = KEY_MOD_SHIFT };
	}
	if (strncmp(name, "Ctrl+", 5) == 0) {
		return (struct key){ .sym = (uint32_t)(name[5] - 'A' + 'a'), .mods = KEY_MOD_CTRL };
	}
	bool valid;
	const char *p = name;
	const uint32_t sym = text_decode(&p, name + strlen(name), &valid);
	cr_assert(valid && *p == '\0', "no key is called %s", name);
	return (struct key){ .sym = sym };
}

void fixture_release(struct fixture *f, const char *name) {
	fixture_send(f, (struct msg){ .type = MSG_RELEASE, .u.key = key_named(name) });
}

void fixture_mouse(struct fixture *f, enum mouse_what what, int row, int col) {
	struct frame frame;
	frame_init(&frame);
	view_render(f->model, f->now, &frame);
	const struct target target = frame_target(&frame, row, col);
	frame_finish(&frame);
	fixture_send(f, (struct msg){ .type = MSG_MOUSE, .u.mouse = { what, target, row, col } });
}

void fixture_click(struct fixture *f, int row, int col) {
	fixture_mouse(f, MOUSE_PRESS, row, col);
	fixture_pass(f, 60);
	fixture_mouse(f, MOUSE_RELEASE, row, col);
}

void fixture_key(struct fixture *f, const char *name) {
	fixture_send(f, (struct msg){ .type = MSG_KEY, .u.key = key_named(name) });
}

void fixture_type(struct fixture *f, const char *text) {
	const char *end = text + strlen(text);
	while (text < end) {
		bool valid;
		const uint32_t sym = text_decode(&text, end, &valid);
		fixture_send(f, (struct msg){ .type = MSG_KEY, .u.key = { .sym = sym } });
	}
}

void fixture_resize(struct fixture *f, int rows, int cols) {
	fixture_send(f, (struct msg){ .type = MSG_RESIZE, .u.size = { rows, cols } });
}

void fixture_tick(struct fixture *f) {
	fixture_send(f, (struct msg){ .type = MSG_TICK });
}

void fixture_pass(struct fixture *f, msec_t by) {
	f->now.mono += by;
	f->now.wall += by;
}

void fixture_hold(struct fixture *f, msec_t until) {
	enum { DELAY = 250, REPEAT = 33 };
	fixture_key(f, "x");
	msec_t held = 0;
	for (msec_t step = DELAY; held + step <= until && f->n_effects == 0; step = REPEAT) {
		held += step;
		fixture_pass(f, step);
		fixture_key(f, "x");
	}
	if (f->n_effects == 0) {
		fixture_pass(f, until - held);
	}
}

struct intent *fixture_intent(struct fixture *f, size_t i, bool want, enum intent_state state) {
	cr_assert_lt(f->n_intents, 1000);
	struct intent *intent = &f->intents[f->n_intents++];
	*intent = (struct intent){
		.id = (int64_t)f->n_intents,
		.account = xstrdup("demo"),
		.item = xstrdup(f->likes[i].item),
		.keys = xstrdup(f->likes[i].key),
		.title = xstrdup(f->likes[i].title),
		.want = want,
		.state = state,
		.created = f->now.wall,
		.due = f->now.wall + (state == INTENT_PENDING ? 8 * MSEC_PER_SEC : 0),
		.changed_at = f->now.wall,
		.horizon = state == INTENT_ACCEPTED ? f->now.wall + 872 * MSEC_PER_SEC : 0,
	};
	return intent;
}

void fixture_tell(struct fixture *f, size_t i) {
	const struct ui_row row = {
		.like = &f->likes[i],
		.intent = newest_of(f, f->likes[i].item),
		.app_shows = app_shows(f, f->likes[i].item),
	};
	model_set_row(f->model, &row, f->now);
}

bool fixture_has(const struct fixture *f, enum effect_type type) {
	return fixture_effect(f, type) != NULL;
}

const struct effect *fixture_effect(const struct fixture *f, enum effect_type type) {
	for (size_t i = 0; i < f->n_effects; i++) {
		if (f->effects[i].type == type) {
			return &f->effects[i];
		}
	}
	return NULL;
}

bool fixture_acts(const struct fixture *f) {
	return fixture_has(f, EFFECT_TAKE_BACK) || fixture_has(f, EFFECT_LIKE_AGAIN) ||
			fixture_has(f, EFFECT_UNDO);
}

void fixture_expect_taken_back(const struct fixture *f, const char *item) {
	cr_assert(fixture_has(f, EFFECT_TAKE_BACK));
	cr_assert_eq(f->n_effects, 1);
	cr_assert_str_eq(f->effects[0].item, item);
}

void fixture_expect_message(struct fixture *f, const char *part) {
	const char *line = fixture_line(f, 22);
	cr_assert_not_null(strstr(line, part), "wanted '%s', the line is '%s'", part, line);
}

void fixture_wait(struct fixture *f, msec_t by) {
	const msec_t end = f->now.mono + by;
	for (msec_t next = model_next_tick(f->model, f->now); next <= end;
			next = model_next_tick(f->model, f->now)) {
		fixture_pass(f, next - f->now.mono);
		fixture_tick(f);
		cr_assert_not(fixture_acts(f), "nothing acts by itself");
	}
	fixture_pass(f, end - f->now.mono);
}

void fixture_init_gesture(struct fixture *f, enum platform_gesture gesture,
		const struct model_options *options_or_null) {
	fixture_init(f, 200, options_or_null);
	f->status.gesture = gesture;
	f->status.service = gesture == PLATFORM_SIDEBAR ? "快手" : "抖音";
	fixture_status(f);
}

const char *fixture_text(struct fixture *f) {
	static struct buf text;
	struct frame frame;
	frame_init(&frame);
	view_render(f->model, f->now, &frame);
	buf_finish(&text);
	buf_init(&text, BUF_UNLIMITED);
	frame_to_text(&frame, &text);
	frame_finish(&frame);
	return text.data;
}

const char *fixture_line(struct fixture *f, int row) {
	static char line[2048];
	const char *p = fixture_text(f);
	for (int i = 0; i < row && p != NULL; i++) {
		p = strchr(p, '\n');
		p = p != NULL ? p + 1 : NULL;
	}
	cr_assert_not_null(p, "the frame has no row %d", row);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(p, "\n"), p);
	return line;
}
