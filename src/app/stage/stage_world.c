#include "stage_world.h"

#include <stdlib.h>
#include <string.h>

#include "account/accounts.h"
#include "unlike/base/file.h"
#include "unlike/base/secret.h"

#define SAMPLE 12408
#define DELAY 20 /* of an exchange with a server that is not far */

bool world_open(struct world *ret, const struct tape_settings *settings, struct err *reterr) {
	*ret = (struct world){
		.settings = settings,
		.time = { .mono = WORLD_MONO_START, .wall = settings->start },
	};
	ret->clock = clock_fake(&ret->time);
	ret->rng = rng_seeded(&ret->seed, settings->seed);
	ret->loop = loop_create(&ret->clock);
	ret->http = inproc_http_create(NULL, ret->loop, &ret->clock);
	inproc_http_set_delay(ret->http, DELAY);
	return secret_init(reterr) && file_make_temporary(WORLD_HOME, &ret->home, reterr);
}

static void leave_home(struct world *world) {
	if (world->home != NULL) {
		(void)file_remove_tree(world->home, NULL);
	}
	free(world->home);
	world->home = NULL;
}

void world_move(struct world *world, char *home) {
	leave_home(world);
	world->home = home;
}

void world_close(struct world *world) {
	inproc_http_destroy(world->http);
	likesd_close(world->likesd);
	platform_destroy(world->platform);
	loop_destroy(world->loop);
	leave_home(world);
	*world = (struct world){ 0 };
}

static bool sign_in(struct world *world, struct err *reterr) {
	char name[] = "demo";
	char kind[] = "likesd";
	char url[] = "http://127.0.0.1:1"; /* goes nowhere: http is the in-process one */
	char token[LIKESD_TOKEN_TEXT];
	const struct account account = { .name = name, .kind = kind, .url = url, .session = token };
	const bool verified = world->settings->verified;
	const struct likesd_user user = {
		.name = name,
		.tier_given = verified,
		.tier = verified ? PLATFORM_VERIFIED : PLATFORM_ORDINARY,
	};
	return likesd_user_add(world->likesd, &user, token, reterr) &&
			accounts_add(world->home, &account, reterr);
}

bool world_serve(struct world *world, const struct world_service *service, struct err *reterr) {
	if (world->likesd != NULL) {
		return true;
	}
	const struct tape_settings *settings = world->settings;
	const char *platform = service->platform != NULL ? service->platform : settings->platform;
	const size_t sample = service->sample != 0 ? service->sample : settings->sample;
	if (!likesd_load_platform(platform, &world->platform, reterr)) {
		return false;
	}
	const struct likesd_config config = {
		.db_path = ":memory:",
		.platform = world->platform,
		.clock = &world->clock,
		.rng = &world->rng,
		.time_scale = service->time_scale,
		.sample = sample != 0 ? sample : SAMPLE,
	};
	world->likesd = likesd_open(&config, reterr);
	inproc_http_set_likesd(world->http, world->likesd);
	return world->likesd != NULL && sign_in(world, reterr);
}

bool world_decide(struct world *world, const char *why, struct err *reterr) {
	struct buf list;
	buf_init(&list, BUF_UNLIMITED);
	bool fine = world->likesd != NULL && likesd_review_list(world->likesd, &list, reterr);
	if (fine && list.len == 0) {
		fine = err_set(reterr, ERR_GONE, "nothing waits for a review");
	}
	if (fine) {
		/* Its first column is the id. */
		list.data[strcspn(list.data, "\t\n")] = '\0';
		fine = likesd_review_decide(world->likesd, list.data, why, reterr);
	} else if (world->likesd == NULL) {
		fine = err_set(reterr, ERR_GONE, "there is no service yet");
	}
	buf_finish(&list);
	return fine;
}

void world_set_network(struct world *world, enum tape_network network, msec_t delay) {
	inproc_http_set_down(world->http, network == TAPE_NETWORK_DOWN);
	inproc_http_set_delay(world->http, network == TAPE_NETWORK_SLOW ? delay : DELAY);
}
