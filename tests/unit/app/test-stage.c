/* The stage without a player: the client, its service and time, as a tape drives them. */
#include "stage/stage.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/text.h"

static char *tmp;
static struct stage *stage;
static struct tape_settings settings;
static msec_t waited;
static bool break_off;

static bool wait_for(void *self, msec_t by, bool paced, struct err *reterr) {
	(void)self;
	waited += paced ? by : 0;
	return !break_off || err_set(reterr, ERR_CANCELED, "broken off");
}

static void open_stage(void) {
	struct err err;
	text_init();
	cr_assert(file_make_temporary("unlike-test-stage", &tmp, &err), "%s", err.msg);
	(void)setenv("TMPDIR", tmp, 1);
	settings = (struct tape_settings){
		.rows = 24,
		.cols = 80,
		.theme = "default",
		.language = "en",
		.time_zone = "UTC",
		.platform = "wechat-channels",
		.sample = 300,
		.seed = 42,
		.start = INT64_C(1772355600000),
	};
	const struct pacer pacer = { .wait = wait_for };
	stage = stage_create(&settings, &pacer, &err);
	cr_assert_not_null(stage, "%s", err.msg);
}

static void close_stage(void) {
	stage_destroy(stage);
	/* Nothing of it is left. */
	DIR *dir = opendir(tmp);
	int n = 0;
	while (readdir(dir) != NULL) {
		n++;
	}
	closedir(dir);
	cr_assert_eq(n, 2);
	cr_assert(file_remove_tree(tmp, NULL));
	free(tmp);
}

TestSuite(stage, .init = open_stage, .fini = close_stage);

static void run(const char *line, struct buf *out) {
	struct err err;
	buf_init(out, BUF_UNLIMITED);
	cr_assert(stage_ops.run(stage, line, out, &err), "%s: %s", line, err.msg);
}

static void expect_output(const char *line, const char *part) {
	struct buf out;
	run(line, &out);
	cr_assert_not_null(strstr(out.data, part), "%s printed:\n%s", line, out.data);
	buf_finish(&out);
}

static void pass(msec_t by) {
	struct err err;
	cr_assert(stage_ops.pass(stage, by, true, &err), "%s", err.msg);
}

static const char *state(const char *item) {
	const char *word = NULL;
	struct err err;
	cr_assert(stage_ops.state(stage, item, &word, &err), "%s", err.msg);
	return word;
}

static void keys(const char *bytes) {
	stage_ops.feed(stage, bytes, strlen(bytes));
}

static void open_screen(void) {
	struct buf out;
	run("unlike", &out);
	buf_finish(&out);
	cr_assert(stage_ops.is_up(stage));
	pass(3000);
}

Test(stage, a_day_passes_without_waiting) {
	open_screen();
	waited = 0;
	struct err err;
	cr_assert(stage_ops.pass(stage, MSEC_PER_DAY, false, &err));
	cr_assert_eq(waited, 0);
	cr_assert_eq(stage_ops.now(stage), 3000 + MSEC_PER_DAY);
	pass(500);
	cr_assert_eq(waited, 500);
}

Test(stage, a_cancel_is_confirmed_when_it_was_published) {
	open_screen();
	cr_assert_str_eq(state("v1"), "liked");
	keys("x\r");
	cr_assert_str_eq(state("v1"), "undo");
	pass(11 * MSEC_PER_SEC);
	cr_assert_str_eq(state("v1"), "sync");
	pass(16 * MSEC_PER_MIN);
	cr_assert_str_eq(state("v1"), "confirmed");
}

static int frames;

static void count_frame(void *self, msec_t at, const struct frame *frame) {
	(void)self;
	(void)at;
	(void)frame;
	frames++;
}

Test(stage, a_countdown_is_drawn_each_second) {
	const struct stage_audience audience = { .drew = count_frame };
	const struct tape tape = { .file = "a.tape", .settings = settings };
	struct player *player = player_create(&tape, &stage_ops, stage, &audience);
	stage_set_player(stage, player);
	open_screen();
	keys("x\r");
	pass(2000);
	frames = 0;
	pass(7 * MSEC_PER_SEC);
	cr_assert_eq(frames, 7);
	stage_set_player(stage, NULL);
	player_destroy(player);
}

Test(stage, the_demos_hour_is_a_minute) {
	struct buf out;
	run("unlike demo --sample 300", &out);
	buf_finish(&out);
	pass(3000);
	keys("x\r");
	pass(27 * MSEC_PER_SEC);
	cr_assert_str_eq(state("v1"), "confirmed");
}

Test(stage, killed_it_goes_on_from_its_files) {
	open_screen();
	keys("x\r");
	stage_ops.kill(stage);
	cr_assert_not(stage_ops.is_up(stage));
	pass(60 * MSEC_PER_SEC);
	open_screen();
	cr_assert_str_eq(state("v1"), "sync");
}

Test(stage, a_command_without_a_screen_prints_and_ends) {
	expect_output("unlike list", "v300 ");
	expect_output("unlike cancel v3 --yes", "Taken back: 1.");
	expect_output("unlike status", "undo 10 s");
	expect_output("unlike sync --wait", "confirmed");
	expect_output("unlike status --json", "\"state\":\"confirmed\"");
	cr_assert_not(stage_ops.is_up(stage));
	cr_assert_gt(stage_ops.now(stage), 15 * MSEC_PER_MIN);
}

Test(stage, a_command_that_fails_says_why_and_the_tape_goes_on) {
	expect_output("unlike cancel v999 --yes", "unlike: no like 'v999' is in the list");
	expect_output("unlike cancel v1", "say --yes");
	expect_output("unlike --version", "unlike ");
	expect_output("unlike list --help", "--refresh");
}

Test(stage, a_command_is_broken_off_like_everything) {
	struct buf out;
	struct err err;
	buf_init(&out, BUF_UNLIMITED);
	expect_output("unlike cancel v3 --yes", "Taken back");
	break_off = true;
	cr_assert_not(stage_ops.run(stage, "unlike sync --wait", &out, &err));
	cr_assert_eq(err.code, ERR_CANCELED);
	buf_finish(&out);
}

Test(stage, the_network_and_the_service_fail_as_they_are_told) {
	open_screen();
	stage_ops.network(stage, TAPE_NETWORK_DOWN, 0);
	keys("x\r");
	pass(15 * MSEC_PER_SEC);
	cr_assert_str_eq(state("v1"), "waiting");
	stage_ops.network(stage, TAPE_NETWORK_UP, 0);
	stage_ops.refuse(stage, 1, 503, 0);
	pass(5 * MSEC_PER_MIN);
	cr_assert_str_eq(state("v1"), "sync");
}

static void cancels(const char *name, int count) {
	struct err err;
	cr_assert(stage_ops.cancels(stage, name, count, &err), "%s: %s", name, err.msg);
}

static void refuse_cancels(const char *name, int count, enum err_code code, const char *why) {
	struct err err;
	cr_assert_not(stage_ops.cancels(stage, name, count, &err));
	cr_expect_eq(err.code, code);
	cr_expect_not_null(strstr(err.msg, why), "%s", err.msg);
}

Test(stage, in_3_what_others_in_the_network_take_back_is_told_before_the_twentieth) {
	expect_output("unlike list", "v300 ");
	cancels("tablet", 5);
	cancels("laptop", 5);
	cancels("tv", 5);
	cancels("next.door", 3);
	expect_output("unlike forecast v1", "1 fine, 0 with a warning");
	cancels("next.door", 1);
	pass(10 * MSEC_PER_MIN);
	expect_output("unlike forecast v1", "19 in this network, not");
	expect_output("unlike forecast v1", "0 fine, 1 with a warning");
	pass(MSEC_PER_HOUR);
	expect_output("unlike forecast v1", "1 fine, 0 with a warning");
}

Test(stage, in_3_two_others_are_too_few_however_many_they_take_back) {
	expect_output("unlike list", "v300 ");
	cancels("tablet", 40); /* all but five are held, and those count */
	expect_output("unlike forecast v1", "1 fine, 0 with a warning");
	cancels("laptop", 1);
	pass(10 * MSEC_PER_MIN);
	expect_output("unlike forecast v1", "0 fine, 1 with a warning");
}

Test(stage, another_in_the_network_takes_back_what_there_is_and_nothing_else) {
	refuse_cancels("tablet", 1, ERR_GONE, "there is no service yet");
	expect_output("unlike list", "v300 ");
	refuse_cancels("demo", 1, ERR_CONFLICT, "an account 'demo' already");
	cancels("tablet", 299);
	refuse_cancels("tablet", 2, ERR_CONFLICT, "refused tablet the cancel of v301, with 404");
	expect_output("unlike list --refresh", "v300 ");
}

Test(stage, it_leaves_when_it_is_told_to) {
	open_screen();
	keys("q");
	pass(3000);
	cr_assert_not(stage_ops.is_up(stage));
	const char *word = NULL;
	struct err err;
	cr_assert_not(stage_ops.state(stage, "v1", &word, &err));
	cr_assert_str_eq(err.msg, "unlike is not running");
}

Test(stage, command_lines_are_checked_without_being_run) {
	static const struct {
		const char *line;
		bool fine, screen;
	} cases[] = {
		{ "unlike", true, true },
		{ "unlike demo --platform douyin", true, true },
		{ "unlike list --json", true, false },
		{ "unlike demo --help", true, false },
		{ "unlike play x.tape", false, false },
		{ "unlike open v1", false, false },
		{ "unlike doctor", false, false },
		{ "unlike login likesd http://127.0.0.1:1 --secret-file x", false, false },
		{ "unlike history --json", true, false },
		{ "unlike demo --size 80x24", false, false },
		{ "unlike frobnicate", false, false },
		{ "ls", false, false },
		{ "unlike | less", false, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err;
		bool screen = false;
		cr_expect_eq(stage_check_command(cases[i].line, &screen, &err), cases[i].fine, "%s",
				cases[i].line);
		cr_expect(!cases[i].fine || screen == cases[i].screen, "%s", cases[i].line);
	}
}
