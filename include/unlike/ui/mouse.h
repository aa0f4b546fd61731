/* What a mouse does, whatever terminal told it: its left button and its wheel; nothing else means
 * anything here. */
#pragma once

enum mouse_what {
	MOUSE_PRESS,
	MOUSE_DRAG, /* moved with the button down */
	MOUSE_RELEASE,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
	MOUSE_WHAT_COUNT
};

struct mouse {
	enum mouse_what what;
	int row, col; /* from 0 */
};
