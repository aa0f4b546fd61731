/*
 * The Profile tab's side of the model: it keeps what the app tells, and which of its lines is the
 * first on the screen. It has no rows and no cursor: what moves a cursor elsewhere scrolls here.
 */
#include <assert.h>
#include <stdlib.h>

#include "unlike/base/mem.h"
#include "model_private.h"
#include "view_private.h"

static void forget_section(struct section *section) {
	for (size_t i = 0; i < section->n; i++) {
		free(section->facts[i].label);
		free(section->facts[i].value);
		free(section->facts[i].note);
	}
	free(section->facts);
	free(section->title);
}

static void forget_sections(struct profile *profile) {
	for (size_t i = 0; i < profile->n; i++) {
		forget_section(&profile->sections[i]);
	}
	free(profile->sections);
	profile->sections = NULL;
	profile->n = 0;
}

void profile_init(struct profile *profile) {
	*profile = (struct profile){ .changes_at = MSEC_NEVER };
}

void profile_finish(struct profile *profile) {
	forget_sections(profile);
}

/* What is no number is none of it. */
static double part(double value) {
	return value > 1 ? 1 : value > 0 ? value : 0;
}

static void copy_fact(struct fact *to, const struct ui_fact *from) {
	assert(from->label != NULL && from->value != NULL && from->role < ROLE_COUNT);
	*to = (struct fact){
		.label = clean_copy(from->label),
		.value = clean_copy(from->value),
		.note = clean_copy(from->note),
		.role = from->role,
		.has_gauge = from->gauge != NULL,
	};
	if (from->gauge != NULL) {
		to->gauge.filled = part(from->gauge->filled);
		to->gauge.mark = from->gauge->mark < 0 ? -1 : part(from->gauge->mark);
	}
}

void model_set_profile(struct model *model, const struct ui_profile *from) {
	struct profile *profile = &model->profile;
	forget_sections(profile);
	profile->sections = xcalloc(from->n + 1, sizeof(*profile->sections));
	profile->n = from->n;
	profile->changes_at = from->changes_at;
	for (size_t i = 0; i < from->n; i++) {
		struct section *section = &profile->sections[i];
		section->title = clean_copy(from->sections[i].title);
		section->n = from->sections[i].n;
		section->facts = xcalloc(section->n + 1, sizeof(*section->facts));
		for (size_t j = 0; j < section->n; j++) {
			copy_fact(&section->facts[j], &from->sections[i].facts[j]);
		}
	}
}

void profile_scroll(struct model *model, int by) {
	const int last = profile_lines(model) - model_page(model);
	int top = model->profile.top;
	top = (top > last ? last : top) + by;
	top = top > last ? last : top;
	model->profile.top = top < 0 ? 0 : top;
}

bool profile_update(struct model *model, enum request request) {
	const int page = model_page(model), lines = profile_lines(model);
	const struct {
		enum request request;
		int by;
	} moves[] = {
		{ REQUEST_DOWN, 1 },
		{ REQUEST_UP, -1 },
		{ REQUEST_PAGE_DOWN, page },
		{ REQUEST_PAGE_UP, -page },
		{ REQUEST_HALF_DOWN, page / 2 },
		{ REQUEST_HALF_UP, -page / 2 },
		{ REQUEST_LAST, lines },
		{ REQUEST_FIRST, -lines },
	};
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].request == request) {
			profile_scroll(model, moves[i].by);
			return true;
		}
	}
	return false;
}

static bool is_shown(const struct model *model) {
	return model->tab == TAB_PROFILE && model->mode != MODE_HELP && !model_too_small(model);
}

void profile_time(struct model *model, msec_t now_wall, struct effects *effects) {
	struct profile *profile = &model->profile;
	if (is_shown(model) && profile->changes_at <= now_wall) {
		profile->changes_at = MSEC_NEVER; /* until it is answered */
		*effects_add(effects, EFFECT_LOAD) = model_reload(model, TAB_PROFILE);
	}
}

msec_t profile_next(const struct model *model, struct ui_now now) {
	const msec_t at = model->profile.changes_at;
	if (!is_shown(model) || at == MSEC_NEVER) {
		return MSEC_NEVER;
	}
	return at > now.wall ? now.mono + (at - now.wall) : now.mono;
}
