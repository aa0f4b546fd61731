/* Which characters the screen is drawn with. */
#pragma once

#include <stdbool.h>

#include "unlike/config/settings.h"
#include "unlike/term/term.h"

/* Whether ASCII alone: as the person has set it, else as the terminal needs it. `traits` NULL: it
 * was not asked yet. `cjk_locale`: where a terminal that does not tell may have wide ♥ and ─. */
bool characters_are_ascii(
		enum ascii_choice choice, const struct term_traits *traits, bool cjk_locale);
