/* The line above Activity: the plan in a sentence, and what the keys do with it. */
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "view_private.h"

static void put_keys(struct view *view, const struct ui_plan *plan, int y, int from) {
	struct buf keys;
	buf_init(&keys, BUF_UNLIMITED);
	keymap_words(view->model->options.keymap,
			plan->held_until != 0 ? _("{plan-hold} go on · {plan-stop} stop")
					      : _("{plan-hold} hold · {plan-stop} stop"),
			&keys);
	const int end = view->at.list_cols - 1;
	if (end - (int)text_width(keys.data) > from) {
		frame_put_right(view->frame, y, from, end, ROLE_DIM, keys.data);
	}
	buf_finish(&keys);
}

void view_plan(struct view *view) {
	const struct ui_plan *plan = &view->model->status.plan;
	const int y = view->at.list_row - 1, from = view->at.mark;
	struct buf line, why;
	if (!plan_is_shown(view->model)) {
		return;
	}
	buf_init(&line, BUF_UNLIMITED);
	buf_init(&why, BUF_UNLIMITED);
	ui_plan_obstacle(plan, &why);
	if (why.len > 0) {
		buf_printf(&line, lang_plural("%lld like", "%lld likes", plan->left),
				(long long)plan->left);
		buf_printf(&line, _(": %s"), why.data);
	} else {
		ui_plan_sentence(plan, &line);
	}
	frame_put_fit(view->frame, y, from, view->at.list_cols - 1,
			why.len > 0 ? ROLE_WARN : ROLE_TEXT, line.data, view->glyphs->ellipsis);
	put_keys(view, plan, y, from + (int)text_width(line.data) + 2);
	buf_finish(&why);
	buf_finish(&line);
}
