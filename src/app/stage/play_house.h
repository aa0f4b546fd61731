/*
 * The house a tape is played to: the real clock, the person's keys and, where there is one, the
 * real terminal. It paces the stage (struct pacer) and shows what the player drew; signals and keys
 * break it off.
 */
#pragma once

#include <stdbool.h>

#include "stage.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

struct house;

struct house_config {
	bool screen; /* on the terminal; else nothing is shown */
	bool paced; /* takes the time that the tape takes; false: as fast as it can */
	bool step; /* waits for Space before each command */
	double speed; /* > 0 */
	const struct theme *theme; /* foreign */
};

/* Takes the terminal over where it is asked to. */
struct house *house_open(const struct house_config *config, struct err *reterr);
/* Gives the terminal back. NULL is fine. */
void house_close(struct house *house);

struct pacer house_pacer(struct house *house);
/* Shows a frame, in the middle of the terminal; cut where that is smaller. */
void house_show(struct house *house, const struct frame *frame);
/* Whether so many rows and columns can be seen whole; ERR_INPUT says how many there are. */
bool house_has_room(struct house *house, int rows, int cols, struct err *reterr);
/* The signal that broke it off, or 0: it was not, or by a key. */
int house_signal(const struct house *house);
