/*
 * Whole frames against files in this folder: the text, then the roles as letters. What changes a
 * screen on purpose is told by UPDATE_GOLDEN=1, and the difference is looked at before it is kept.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "unlike/ui/view.h"
#include "unlike/ui/welcome.h"
#include "scenes.h"

/* Some of everything that a row can show. */
static void make_states(struct fixture *f) {
	fixture_intent(f, 3, false, INTENT_PENDING);
	fixture_intent(f, 4, false, INTENT_ACCEPTED);
	fixture_intent(f, 5, false, INTENT_CONFIRMED);
	fixture_intent(f, 6, false, INTENT_ROLLED_BACK)->reason =
			xstrdup("the work was deleted by its author");
	fixture_intent(f, 7, false, INTENT_SENT);
	fixture_intent(f, 8, false, INTENT_UNDECIDED)->reason =
			xstrdup("the service says two things");
	fixture_intent(f, 9, true, INTENT_PENDING);
	struct intent *paced = fixture_intent(f, 10, false, INTENT_PENDING);
	paced->due = f->now.wall - 1;
	paced->not_before = f->now.wall + MSEC_PER_DAY;
	fixture_intent(f, 11, false, INTENT_ACCEPTED)->horizon = 0;
	for (size_t i = 0; i < f->n_intents; i++) {
		f->intents[i].changed_at -= (msec_t)i * 7 * MSEC_PER_HOUR;
	}
	f->status.open = 7;
	f->status.pending = 2;
	f->status.likes = 12408;
	fixture_status(f);
	fixture_reload(f, TAB_LIKES);
	fixture_reload(f, TAB_ACTIVITY);
}

static void keys(struct fixture *f, const char *const *names) {
	for (size_t i = 0; names[i] != NULL; i++) {
		fixture_key(f, names[i]);
		fixture_pass(f, 2 * MSEC_PER_SEC);
		fixture_tick(f);
	}
}
#define KEYS(f, ...) keys(f, (const char *const[]){ __VA_ARGS__, NULL })

static void likes(struct fixture *f) {
	make_states(f);
	KEYS(f, "j", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, likes) {
	in_each_size("likes", 200, likes);
}

static void hold_half(struct fixture *f) {
	make_states(f);
	fixture_key(f, "j");
	fixture_key(f, "j");
	f->now.wall = FIXTURE_WALL;
	fixture_hold(f, 520);
}

Test(golden, hold_half) {
	in_each_size("hold-half", 200, hold_half);
}

static void tapped(struct fixture *f) {
	fixture_key(f, "x");
}

Test(golden, tapped) {
	in_each_size("tapped", 200, tapped);
}

static void taken_back(struct fixture *f) {
	fixture_key(f, "x");
	fixture_key(f, "Enter");
	cr_assert(fixture_has(f, EFFECT_TAKE_BACK));
	fixture_intent(f, 0, false, INTENT_PENDING);
	f->status.open = f->status.pending = 1;
	fixture_status(f);
	fixture_tell(f, 0);
	model_say(f->model, SAY_GOOD, "Taken back. u undoes it.");
	fixture_pass(f, 150);
}

Test(golden, taken_back) {
	in_each_size("taken-back", 200, taken_back);
}

static void activity(struct fixture *f) {
	make_states(f);
	KEYS(f, "2", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, activity) {
	in_each_size("activity", 200, activity);
}

static void activity_reason(struct fixture *f) {
	activity(f);
	KEYS(f, "j", "j", "j", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, activity_reason) {
	in_each_size("activity-reason", 200, activity_reason);
}

static void undecided(struct fixture *f) {
	make_states(f);
	KEYS(f, "j", "j", "j", "j", "j", "j", "j", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, undecided) {
	in_each_size("undecided", 200, undecided);
}

static void undecided_tapped(struct fixture *f) {
	undecided(f);
	fixture_key(f, "x");
}

Test(golden, undecided_tapped) {
	in_each_size("undecided-tapped", 200, undecided_tapped);
}

static void help(struct fixture *f) {
	fixture_key(f, "?");
}

Test(golden, help) {
	in_each_size("help", 200, help);
}

static void search(struct fixture *f) {
	fixture_key(f, "/");
	fixture_type(f, "太极 pan");
}

Test(golden, search) {
	in_each_size("search", 200, search);
}

static void palette(struct fixture *f) {
	make_states(f);
	fixture_key(f, "j");
	fixture_key(f, ":");
	fixture_type(f, "un");
	fixture_key(f, "Tab");
}

Test(golden, palette) {
	in_sizes("palette", 200, palette, THREE_SIZES);
}

static void palette_unknown(struct fixture *f) {
	KEYS(f, "G", ":");
	fixture_type(f, "refrsh");
	fixture_key(f, "Enter");
}

Test(golden, palette_with_an_unknown_word) {
	in_sizes("palette-unknown", 200, palette_unknown, THREE_SIZES);
}

static void quit_question(struct fixture *f) {
	make_states(f);
	fixture_key(f, "q");
}

Test(golden, quit_question) {
	in_each_size("quit", 200, quit_question);
}

static void offline(struct fixture *f) {
	f->status.online = false;
	f->status.offline_since = FIXTURE_WALL - MSEC_PER_MIN;
	fixture_status(f);
	fixture_intent(f, 1, false, INTENT_PENDING)->due = 0;
	fixture_reload(f, TAB_LIKES);
}

Test(golden, offline) {
	in_each_size("offline", 200, offline);
}

static void empty(struct fixture *f) {
	(void)f;
}

Test(golden, empty) {
	in_each_size("empty", 0, empty);
}

static void empty_offline(struct fixture *f) {
	f->status.fetched_at = 0;
	f->status.likes = -1;
	f->status.online = false;
	f->status.offline_since = FIXTURE_WALL;
	fixture_status(f);
}

Test(golden, empty_and_offline) {
	in_each_size("empty-offline", 0, empty_offline);
}

static void fetching(struct fixture *f) {
	f->status.fetched_at = 0;
	f->status.likes = -1;
	f->status.pulling = true;
	f->status.fetched = 3400;
	fixture_status(f);
}

Test(golden, fetching) {
	in_each_size("fetching", 6, fetching);
}

static void retitle(struct like *like, const char *title, const char *author) {
	free(like->title);
	free(like->author);
	like->title = xstrdup(title);
	like->author = xstrdup(author);
}

static void hostile(struct fixture *f) {
	retitle(&f->likes[0], "\033[2J\033[Hgone", "\033]0;title\a");
	retitle(&f->likes[1], "admin\u202Etxt.exe\u202C", "two\nlines\ttab");
	retitle(&f->likes[2], "\xff\xfe not utf-8 \xc3", "\xe4\xbd");
	retitle(&f->likes[3], "Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357algo",
			"\u0301mark first");
	retitle(&f->likes[4], "", "");
	retitle(&f->likes[5], "\u200b\u200b\u200b", "a\001b");
	retitle(&f->likes[6],
			"👨‍👩‍👧‍👦 family, 🇨🇳 flag, ❤️ heart, 👍🏽 "
			"thumb",
			"🐱🐱🐱🐱🐱🐱🐱🐱🐱");
	retitle(&f->likes[7], "ＡＢＣ　全角，ｶﾅ", "한국어 채널 이름이 길다");
	retitle(&f->likes[8], "مرحبا بالعالم", "עברית");
	free(f->likes[9].title);
	f->likes[9].title = NULL;
	fixture_reload(f, TAB_LIKES);
}

Test(golden, hostile_text) {
	in_each_size("hostile", 12, hostile);
}

/* A row as the list names it: without a text of its own. */
static void set_about(struct like *like, enum like_about about) {
	free(like->title);
	free(like->author);
	like->title = like->author = NULL;
	like->likes = -1;
	like->about = about;
}

static void relink(struct like *like, const char *id, const char *url) {
	free(like->author_id);
	free(like->url);
	like->author_id = xstrdup(id);
	like->url = xstrdup(url);
}

/* All that can be told of one row: a long title, a wish that goes its way. */
static void details(struct fixture *f) {
	retitle(&f->likes[2],
			"凌晨四点的早点铺：油条、豆浆、还有第一拨等着上班的客人，看完觉得日子真踏实"
			" "
			"(The first guests of the morning)",
			"街角");
	relink(&f->likes[2], "jiejiao", "https://example.org/v/2?from=list&name=早点");
	f->likes[2].made_at = f->likes[2].liked_at - MSEC_PER_DAY;
	f->status.cancel_cost = 1;
	f->status.relike_cost = 3;
	f->status.relike_is_told = true;
	f->status.seen_by = LIKE_SEEN_BY_EVERYBODY;
	fixture_status(f);
	fixture_intent(f, 2, false, INTENT_CONFIRMED)->changed_at -= MSEC_PER_DAY;
	f->intents[0].created -= MSEC_PER_DAY + MSEC_PER_HOUR;
	fixture_intent(f, 2, true, INTENT_ROLLED_BACK)->reason =
			xstrdup("the work was deleted by its author");
	fixture_reload(f, TAB_LIKES);
	KEYS(f, "j", "j", "Enter");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, details) {
	in_sizes("details", 200, details, THREE_SIZES);
}

static void details_beside(struct fixture *f) {
	details(f);
	fixture_key(f, "Esc");
}

Test(golden, details_beside_the_list) {
	in_sizes("details-beside", 200, details_beside, THREE_SIZES);
}

static void details_held(struct fixture *f) {
	fixture_key(f, "Enter");
	f->now.wall = FIXTURE_WALL;
	fixture_hold(f, 520);
}

Test(golden, details_while_x_is_held) {
	in_sizes("details-held", 200, details_held, THREE_SIZES);
}

static void details_hostile(struct fixture *f) {
	hostile(f);
	retitle(&f->likes[0],
			"\033[2J\033[Hgone \u202Etxt.exe\u202C "
			"\xff\xfe\r\n\tZ\u0351\u0352\u0353\u0354"
			"\u0355algo 👨‍👩‍👧‍👦 مرحبا ａｂｃ "
			"averyveryverylongwordthatdoesnotendwherethelineendsandgoesonandonandon",
			"\033]0;title\a");
	relink(&f->likes[0], "\033[31m\u202Eid",
			"javascript:alert(1)\033]8;;http://x\a\n\u202E\xff end");
	fixture_intent(f, 0, false, INTENT_UNDECIDED)->reason =
			xstrdup("\033[8m\u202Ereason\n of two lines");
	fixture_reload(f, TAB_LIKES);
	KEYS(f, "Enter");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, details_of_hostile_text) {
	in_sizes("details-hostile", 12, details_hostile, THREE_SIZES);
}

static void make_bluesky(struct fixture *f) {
	f->status.service = "Bluesky";
	f->status.account = "alice.test";
	f->status.likes = 4711;
	f->status.budget.limit = 5000;
	f->status.budget.used = 750;
	f->status.cancel_cost = 1;
	f->status.relike_cost = 3;
	f->status.relike_is_told = true;
	retitle(&f->likes[0], "A post with a text\nof two lines", "Bob of the Hills");
	retitle(&f->likes[1], "", "carol.test");
	set_about(&f->likes[2], LIKE_NOT_DESCRIBED);
	set_about(&f->likes[3], LIKE_NOT_THERE);
	set_about(&f->likes[4], LIKE_ELSEWHERE);
	set_about(&f->likes[5], LIKE_OF_NOTHING);
	f->app_shows = "item-6";
	fixture_intent(f, 6, false, INTENT_CONFIRMED);
	fixture_intent(f, 7, false, INTENT_PENDING);
	f->status.open = f->status.pending = 1;
	fixture_status(f);
	fixture_reload(f, TAB_LIKES);
	fixture_reload(f, TAB_ACTIVITY);
}

static void bluesky(struct fixture *f) {
	make_bluesky(f);
	KEYS(f, "j", "j", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, bluesky) {
	in_each_size("bluesky", 12, bluesky);
}

static void bluesky_activity(struct fixture *f) {
	make_bluesky(f);
	set_about(&f->likes[8], LIKE_NOT_DESCRIBED);
	fixture_intent(f, 8, false, INTENT_CONFIRMED);
	f->status.open = 1;
	fixture_status(f);
	fixture_reload(f, TAB_ACTIVITY);
	KEYS(f, "2", "j", "j");
	f->now.wall = FIXTURE_WALL;
}

Test(golden, bluesky_activity) {
	in_each_size("bluesky-activity", 12, bluesky_activity);
}

static void bluesky_again(struct fixture *f) {
	make_bluesky(f);
	KEYS(f, "j", "j", "j", "j", "j", "j");
	f->now.wall = FIXTURE_WALL;
	fixture_key(f, "x");
}

Test(golden, bluesky_again) {
	in_each_size("bluesky-again", 12, bluesky_again);
}

static void paused(struct fixture *f) {
	make_bluesky(f);
	f->status.budget.used = 5000;
	f->status.paused_until = FIXTURE_WALL + 20 * MSEC_PER_MIN;
	f->status.open = 3;
	f->status.pending = 1;
	fixture_status(f);
	fixture_intent(f, 1, false, INTENT_PENDING)->due = 0;
	fixture_intent(f, 8, true, INTENT_PENDING)->due = 0;
	fixture_reload(f, TAB_LIKES);
}

Test(golden, paused) {
	in_each_size("paused", 12, paused);
}

Test(golden, ascii_set) {
	static const struct model_options ascii = {
		.ascii = true, .motion = true, .command = "unlike"
	};
	for (size_t i = 0; i < THREE_SIZES; i++) {
		struct fixture f;
		fixture_init(&f, 200, &ascii);
		fixture_resize(&f, scene_sizes[i].rows, scene_sizes[i].cols);
		hold_half(&f);
		char *golden = xasprintf("ascii-%s", scene_sizes[i].name);
		expect_golden(&f, golden);
		free(golden);
		fixture_finish(&f);
	}
}

/* “Quotes”, dashes, é and ① on a terminal that draws them two cells wide. */
static void wide(struct fixture *f) {
	model_set_ascii(f->model, true);
	model_set_stand_ins(f->model, true);
	retitle(&f->likes[0], "“红烧肉”——这样做·最好吃…", "café · 厨房");
	retitle(&f->likes[1], "nǐ hǎo ① → ② ★ 36.5℃ ±2° ×3", "Łukasz Ørsted");
	retitle(&f->likes[2], "‘It’s’ – naïve № 5 ≥ €3 ♥ ♪ ■ ☂", "ß æ Þ");
	retitle(&f->likes[3], "Солнце и Ωμέγα stay", "Анна");
	fixture_reload(f, TAB_LIKES);
}

Test(golden, wide_terminal) {
	in_sizes("wide", 12, wide, THREE_SIZES);
}

Test(golden, too_small) {
	static const struct scene_size small[] = { { "small-30x8", 8, 30 }, { "small-1x1", 1, 1 },
		{ "small-39x30", 30, 39 }, { "small-100x11", 11, 100 } };
	for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
		struct fixture f;
		fixture_init(&f, 200, NULL);
		fixture_resize(&f, small[i].rows, small[i].cols);
		expect_golden(&f, small[i].name);
		fixture_finish(&f);
	}
}

static void signed_out(struct fixture *f) {
	f->status.sign_in = true;
	f->status.open = 3;
	fixture_status(f);
}

Test(golden, a_session_that_has_ended) {
	in_each_size("signed-out", 200, signed_out);
}

static void expect_welcome(const struct welcome *welcome, int rows, int cols, const char *name) {
	struct frame frame;
	frame_init(&frame);
	welcome_render(welcome, rows, cols, &frame);
	golden_expect(&frame, name);
	frame_finish(&frame);
}

static void show_welcome(const char *name, const struct welcome_choice *choices) {
	struct welcome welcome = { .choices = choices, .n = 3, .cursor = 1 };
	for (size_t i = 0; i < SCENE_SIZES; i++) {
		char *golden = xasprintf("%s-%s", name, scene_sizes[i].name);
		expect_welcome(&welcome, scene_sizes[i].rows, scene_sizes[i].cols, golden);
		free(golden);
	}
}

Test(golden, nobody_is_signed_in) {
	static const struct welcome_choice choices[] = {
		{ "Try it with an example", "(nothing to set up)" },
		{ "Sign in to Bluesky", NULL },
		{ "Connect to a likesd server", NULL },
	};
	text_init();
	struct welcome welcome = { .choices = choices, .n = 3, .cursor = 1 };
	show_welcome("welcome", choices);
	expect_welcome(&welcome, 3, 20, "welcome-20x3");
	expect_welcome(&welcome, 1, 1, "welcome-1x1");
	welcome.ascii = true;
	expect_welcome(&welcome, 12, 40, "welcome-ascii-40x12");
}

Test(golden, nobody_is_signed_in_in_chinese) {
	static const struct welcome_choice choices[] = {
		{ "用示例试一试", "（无需设置）" },
		{ "登录 Bluesky", NULL },
		{ "连接到 likesd 服务器", NULL },
	};
	text_init();
	lang_set(LANG_ZH_CN);
	show_welcome("zh-welcome", choices);
	lang_set(LANG_EN);
}

Test(golden, chinese) {
	in_chinese("likes", 200, likes);
	in_chinese("hold-half", 200, hold_half);
	in_chinese("tapped", 200, tapped);
	in_chinese("activity", 200, activity);
	in_chinese("details", 200, details);
	in_chinese("palette", 200, palette);
	in_chinese("palette-unknown", 200, palette_unknown);
	in_chinese("activity-reason", 200, activity_reason);
	in_chinese("undecided-tapped", 200, undecided_tapped);
	in_chinese("help", 200, help);
	in_chinese("search", 200, search);
	in_chinese("quit", 200, quit_question);
	in_chinese("offline", 200, offline);
	in_chinese("empty", 0, empty);
	in_chinese("empty-offline", 0, empty_offline);
	in_chinese("fetching", 6, fetching);
	in_chinese("bluesky", 12, bluesky);
	in_chinese("bluesky-again", 12, bluesky_again);
	in_chinese("paused", 12, paused);
	in_chinese("signed-out", 200, signed_out);
}
