#include "unlike/core/risk_json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shipped.h"
#include "unlike/base/mem.h"
#include "unlike/base/rng.h"

#define NOW ((msec_t)1772355600000) /* 2026-03-01T09:00:00Z */
#define JSON_MAX ((size_t)4 * 1024 * 1024)
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define WORK "{\"id\":\"v3\",\"cancels\":1,\"liked_at\":null}"
#define BAN \
	"{\"kind\":\"like-ban\",\"rule\":\"IN-4\",\"from\":\"2026-03-01T09:00:00.000Z\"," \
	"\"until\":\"2026-03-03T09:00:00.000Z\"}"
#define NEIGHBOUR "{\"at\":\"2026-03-01T08:59:59.000Z\",\"device\":\"-18\"}"
#define FACTS \
	"{\"tier\":\"verified\",\"device\":\"17\",\"likes_made\":12408,\"cancels_made\":3," \
	"\"cancels\":[\"2026-03-01T08:00:00.000Z\",\"2026-03-01T08:00:00.001Z\"]," \
	"\"network\":[" NEIGHBOUR "],\"penalties\":[" BAN "],\"works\":[" WORK "]}"
#define REASON \
	"{\"verdict\":\"warn\",\"topic\":\"item\",\"rule\":\"IN-4\",\"kind\":\"article\"," \
	"\"value\":3,\"limit\":3,\"resets_at\":null,\"penalties\":[\"like-ban\"]}"
#define MOTIVE \
	"{\"score\":0.25,\"correction\":false,\"features\":{\"soon\":{\"value\":0,\"share\":0}," \
	"\"single\":{\"value\":0.5,\"share\":1.5},\"own-device\":{\"value\":1,\"share\":1}}}"
#define JUDGEMENT \
	"{\"verdict\":\"warn\",\"counts\":true,\"reasons\":[" REASON "],\"begins\":[" BAN \
	"],\"motive\":" MOTIVE "}"

static struct json_doc *parse(const char *text) {
	struct err err = { 0 };
	struct json_doc *doc = json_parse(text, strlen(text), JSON_MAX, "x", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	return doc;
}

static char *facts_text(const struct risk_facts *facts) {
	struct buf out;
	struct json_writer w;
	buf_init(&out, JSON_MAX);
	json_writer_init(&w, &out);
	risk_json_put_facts(&w, NULL, facts);
	cr_assert_not(out.overflowed);
	return buf_take(&out, NULL);
}

static char *judgement_text(const struct risk_judgement *judgement) {
	struct buf out;
	struct json_writer w;
	buf_init(&out, JSON_MAX);
	json_writer_init(&w, &out);
	risk_json_put_judgement(&w, NULL, judgement);
	return buf_take(&out, NULL);
}

static bool read_facts(const char *text, struct risk_facts *ret, struct err *reterr) {
	struct json_doc *doc = parse(text);
	struct json_at root = json_root(doc);
	bool ok = risk_json_read_facts(&root, ret, reterr);
	json_doc_destroy(doc);
	return ok;
}

static bool read_judgement(const char *text, struct risk_judgement *ret, struct err *reterr) {
	struct json_doc *doc = parse(text);
	struct json_at root = json_root(doc);
	bool ok = risk_json_read_judgement(&root, ret, reterr);
	json_doc_destroy(doc);
	return ok;
}

/* The text with the first `from` replaced. The caller frees. */
static char *edited(const char *text, const char *from, const char *to) {
	const char *at = strstr(text, from);
	cr_assert_not_null(at, "there is no %s", from);
	return xasprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

Test(risk_json, facts_are_read_as_they_are_written) {
	struct risk_facts facts;
	struct err err = { 0 };
	cr_assert(read_facts(FACTS, &facts, &err), "%s", err.msg);
	cr_assert_eq(facts.tier, PLATFORM_VERIFIED);
	cr_assert_eq(facts.device, 17);
	cr_assert_eq(facts.likes_made, 12408);
	cr_assert_eq(facts.cancels_made, 3);
	cr_assert_eq(facts.n_cancels, 2);
	cr_assert_eq(facts.cancels[1], NOW - MSEC_PER_HOUR + 1);
	cr_assert_eq(facts.n_network, 1);
	cr_assert_eq(facts.network[0].at, NOW - 1000);
	cr_assert_eq(facts.network[0].device, -18);
	cr_assert_eq(facts.n_penalties, 1);
	cr_assert_eq(facts.penalties[0].kind, PLATFORM_LIKE_BAN);
	cr_assert_str_eq(facts.penalties[0].rule, "IN-4");
	cr_assert_eq(facts.penalties[0].from, NOW);
	cr_assert_eq(facts.penalties[0].until, NOW + 2 * MSEC_PER_DAY);
	cr_assert_eq(facts.n_works, 1);
	cr_assert_str_eq(facts.works[0].id, "v3");
	cr_assert_eq(facts.works[0].cancels, 1);
	cr_assert_eq(facts.works[0].liked_at, 0);
	char *text = facts_text(&facts);
	cr_assert_str_eq(text, FACTS);
	free(text);
	risk_facts_finish(&facts);
}

Test(risk_json, a_judgement_is_read_as_it_is_written) {
	struct risk_judgement judgement;
	struct err err = { 0 };
	cr_assert(read_judgement(JUDGEMENT, &judgement, &err), "%s", err.msg);
	cr_assert_eq(judgement.verdict, RISK_WARN);
	cr_assert(judgement.counts);
	cr_assert_eq(judgement.n_reasons, 1);
	cr_assert_eq(judgement.reasons[0].topic, RISK_ITEM);
	cr_assert_eq(judgement.reasons[0].resets_at, MSEC_NEVER);
	cr_assert_eq(judgement.reasons[0].penalties, 1u << PLATFORM_LIKE_BAN);
	cr_assert_eq(judgement.n_begins, 1);
	cr_assert_float_eq(judgement.motive.share[MOTIVE_SINGLE], 1.5, 0);
	char *text = judgement_text(&judgement);
	cr_assert_str_eq(text, JUDGEMENT);
	free(text);
}

Test(risk_json, of_a_like_there_is_no_motive) {
	const struct risk_judgement fine = { 0 };
	char *text = judgement_text(&fine);
	cr_assert_str_eq(text,
			"{\"verdict\":\"ok\",\"counts\":false,\"reasons\":[],"
			"\"begins\":[],\"motive\":null}");
	struct risk_judgement again = { .verdict = RISK_REFUSE, .n_reasons = 5 };
	struct err err = { 0 };
	cr_assert(read_judgement(text, &again, &err), "%s", err.msg);
	cr_assert_eq(again.verdict, RISK_OK);
	cr_assert_eq(again.n_reasons, 0);
	free(text);
}

/* A penalty of the rule IN-<n> that ends as it begins. */
#define MOMENT(n) \
	"{\"kind\":\"limited-reach\",\"rule\":\"IN-" n "\",\"from\":\"2026-03-01T09:00:00.000Z\"," \
	"\"until\":\"2026-03-01T09:00:00.000Z\"}"

Test(risk_json, several_of_each_are_read_and_written_in_their_order) {
	char *works = edited(FACTS, WORK,
			WORK ",{\"id\":\"v4\",\"cancels\":2,\"liked_at\":"
			     "\"2026-03-01T09:00:00.000Z\"}");
	char *text = edited(works, BAN, BAN "," MOMENT("1") "," MOMENT("2"));
	struct risk_facts facts;
	struct err err = { 0 };
	cr_assert(read_facts(text, &facts, &err), "%s", err.msg);
	cr_assert_eq(facts.n_works, 2);
	cr_assert_eq(facts.works[1].liked_at, NOW);
	cr_assert_eq(facts.n_penalties, 3);
	char *again = facts_text(&facts);
	cr_assert_str_eq(again, text);
	free(again);
	free(text);
	free(works);
	risk_facts_finish(&facts);
	static const char second[] =
			"{\"verdict\":\"warn\",\"topic\":\"ratio\",\"rule\":\"IN-2\",\"kind\":"
			"\"article\",\"value\":30,\"limit\":30,\"resets_at\":null,\"penalties\":["
			"\"limited-reach\",\"lower-like-weight\"]}";
	char *both = xasprintf("%s,%s", REASON, second);
	text = edited(JUDGEMENT, REASON, both);
	struct risk_judgement judgement;
	cr_assert(read_judgement(text, &judgement, &err), "%s", err.msg);
	cr_assert_eq(judgement.n_reasons, 2);
	again = judgement_text(&judgement);
	cr_assert_str_eq(again, text);
	free(again);
	free(text);
	free(both);
}

Test(risk_json, sixteen_penalties_are_read_and_seventeen_are_not) {
	struct buf out;
	buf_init(&out, JSON_MAX);
	buf_add_str(&out, "[");
	for (int i = 0; i < RISK_PENALTIES_MAX; i++) {
		buf_printf(&out, "%s%s", i > 0 ? "," : "", BAN);
	}
	char *text = xasprintf("%s]", out.data);
	struct risk_penalty penalties[RISK_PENALTIES_MAX];
	size_t n = 0;
	struct err err = { 0 };
	struct json_doc *doc = parse(text);
	struct json_at root = json_root(doc);
	cr_assert(risk_json_read_penalties(&root, penalties, &n, &err), "%s", err.msg);
	cr_assert_eq(n, RISK_PENALTIES_MAX);
	json_doc_destroy(doc);
	free(text);
	text = xasprintf("%s,%s]", out.data, BAN);
	doc = parse(text);
	root = json_root(doc);
	cr_assert_not(risk_json_read_penalties(&root, penalties, &n, &err));
	cr_assert_str_eq(err.msg, "x: has more than 16 elements");
	json_doc_destroy(doc);
	free(text);
	buf_finish(&out);
}

struct bad_case {
	const char *from, *to, *error;
};

Test(risk_json, hostile_facts_are_refused_with_their_place) {
	static const struct bad_case cases[] = {
		{ FACTS, "[]", "x: an object is wanted, found an array" },
		{ "\"tier\":\"verified\"", "\"tier\":\"root\"",
				"x: tier: ordinary or verified is wanted, found another word" },
		{ "\"tier\"", "\"rank\"", "x: rank: is not a field of this format" },
		{ "\"tier\":\"verified\",", "", "x: tier: is missing" },
		{ "\"17\"", "17", "x: device: a string is wanted, found a number" },
		{ "\"17\"", "\"017\"", "x: device: a whole number as a string is wanted" },
		{ "\"17\"", "\"\"", "x: device: a whole number as a string is wanted" },
		{ "\"17\"", "\"9223372036854775808\"",
				"x: device: a whole number as a string is wanted" },
		{ "\"-18\"", "\"1 8\"",
				"x: network[0].device: a whole number as a string is wanted" },
		{ "12408", "-1",
				"x: likes_made: a number from 0 to 1000000000000 is wanted, found "
				"a smaller one" },
		{ "12408", "1000000000001",
				"x: likes_made: a number from 0 to 1000000000000 is wanted, found "
				"a larger one" },
		{ "\"cancels_made\":3", "\"cancels_made\":3.5",
				"x: cancels_made: a whole number is wanted, found a number with a "
				"fraction" },
		{ "\"cancels\":[\"2026-03-01T08:00:00.000Z\",\"2026-03-01T08:00:00.001Z\"]",
				"\"cancels\":{}",
				"x: cancels: an array is wanted, found an object" },
		{ "\"network\":[" NEIGHBOUR "],", "", "x: network: is missing" },
		{ "08:00:00.001Z", "07:59:59.999Z",
				"x: cancels[1]: is earlier than the one before" },
		{ "2026-03-01T08:00:00.001Z", "yesterday",
				"x: cancels[1]: a time such as \"2026-03-01T09:00:00Z\" is "
				"wanted" },
		{ "\"2026-03-01T08:00:00.001Z\"", "null",
				"x: cancels[1]: a string is wanted, found null" },
		{ "\"network\":[",
				"\"network\":[{\"at\":\"2026-03-02T00:00:00Z\",\"device\":\"1\"}"
				",",
				"x: network[1]: is earlier than the one before" },
		{ "\"device\":\"-18\"", "\"device\":\"-18\",\"name\":\"a\"",
				"x: network[0].name: is not a field of this format" },
		{ "\"kind\":\"like-ban\"", "\"kind\":\"ban\"",
				"x: penalties[0].kind: limited-reach, lower-like-weight, like-ban, "
				"incentive-points-deducted or anomaly-alert is wanted, found "
				"another word" },
		{ "\"IN-4\"", "\"IN-4444444\"",
				"x: penalties[0].rule: the id of a rule such as \"OP-3\" is "
				"wanted" },
		{ "\"until\":\"2026-03-03", "\"until\":\"2026-02-03",
				"x: penalties[0].until: is before its beginning" },
		{ ",\"until\":\"2026-03-03T09:00:00.000Z\"", "",
				"x: penalties[0].until: is missing" },
		{ "\"works\":[", "\"works\":[" WORK ",",
				"x: works[1]: is not behind the one before by its id" },
		{ "\"id\":\"v3\"", "\"id\":\"v0123456789012345678901234567890\"",
				"x: works[0].id: at most 31 bytes are wanted, found 32" },
		{ "\"id\":\"v3\"", "\"id\":\"\"", "x: works[0]: its id is empty" },
		{ ",\"liked_at\":null", "", "x: works[0].liked_at: is missing" },
		{ "\"cancels\":1", "\"cancels\":-1",
				"x: works[0].cancels: a number from 0 to 1000000000000 is wanted, "
				"found a smaller one" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = edited(FACTS, cases[i].from, cases[i].to);
		struct risk_facts facts = { .device = 7 };
		struct err err = { 0 };
		cr_assert_not(read_facts(text, &facts, &err), "taken: %s", text);
		cr_assert_eq(err.code, ERR_PROTOCOL);
		cr_assert_str_eq(err.msg, cases[i].error);
		cr_assert_eq(facts.device, 7);
		cr_assert_null(facts.cancels);
		free(text);
	}
}

Test(risk_json, hostile_judgements_are_refused_with_their_place) {
	static const struct bad_case cases[] = {
		{ "\"verdict\":\"warn\"", "\"verdict\":\"hold_for_review\"",
				"x: reasons: do not make the verdict hold_for_review" },
		{ "\"counts\":true", "\"counts\":1",
				"x: counts: true or false is wanted, found a number" },
		{ "\"reasons\":[" REASON "]", "\"reasons\":[]",
				"x: reasons: do not make the verdict warn" },
		{ REASON "]",
				REASON ",{\"verdict\":\"refuse\",\"topic\":\"daily-limit\","
				       "\"rule\":\"IN-4\",\"kind\":\"article\",\"value\":3,"
				       "\"limit\":3,\"resets_at\":null,\"penalties\":[]}]",
				"x: reasons[1]: is worse than the one before" },
		{ "\"topic\":\"item\"", "\"topic\":\"items\"",
				"x: reasons[0].topic: daily-limit, frequent, ratio, network, item, "
				"barred, no-batch or correction is wanted, found another word" },
		{ "\"kind\":\"article\"", "\"kind\":\"rumour\"",
				"x: reasons[0].kind: article, assumed or ours is wanted, found "
				"another word" },
		{ "\"rule\":\"IN-4\",\"kind\"", "\"kind\"", "x: reasons[0].rule: is missing" },
		{ "\"value\":3", "\"value\":-3",
				"x: reasons[0].value: a number from 0 to 1000000000000 is wanted, "
				"found a smaller one" },
		{ "[\"like-ban\"]",
				"[\"like-ban\",\"like-ban\",\"like-ban\",\"like-ban\",\"like-ban\","
				"\"like-ban\"]",
				"x: reasons[0].penalties: has more than 5 elements" },
		{ "\"score\":0.25", "\"score\":1.25",
				"x: motive.score: a number from 0 to 1 is wanted, found a larger "
				"one" },
		{ "\"value\":0.5", "\"value\":1.5",
				"x: motive.features.single.value: a number from 0 to 1 is wanted, "
				"found a larger one" },
		{ "\"soon\":{", "\"late\":{",
				"x: motive.features.late: is not a field of this format" },
		{ "\"share\":1.5", "\"share\":1e300",
				"x: motive.features.single.share: a number from -1000 to 1000 is "
				"wanted, found a larger one" },
		{ ",\"motive\":" MOTIVE, "", "x: motive: is missing" },
		{ "\"begins\":[" BAN "]", "\"begins\":{}",
				"x: begins: an array is wanted, found an object" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = edited(JUDGEMENT, cases[i].from, cases[i].to);
		struct risk_judgement judgement = { .n_reasons = 3 };
		struct err err = { 0 };
		cr_assert_not(read_judgement(text, &judgement, &err), "taken: %s", text);
		cr_assert_str_eq(err.msg, cases[i].error);
		cr_assert_eq(judgement.n_reasons, 3);
		free(text);
	}
}

/* `n` times `element` in the array of the facts that has this key and is empty. */
static char *with_many(const char *key, const char *element, size_t n) {
	struct buf out;
	buf_init(&out, JSON_MAX);
	static const char *const keys[] = { "cancels", "network", "penalties", "works" };
	buf_add_str(&out,
			"{\"tier\":\"ordinary\",\"device\":\"1\",\"likes_made\":0,"
			"\"cancels_made\":0");
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		buf_printf(&out, ",\"%s\":[", keys[i]);
		for (size_t j = 0; j < n && strcmp(keys[i], key) == 0; j++) {
			buf_printf(&out, "%s%s", j > 0 ? "," : "", element);
		}
		buf_add_str(&out, "]");
	}
	buf_add_str(&out, "}");
	return buf_take(&out, NULL);
}

Test(risk_json, no_array_is_longer_than_its_limit) {
	static const struct {
		const char *key, *element;
	} cases[] = {
		{ "cancels", "\"2026-03-01T08:00:00.000Z\"" },
		{ "network", NEIGHBOUR },
		{ "penalties", BAN },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct risk_facts facts;
		struct err err = { 0 };
		char *text = with_many(cases[i].key, cases[i].element, RISK_JSON_MAX);
		cr_assert(read_facts(text, &facts, &err), "%s", err.msg);
		risk_facts_finish(&facts);
		free(text);
		text = with_many(cases[i].key, cases[i].element, RISK_JSON_MAX + 1);
		cr_assert_not(read_facts(text, &facts, &err));
		free(text);
	}
	struct risk_facts facts;
	struct err err = { 0 };
	char *text = with_many("works", WORK, RISK_JSON_MAX + 1);
	cr_assert_not(read_facts(text, &facts, &err));
	cr_assert_str_eq(err.msg, "x: works: has more than 4096 elements");
	free(text);
}

Test(risk_json, of_too_many_cancels_the_latest_are_written) {
	size_t n = RISK_JSON_MAX + 2;
	struct risk_facts facts = { .n_cancels = n, .n_network = n };
	facts.cancels = xcalloc(n, sizeof(*facts.cancels));
	facts.network = xcalloc(n, sizeof(*facts.network));
	for (size_t i = 0; i < n; i++) {
		facts.cancels[i] = NOW + (msec_t)i;
		facts.network[i].at = NOW + (msec_t)i;
	}
	char *text = facts_text(&facts);
	risk_facts_finish(&facts);
	struct err err = { 0 };
	cr_assert(read_facts(text, &facts, &err), "%s", err.msg);
	free(text);
	cr_assert_eq(facts.n_cancels, RISK_JSON_MAX);
	cr_assert_eq(facts.cancels[0], NOW + 2);
	cr_assert_eq(facts.network[RISK_JSON_MAX - 1].at, NOW + RISK_JSON_MAX + 1);
	risk_facts_finish(&facts);
}

static int64_t draw(const struct rng *rng, int64_t below) {
	return (int64_t)rng_below(rng, (uint64_t)below);
}

/* A life of likes and cancels on a platform; what comes of it is read back as it was. */
static void live(const char *id, const struct rng *rng) {
	struct platform *platform = shipped_platform(id);
	struct risk_facts facts = { .tier = (enum platform_tier)draw(rng, PLATFORM_TIER_COUNT),
		.likes_made = draw(rng, 40) };
	msec_t now = NOW;
	for (int i = 0; i < 300; i++) {
		char work[16];
		snprintf(work, sizeof(work), "v%d", (int)draw(rng, 12));
		const struct risk_ask ask = {
			.want = draw(rng, 3) == 0, .work = work, .batch = 1 + (size_t)draw(rng, 2)
		};
		now += draw(rng, 20 * MSEC_PER_MIN);
		facts.device = draw(rng, 5) - 2;
		struct risk_judgement judgement, again;
		risk_judge(platform, &facts, &ask, now, &judgement);
		struct err err = { 0 };
		char *text = judgement_text(&judgement);
		cr_assert(read_judgement(text, &again, &err), "%s: %s", err.msg, text);
		char *second = judgement_text(&again);
		cr_assert_str_eq(text, second);
		free(text);
		free(second);
		risk_apply(platform, &facts, &ask, now, &judgement);
	}
	struct risk_facts read;
	struct err err = { 0 };
	char *text = facts_text(&facts);
	cr_assert(read_facts(text, &read, &err), "%s", err.msg);
	char *second = facts_text(&read);
	cr_assert_str_eq(text, second);
	cr_assert_eq(read.n_cancels, facts.n_cancels);
	free(text);
	free(second);
	risk_facts_finish(&read);
	risk_facts_finish(&facts);
	platform_destroy(platform);
}

Test(risk_json, what_comes_of_random_lives_is_read_back_as_it_was) {
	static const char *const ids[] = { "wechat-channels", "douyin", "bilibili", "weibo" };
	struct seeded_rng state;
	struct rng rng = rng_seeded(&state, 7);
	for (size_t i = 0; i < 40; i++) {
		live(ids[i % COUNT_OF(ids)], &rng);
	}
}
