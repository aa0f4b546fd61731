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
/* The recording's own colours: those of the theme's text where it has some. 0xRRGGBB. */
uint32_t drawn_background(const struct theme *theme);
uint32_t drawn_foreground(const struct theme *theme);
/* 0xRRGGBB of a colour that drawn_look() gave. */
uint32_t drawn_rgb(const struct theme *theme, colour_t colour);
/* How it looks with all colours on a dark background, own where it is the recording's own; of
 * blanks only what can be seen of them. */
struct theme_look drawn_look(const struct theme *theme, const struct cell *cell);
