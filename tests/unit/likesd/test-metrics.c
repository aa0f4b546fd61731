#include "metrics.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "likesd_fixture.h"

static char text[8192];

static const char *written(const struct metrics *metrics) {
	const struct metrics_now now = { .started = 1999, .accounts = 3, .pending = 2, .pages = 9 };
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	metrics_write(metrics, &now, &out);
	snprintf(text, sizeof text, "%s", out.data);
	buf_finish(&out);
	return text;
}

static void has(const char *all, const char *line) {
	cr_assert_not_null(strstr(all, line), "%s is not in:\n%s", line, all);
}

Test(metrics, a_time_is_in_the_bucket_whose_edge_it_does_not_pass) {
	static const msec_t times[] = { -5, 0, 1, 2, 5, 6, 2500, 2501, INT64_C(1) << 40 };
	struct metrics metrics = { 0 };
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		metrics_note(&metrics, "GET", "/healthz", 200, times[i]);
	}
	const char *all = written(&metrics);
	has(all, "_bucket{le=\"0.001\"} 3\n");
	has(all, "_bucket{le=\"0.005\"} 5\n");
	has(all, "_bucket{le=\"0.01\"} 6\n");
	has(all, "_bucket{le=\"0.5\"} 6\n");
	has(all, "_bucket{le=\"2.5\"} 7\n");
	has(all, "_bucket{le=\"+Inf\"} 9\n");
	has(all, "likesd_http_request_seconds_count 9\n");
	has(all, "likesd_http_request_seconds_sum 1099511632.791\n");
	metrics_finish(&metrics);
}

Test(metrics, answers_are_told_apart_by_route_method_and_status) {
	struct metrics metrics = { 0 };
	metrics_note(&metrics, "GET", "/v1/me", 200, 1);
	metrics_note(&metrics, "GET", "/v1/me", 200, 1);
	metrics_note(&metrics, "GET", "/v1/me", 401, 1);
	metrics_note(&metrics, "PUT", "/v1/me", 405, 1);
	metrics_note(&metrics, "BREW\"}", "/v1/me", 405, 1);
	metrics_note(&metrics, NULL, NULL, 400, 1);
	const char *all = written(&metrics);
	has(all, "{method=\"GET\",route=\"/v1/me\",status=\"200\"} 2\n");
	has(all, "{method=\"GET\",route=\"/v1/me\",status=\"401\"} 1\n");
	has(all, "{method=\"PUT\",route=\"/v1/me\",status=\"405\"} 1\n");
	has(all, "{method=\"other\",route=\"/v1/me\",status=\"405\"} 1\n");
	has(all, "{method=\"other\",route=\"other\",status=\"400\"} 1\n");
	cr_assert_null(strstr(all, "BREW"));
	cr_assert_eq(metrics.n, 5);
	metrics_finish(&metrics);
}

Test(metrics, more_kinds_of_answers_than_there_was_room_for_are_all_kept) {
	static const char *const routes[] = { "/a", "/b" };
	struct metrics metrics = { 0 };
	for (int status = 200; status < 300; status++) {
		metrics_note(&metrics, "GET", routes[status % 2], status, 1);
	}
	cr_assert_eq(metrics.n, 100);
	has(written(&metrics), "{method=\"GET\",route=\"/b\",status=\"299\"} 1\n");
	metrics_finish(&metrics);
}

Test(metrics, the_numbers_of_the_moment_are_looked_up) {
	struct likesd_fixture fixture;
	likesd_fixture_open(&fixture, &(struct likesd_fixture_options){ .sample = 5 });
	struct likesd_response taken = likesd_fixture_request(
			&fixture, "DELETE", "/v1/likes/v1", "kkkkkkkkkkkkkkkk", NULL);
	cr_assert_eq(taken.status, 202);
	cr_assert_str_eq(taken.route, "/v1/likes/{id}");
	likesd_response_finish(&taken);
	likesd_note_connections(fixture.likesd, 7);
	struct likesd_response response =
			likesd_fixture_request_as(&fixture, NULL, "GET", "/metrics", NULL, NULL);
	cr_assert_eq(response.status, 200);
	cr_assert_str_eq(response.content_type, METRICS_TYPE);
	has(response.body.data, "\nlikesd_accounts 1\n");
	has(response.body.data, "\nlikesd_operations_pending 1\n");
	has(response.body.data, "\nlikesd_http_connections 7\n");
	has(response.body.data, "\nlikesd_start_time_seconds 1772355600\n");
	likesd_response_finish(&response);
	fake_clock_advance(&fixture.fake, LIKESD_FIXTURE_DELAY);
	response = likesd_fixture_request_as(&fixture, NULL, "GET", "/metrics", NULL, NULL);
	has(response.body.data, "\nlikesd_operations_pending 0\n");
	likesd_response_finish(&response);
	likesd_fixture_close(&fixture);
}
