/* What all recorders need of frames. */
#pragma once

#include <stdbool.h>

#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

/* Copies; `kept` is initialised. */
void drawn_keep(struct frame *kept, const struct frame *frame);

/* The cell as it can be drawn: half of a wide character is a blank. Width 0 only for what belongs
 * to the one before. */
struct cell drawn_cell(const struct frame *frame, int row, int col);
/* How many columns to the next that is not of this cell. */
int drawn_width(const struct cell *cell);
bool drawn_is_blank(const struct cell *cell);
/* How it looks with 256 colours on a dark background; of blanks only what can be seen of them. */
struct theme_look drawn_look(const struct theme *theme, const struct cell *cell);
