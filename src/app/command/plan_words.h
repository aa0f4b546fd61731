/* A plan in words. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/sync/sync.h"

/* "5 in any 24 h", "100 a day": what counts, without the reserve; "" where no limit is known. */
void plan_add_limits(struct buf *out, const struct sync_plan *plan);
/* "12 likes: 5 in any 24 h, done on 2026-12-01 14:20": one line, without its end. */
void plan_add_sentence(struct buf *out, const struct sync_plan *plan);
/* Why it does not go on by itself: "IN-2: …"; "" where it does. */
void plan_add_obstacle(struct buf *out, const struct sync_plan *plan);
/* What a judgement says that is worse than nothing, one reason a line: "IN-1: held for review …". */
void plan_add_reason(struct buf *out, const struct risk_reason *reason);
