/* What a terminal sends for a key: the other direction of term/input. Pure. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/tape/tape.h"
#include "unlike/ui/key.h"

enum key_event { KEY_EVENT_PRESS, KEY_EVENT_REPEAT, KEY_EVENT_RELEASE, KEY_EVENT_COUNT };

/*
 * TAPE_LEGACY: as xterm does; releases are nothing, repeats are presses.
 * TAPE_KITTY: as kitty does under the flags 3 (disambiguate, event types): text stays text, and
 * only its release is a sequence; Enter, Tab and Backspace have no release.
 * KEY_SYM_UNKNOWN is nothing.
 */
void key_bytes(struct key key, enum tape_keyboard keyboard, enum key_event event, struct buf *out);
