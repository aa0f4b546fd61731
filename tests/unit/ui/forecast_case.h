/* A question on the screen, and what the rules of its platform say to it. */
#pragma once

#include <stdbool.h>

#include "fixture.h"

enum { LIST_ROW = 3, MESSAGE_ROW = 22, KEYS_ROW = 23, HEART = 3, READ_MS = 1200 };

extern struct fixture f;
extern struct risk_judgement given;
void init(void);
void finish(void);
struct risk_judgement reason(
		enum risk_topic topic, enum risk_verdict verdict, int64_t value, int64_t limit);
void add_penalty(struct risk_judgement *to, enum platform_penalty kind, msec_t until);
struct risk_judgement fine(void);
struct risk_judgement warning(void);
struct risk_judgement refusal(void);
struct risk_judgement review(void);
void judged(struct risk_judgement judgement);
void judged_now(struct risk_judgement judgement);
bool acts(void);
void expect_line(int row, const char *part);
bool bar_is_shown(void);
/* Time as the app lets it pass; ends at the first effect. */
void wait_for(msec_t by);
/* x comes again and again, as from a key that is down. */
bool repeats_act(msec_t by);
