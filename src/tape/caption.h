/* What a tape says, below its screen. Pure. */
#pragma once

#include "unlike/ui/frame.h"

#define CAPTION_ROWS 3 /* a rule and two rows of text */

/* Into the rows from `row` on. "": they are left alone. Text that is too long ends in an ellipsis.
 */
void caption_put(struct frame *frame, int row, const char *clean);
