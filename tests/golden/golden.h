/* A frame against its file in this folder. */
#pragma once

#include "unlike/ui/frame.h"

/* Fails the test where the frame is other than NAME.txt; with UPDATE_GOLDEN=1 writes it. */
void golden_expect(const struct frame *frame, const char *name);
