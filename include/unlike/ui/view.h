/* Draws the model. Pure: the same model and moment give the same frame. */
#pragma once

#include "unlike/ui/frame.h"
#include "unlike/ui/model.h"

/* Fills a frame of the size that the model was told last (MSG_RESIZE; 80×24 before). */
void view_render(const struct model *model, struct ui_now now, struct frame *frame);
