/*
 * What is left of a session: files by their names' endings. Same frames, same bytes.
 *
 *   .txt .ascii  a frame for each command that changed the screen, between rules
 *   .cast        asciicast v2: everything that was drawn, when it was drawn
 *   .svg         the last frame, as text that can be selected
 *   .json        the frames of .txt with their roles
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/tape/tape.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

struct recorder;

struct recording {
	int rows, cols; /* at the beginning */
	msec_t start; /* wall time of the tape's beginning */
	const char *title; /* NULL: none */
	const struct theme *theme;
}; /* borrowed */

/* Whether the ending is known (ERR_INPUT names those that are) and the folder is there. */
bool recorder_check(const char *path, struct err *reterr);
/* The same for recorder_still. */
bool recorder_check_still(const char *path, struct err *reterr);
/* Nothing is written before recorder_finish. NULL: as recorder_check. */
struct recorder *recorder_create(
		const char *path, const struct recording *recording, struct err *reterr);
/* NULL is fine; what was not finished leaves no file. */
void recorder_destroy(struct recorder *recorder);

/* As stage_audience: what was drawn, in the order of time, and what stood there when a command was
 * over. */
void recorder_drew(struct recorder *recorder, msec_t at, const struct frame *frame);
void recorder_stepped(struct recorder *recorder, msec_t at, const struct tape_command *command,
		const struct frame *frame);
/* Replaces the file in one step; on failure what was there stands. ERR_INPUT: more than 256 MiB. */
bool recorder_finish(struct recorder *recorder, struct err *reterr);

/* One frame as a file: .svg, .txt or .ascii. */
bool recorder_still(const char *path, const struct recording *recording, const struct frame *frame,
		struct err *reterr);
