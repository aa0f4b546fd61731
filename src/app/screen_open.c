/*
 * A like's page in the browser. The program gets no terminal and nobody waits for it: it may be the
 * browser itself, which stays. It outlives the screen.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/lang.h"
#include "screen_inner.h"
#include "web_page.h"

#define LOOK_EVERY 200

static bool start(const char *program, const char *url, struct spawned *ret, struct err *reterr) {
	const char *const argv[] = { program, url, NULL };
	const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere < 0) {
		return err_set(reterr, ERR_IO, "/dev/null cannot be opened");
	}
	const bool fine = spawn_program_apart(argv, false, false, nowhere, ret, reterr);
	close(nowhere);
	return fine;
}

static void look(void *data);

static void look_later(struct screen *s) {
	bool any = false;
	for (size_t i = 0; i < OPENERS_MAX; i++) {
		any = any || s->openers[i].url != NULL;
	}
	s->opener_timer = any ? loop_add_timer(s->config.loop,
						clock_mono(s->config.clock) + LOOK_EVERY, look, s)
			      : NULL;
}

/* The program says with its end whether that worked. */
static void look(void *data) {
	struct screen *s = data;
	for (size_t i = 0; i < OPENERS_MAX; i++) {
		struct opener *opener = &s->openers[i];
		int status = 0;
		if (opener->url == NULL || !spawn_has_ended(&opener->child, &status)) {
			continue;
		}
		if (status != 0) {
			model_say(s->model, SAY_WARN,
					_("The browser did not open it. Its page: %s"),
					opener->url);
			s->dirty = true;
		}
		free(opener->url);
		opener->url = NULL;
	}
	look_later(s);
}

static struct opener *free_opener(struct screen *s) {
	for (size_t i = 0; i < OPENERS_MAX; i++) {
		if (s->openers[i].url == NULL) {
			return &s->openers[i];
		}
	}
	return NULL;
}

/* Takes the address over. */
static void open_with(struct screen *s, const char *program, char *url) {
	struct opener *opener = free_opener(s);
	struct err err;
	if (opener == NULL) {
		model_say(s->model, SAY_INFO, _("Several pages are being opened. This one is: %s"),
				url);
		free(url);
	} else if (!start(program, url, &opener->child, &err)) {
		screen_say_error(s, _("The browser cannot be started"), &err);
		free(url);
	} else {
		opener->url = url;
		model_say(s->model, SAY_INFO, _("Its page opens in the browser."));
		loop_cancel_timer(s->config.loop, s->opener_timer);
		look_later(s);
	}
}

void screen_open_page(struct screen *s, const char *item) {
	struct err err;
	char *url = NULL;
	if (!web_page_find(s->config.client, screen_shown_account(s), item, &url, &err)) {
		if (err.code == ERR_INPUT) {
			model_say(s->model, SAY_INFO, _("It has no page that a browser can open."));
		} else {
			screen_say_error(s, _("Its page cannot be found"), &err);
		}
		return;
	}
	char *program = s->config.opens ? web_page_opener() : NULL;
	if (program != NULL) {
		open_with(s, program, url);
	} else {
		model_say(s->model, SAY_INFO, _("Its page: %s"), url);
		free(url);
	}
	free(program);
}

void screen_forget_openers(struct screen *s) {
	loop_cancel_timer(s->config.loop, s->opener_timer);
	for (size_t i = 0; i < OPENERS_MAX; i++) {
		free(s->openers[i].url);
	}
}
