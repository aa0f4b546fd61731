/* The Profile tab with what the app really tells: of a service that counts, of one that does not,
 * and of one that cannot be reached. */
#include <criterion/criterion.h>
#include <string.h>

#include "screen/profile.h"
#include "scenes.h"
#include "unlike/base/lang.h"

static struct service_traits traits;
static struct sync_status status;
static struct snapshot_info info;
static int64_t counts[INTENT_STATE_COUNT];
static struct profile_facts facts;

static void begin(void) {
	traits = (struct service_traits){ .seen_by = LIKE_SEEN_BY_EVERYBODY };
	status = (struct sync_status){ .online = true };
	info = (struct snapshot_info){ .count = 4711, .fetched_at = FIXTURE_WALL };
	memset(counts, 0, sizeof(counts));
	facts = (struct profile_facts){
		.account = "alice.test",
		.url = "https://bsky.social",
		.title = "Bluesky",
		.kind = "Bluesky",
		.traits = &traits,
		.status = &status,
		.info = &info,
		.likes = 4711,
		.counts = counts,
		.is_sender = true,
	};
}

static void show(struct fixture *f) {
	f->status.service = facts.title;
	f->status.account = facts.account;
	f->status.likes = facts.likes;
	f->status.online = status.online;
	f->status.offline_since = status.offline_since;
	fixture_status(f);
	profile_tell(&facts, f->now.wall, f->model);
	fixture_key(f, "3");
}

static void counting(struct fixture *f) {
	begin();
	traits.cancel_cost = 1;
	traits.relike_cost = 3;
	traits.relike_is_told = true;
	status.budget = (struct service_budget){ .limit = 5000,
		.left = 4250,
		.window = MSEC_PER_HOUR,
		.resets_at = FIXTURE_WALL + MSEC_PER_HOUR };
	counts[INTENT_PENDING] = 2;
	counts[INTENT_ACCEPTED] = 5;
	counts[INTENT_UNDECIDED] = 1;
	counts[INTENT_CONFIRMED] = 1204;
	counts[INTENT_ROLLED_BACK] = 1;
	facts.in_review = 1;
	info.gone = 3;
	show(f);
}

/* Everything that can be wrong is. */
static void troubled(struct fixture *f) {
	begin();
	traits.seen_by = LIKE_SEEN_BY_UNKNOWN;
	status.online = false;
	status.offline_since = FIXTURE_WALL - 2 * MSEC_PER_DAY;
	status.sign_in = true;
	status.paused_until = FIXTURE_WALL + MSEC_PER_DAY;
	status.pulling = true;
	status.fetched = 3400;
	status.budget = (struct service_budget){ .limit = 5000, .resets_at = FIXTURE_WALL - 1 };
	info.fetched_at = 0;
	facts.title = "视频号";
	facts.kind = "likesd";
	facts.account = "小雨";
	facts.url = "http://127.0.0.1:8420";
	facts.likes = -1;
	facts.is_sender = false;
	show(f);
}

static struct sync_standing standing;

static void by_rules(struct fixture *f) {
	begin();
	facts.title = "视频号";
	facts.kind = "likesd";
	facts.account = "小雨";
	facts.url = "http://127.0.0.1:8420";
	counts[INTENT_ACCEPTED] = 5;
	facts.in_review = 4;
	facts.reviewed[0] = "红烧肉这样做最好吃";
	facts.reviewed[1] = "How to fold a fitted sheet";
	facts.reviewed[2] = "夜宵摊的锅气";
	standing = (struct sync_standing){
		.told_at = FIXTURE_WALL,
		.tier = PLATFORM_VERIFIED,
		.limits = { { .topic = RISK_FREQUENT,
					    .rule = "IN-1",
					    .kind = PLATFORM_ARTICLE,
					    .beyond = RISK_HOLD,
					    .window = MSEC_PER_DAY,
					    .used = 4,
					    .limit = 5,
					    .frees_at = FIXTURE_WALL + MSEC_PER_HOUR,
					    .empty_at = FIXTURE_WALL + 20 * MSEC_PER_HOUR },
				{ .topic = RISK_DAILY,
						.rule = "IN-5",
						.kind = PLATFORM_ASSUMED,
						.beyond = RISK_REFUSE,
						.calendar = true,
						.window = MSEC_PER_DAY,
						.used = 30,
						.limit = 30,
						.next_at = FIXTURE_WALL + 5 * MSEC_PER_HOUR,
						.frees_at = FIXTURE_WALL + 5 * MSEC_PER_HOUR,
						.empty_at = FIXTURE_WALL + 5 * MSEC_PER_HOUR } },
		.n_limits = 2,
		.penalties = { { .kind = PLATFORM_LIMITED_REACH,
					       .rule = "IN-1",
					       .from = FIXTURE_WALL - MSEC_PER_DAY,
					       .until = FIXTURE_WALL + 6 * MSEC_PER_DAY },
				{ .kind = PLATFORM_POINTS_DEDUCTED,
						.rule = "IN-5",
						.until = MSEC_NEVER } },
		.n_penalties = 2,
		.effects = { .reach_percent = 30,
				.like_weight_percent = 100,
				.points_deducted = 10,
				.may_like = false,
				.may_like_from = FIXTURE_WALL + 2 * MSEC_PER_DAY,
				.may_cancel = true },
		.has_ratio = true,
		.ratio = { .rule = "IN-2",
				.kind = PLATFORM_ARTICLE,
				.percent = 31,
				.limit_percent = 30,
				.cancels = 3100,
				.likes = 10000,
				.from_likes = 20 },
	};
	facts.standing = &standing;
	show(f);
}

Test(golden_profile, of_one_with_rules) {
	in_each_size("profile-rules", 200, by_rules);
	in_chinese("profile-rules", 200, by_rules);
}

Test(golden_profile, of_a_service_that_counts) {
	in_each_size("profile", 200, counting);
	in_chinese("profile", 200, counting);
}

Test(golden_profile, of_one_where_everything_is_wrong) {
	in_each_size("profile-troubled", 200, troubled);
	in_chinese("profile-troubled", 200, troubled);
}

static void scrolled(struct fixture *f) {
	counting(f);
	fixture_key(f, "G");
}

Test(golden_profile, scrolled_to_its_end) {
	in_sizes("profile-end", 200, scrolled, 2);
}
