#include "stage_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/accounts.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define SAMPLE 12408
#define DELAY 20 /* of an exchange with a server that is not far */
#define NETWORK "tape"

struct neighbour {
	struct neighbour *next; /* own */
	char *name; /* own */
	char token[LIKESD_TOKEN_TEXT];
	size_t taken_back; /* v1 … of its sample */
};

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

static void forget_neighbours(struct world *world) {
	while (world->neighbours != NULL) {
		struct neighbour *neighbour = world->neighbours;
		world->neighbours = neighbour->next;
		free(neighbour->name);
		free(neighbour);
	}
}

void world_close(struct world *world) {
	forget_neighbours(world);
	inproc_http_destroy(world->http);
	likesd_close(world->likesd);
	platform_destroy(world->platform);
	loop_destroy(world->loop);
	leave_home(world);
	*world = (struct world){ 0 };
}

static bool add_user(struct world *world, const char *name, char ret_token[LIKESD_TOKEN_TEXT],
		struct err *reterr) {
	const struct likesd_user user = {
		.name = name,
		.tier_given = true,
		.tier = world->settings->verified ? PLATFORM_VERIFIED : PLATFORM_ORDINARY,
		.network = NETWORK,
	};
	return likesd_user_add(world->likesd, &user, ret_token, reterr);
}

static bool sign_in(struct world *world, struct err *reterr) {
	char name[] = "demo";
	char kind[] = "likesd";
	char url[] = "http://127.0.0.1:1"; /* goes nowhere: http is the in-process one */
	char token[LIKESD_TOKEN_TEXT];
	const struct account account = { .name = name, .kind = kind, .url = url, .session = token };
	return add_user(world, name, token, reterr) && accounts_add(world->home, &account, reterr);
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

/* --- others in the network ------------------------------------------------------------------- */

static struct neighbour *find_neighbour(struct world *world, const char *name, struct err *reterr) {
	for (struct neighbour *n = world->neighbours; n != NULL; n = n->next) {
		if (strcmp(n->name, name) == 0) {
			return n;
		}
	}
	struct neighbour *made = xcalloc(1, sizeof(*made));
	if (!add_user(world, name, made->token, reterr)) {
		free(made);
		return NULL;
	}
	made->name = xstrdup(name);
	made->next = world->neighbours;
	world->neighbours = made;
	return made;
}

/* Within a turn. */
static bool take_next_back(struct world *world, struct neighbour *neighbour, struct err *reterr) {
	char path[40], key[40];
	const size_t id = neighbour->taken_back + 1;
	snprintf(path, sizeof(path), "/v1/likes/v%zu", id);
	snprintf(key, sizeof(key), "of-a-neighbour-%06zu", id);
	const struct likesd_request request = {
		.method = "DELETE",
		.path = path,
		.token = neighbour->token,
		.idem_key = key,
	};
	struct likesd_response response;
	likesd_handle(world->likesd, &request, &response);
	const int status = response.status;
	likesd_response_finish(&response);
	neighbour->taken_back += status == 202 ? 1 : 0;
	return status == 202 ||
			err_set(reterr, ERR_CONFLICT,
					"the service refused %s the cancel of v%zu, with %d",
					neighbour->name, id, status);
}

bool world_cancels(struct world *world, const char *name, size_t n, struct err *reterr) {
	if (world->likesd == NULL) {
		return err_set(reterr, ERR_GONE, "there is no service yet");
	}
	struct neighbour *neighbour = find_neighbour(world, name, reterr);
	if (neighbour == NULL || !likesd_turn_begin(world->likesd, reterr)) {
		return false;
	}
	bool fine = true;
	for (size_t i = 0; fine && i < n; i++) {
		fine = take_next_back(world, neighbour, reterr);
	}
	/* What was done before one was refused stands. */
	return likesd_turn_commit(world->likesd, fine ? reterr : NULL) && fine;
}

void world_set_network(struct world *world, enum tape_network network, msec_t delay) {
	inproc_http_set_down(world->http, network == TAPE_NETWORK_DOWN);
	inproc_http_set_delay(world->http, network == TAPE_NETWORK_SLOW ? delay : DELAY);
}
