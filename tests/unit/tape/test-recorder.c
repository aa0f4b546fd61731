#include "unlike/tape/recorder.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder_fixture.h"
#include "recorder_format.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct err err;
static struct frame frame;

static const char *const names[] = { "a.txt", "a.ascii", "a.cast", "a.svg", "a.json" };

static void init(void) {
	recorder_folder_make();
	frame_init(&frame);
	frame_reset(&frame, 4, 20);
	frame_put(&frame, 1, 2, 20, ROLE_HEART, "♥ 猫咪");
}

static void finish(void) {
	frame_finish(&frame);
	recorder_folder_remove();
}

TestSuite(recorder, .init = init, .fini = finish);

static void put(const char *name, const char *text) {
	cr_assert(file_write_atomic(recorder_at(name), text, strlen(text), 0644, &err), "%s",
			err.msg);
}

static void expect_content(const char *name, const char *want) {
	struct buf bytes = recorder_read(name);
	cr_expect_str_eq(bytes.data, want);
	buf_finish(&bytes);
}

static size_t files(void) {
	DIR *folder = opendir(recorder_folder);
	cr_assert_not_null(folder);
	size_t n = 0;
	for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	}
	closedir(folder);
	return n;
}

/* A recording with one frame and one command. */
static struct recorder *record(const char *name) {
	const struct recording recording = recorder_recording(4, 20);
	struct recorder *recorder = recorder_open(name, &recording);
	const struct tape_command command = recorder_command(3, "Type x");
	recorder_drew(recorder, 100, &frame);
	recorder_stepped(recorder, 100, &command, &frame);
	return recorder;
}

Test(recorder, each_ending_is_known_and_no_other) {
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		cr_expect(recorder_check(recorder_at(names[i]), &err), "%s", err.msg);
	}
	static const char *const others[] = { "a.gif", "a", "a.TXT", "txt", ".svg", "a.svg/",
		"a.txt.bak", "a.cast " };
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		const struct recording recording = recorder_recording(4, 20);
		err = (struct err){ 0 };
		cr_expect_not(recorder_check(recorder_at(others[i]), &err), "%s", others[i]);
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_null(recorder_create(recorder_at(others[i]), &recording, NULL));
	}
	recorder_check("b/x.gif", &err);
	cr_expect_str_eq(err.msg,
			"b/x.gif: the name of a recording ends in one of .txt, .ascii, "
			".cast, .svg, .json");
}

Test(recorder, a_screenshot_has_the_endings_of_stills) {
	cr_expect(recorder_check_still(recorder_at("a.svg"), &err));
	cr_expect(recorder_check_still(recorder_at("a.txt"), &err));
	cr_expect(recorder_check_still(recorder_at("a.ascii"), &err));
	cr_expect_not(recorder_check_still("a.cast", &err));
	cr_expect_str_eq(err.msg,
			"a.cast: the name of a screenshot ends in one of .txt, .ascii, "
			".svg");
	const struct recording recording = recorder_recording(4, 20);
	cr_expect_not(recorder_still(recorder_at("a.json"), &recording, &frame, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_eq(files(), 0);
}

Test(recorder, a_folder_that_is_not_there_is_named) {
	cr_expect_not(recorder_check("/nonexistent/b/a.svg", &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_str_eq(err.msg, "/nonexistent/b/a.svg: there is no folder /nonexistent/b/");
	put("plain", "");
	cr_expect_not(recorder_check(recorder_at("plain/a.svg"), &err), "a file is no folder");
	cr_assert(file_make_folder(recorder_at("b.svg"), 0700, &err));
	cr_expect_not(recorder_check(recorder_at("b.svg"), &err));
	cr_expect_not_null(strstr(err.msg, "is a folder"), "%s", err.msg);
}

Test(recorder, nothing_is_written_before_the_end) {
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		recorder_destroy(record(names[i]));
	}
	recorder_destroy(NULL);
	cr_expect_eq(files(), 0);
	put("a.svg", "old");
	recorder_destroy(record("a.svg"));
	expect_content("a.svg", "old");
}

Test(recorder, what_is_finished_replaces_what_was_there) {
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		put(names[i], "old");
		recorder_close(record(names[i]));
		struct buf bytes = recorder_read(names[i]);
		cr_expect_not_null(strstr(bytes.data, "♥"), "%s", bytes.data);
		cr_expect_eq(bytes.data[bytes.len - 1], '\n');
		buf_finish(&bytes);
	}
	cr_expect_eq(files(), COUNT_OF(names), "temporary files are left");
}

Test(recorder, a_file_is_made_with_the_rights_that_the_umask_leaves) {
	const mode_t was = umask(027);
	recorder_close(record("a.svg"));
	cr_expect_eq(umask(was), 027, "it is put back");
	struct stat st;
	cr_assert_eq(stat(recorder_at("a.svg"), &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0640);
}

Test(recorder, a_full_disk_leaves_the_old_file) {
	const struct rlimit none = { .rlim_cur = 20, .rlim_max = RLIM_INFINITY };
	struct rlimit was;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		put(names[i], "old");
		struct recorder *recorder = record(names[i]);
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
		err = (struct err){ 0 };
		const bool finished = recorder_finish(recorder, &err);
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
		cr_expect_not(finished);
		cr_expect(err.code == ERR_IO || err.code == ERR_FULL);
		cr_expect_not_null(strstr(err.msg, names[i]), "%s", err.msg);
		cr_expect_not_null(strstr(err.msg, "File too large"), "%s", err.msg);
		expect_content(names[i], "old");
		cr_expect(recorder_finish(recorder, &err), "there is room again: %s", err.msg);
		recorder_destroy(recorder);
	}
	cr_expect_eq(files(), COUNT_OF(names), "temporary files are left");
}

Test(recorder, a_recording_over_the_limit_is_refused_with_its_size) {
	const struct recording recording = recorder_recording(4, 20);
	const struct tape_command command = recorder_command(3, "Type x");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct recorder *recorder = recorder_create_limited(
				recorder_at(names[i]), &recording, 1024, &err);
		cr_assert_not_null(recorder);
		for (int k = 0; k < 100; k++) {
			frame_put(&frame, 0, 0, 20, ROLE_TEXT, k % 2 == 0 ? "even" : "odd!");
			recorder_drew(recorder, k, &frame);
			recorder_stepped(recorder, k, &command, &frame);
		}
		cr_expect_not(recorder_finish(recorder, &err), "%s", names[i]);
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_not_null(strstr(err.msg, "the recording is larger than 1 KiB"), "%s",
				err.msg);
		recorder_destroy(recorder);
	}
	cr_expect_eq(files(), 0);
}

Test(recorder, the_same_frames_are_the_same_bytes) {
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		recorder_close(record(names[i]));
		struct buf first = recorder_read(names[i]);
		struct frame copy;
		frame_init(&copy);
		/* Memory that looked otherwise before. */
		frame_reset(&copy, 4, 20);
		memset(copy.cells, 0xAA, 80 * sizeof(*copy.cells));
		frame_reset(&copy, 4, 20);
		frame_put(&copy, 1, 2, 20, ROLE_HEART, "♥ 猫咪");
		struct frame kept = frame;
		frame = copy;
		recorder_close(record(names[i]));
		frame = kept;
		struct buf second = recorder_read(names[i]);
		cr_expect_eq(first.len, second.len, "%s", names[i]);
		cr_expect_eq(memcmp(first.data, second.data, first.len), 0, "%s", names[i]);
		buf_finish(&first);
		buf_finish(&second);
		frame_finish(&copy);
	}
}

Test(recorder, without_a_single_frame_there_is_a_valid_file) {
	const struct recording recording = recorder_recording(2, 3);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		recorder_close(recorder_open(names[i], &recording));
	}
	expect_content("a.txt", "");
	expect_content("a.json",
			"{\"v\":1,\"rows\":2,\"cols\":3,\"theme\":\"default\",\"frames\":["
			"\n]}\n");
	struct buf cast = recorder_read("a.cast");
	cr_expect_eq(strchr(cast.data, '\n'), cast.data + cast.len - 1, "a header only");
	buf_finish(&cast);
	struct buf svg = recorder_read("a.svg");
	cr_expect_not_null(strstr(svg.data, "</svg>"), "an empty screen");
	buf_finish(&svg);
}

Test(recorder, the_title_need_not_outlive_the_call) {
	char title[] = "first";
	struct recording recording = recorder_recording(4, 20);
	recording.title = title;
	struct recorder *recorder = recorder_open("a.svg", &recording);
	memcpy(title, "wrong", sizeof(title));
	recorder_close(recorder);
	struct buf svg = recorder_read("a.svg");
	cr_expect_not_null(strstr(svg.data, "<title>first</title>"));
	buf_finish(&svg);
}
