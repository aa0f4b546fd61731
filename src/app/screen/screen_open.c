/*
 * A like's page in the browser. The program gets no terminal and nobody waits for it: it may be the
 * browser itself, which stays. It outlives the screen.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen_inner.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "web_page.h"

#define LOOK_EVERY 200
/* A key that is held asks again and again: the same page is opened once. */
#define AGAIN_AFTER 2000

static const char opens_words[] = N_("Its page opens in the browser.");

static bool start(const char *program, const char *url, struct spawned *ret, struct err *reterr) {
	const char *const argv[] = { program, url, NULL };
	const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere < 0) {
		return err_set(reterr, ERR_IO, _("/dev/null cannot be opened"));
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
		model_say(s->model, SAY_INFO, "%s", lang_text(opens_words));
		loop_cancel_timer(s->config.loop, s->opener_timer);
		look_later(s);
	}
}

static bool is_held(struct screen *s, const char *url) {
	const msec_t now = clock_mono(s->config.clock);
	const bool same = s->opened != NULL && strcmp(s->opened, url) == 0 &&
			now < s->opened_at + AGAIN_AFTER;
	if (!same) {
		free(s->opened);
		s->opened = xstrdup(url);
	}
	s->opened_at = now;
	return same && s->config.opens;
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
	if (is_held(s, url)) {
		model_say(s->model, SAY_INFO, "%s", lang_text(opens_words));
		free(url);
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
	free(s->opened);
}
