/*
 * What can be asked for by a key. One table: the keymap as it comes, the help screen, the names in
 * the configuration and the manual are made from it.
 */
#pragma once

#include "unlike/base/lang.h"

/* X-macro: request, its name (also as a command), its keys (separated by blanks; "": only the
 * command asks for it), its sentence in the help. */
#define REQUESTS(X) \
	X(REQUEST_TAKE_BACK, "take-back", "x", \
			N_("hold it, or tap it and press {enter}: take the like back, or like it " \
			   "again")) \
	X(REQUEST_SLIDE, "slide", "Shift+Left", \
			N_("where the platform has it: slide the row to the left; once more, a " \
			   "moment later: take the like back, or like it again")) \
	X(REQUEST_SIDEBAR, "sidebar", "b", \
			N_("where the platform has it: what can be done with this row, in a bar " \
			   "at the side")) \
	X(REQUEST_ENTER, "enter", "Enter", \
			N_("answer the question on the message line with yes; else show all " \
			   "about " \
			   "this row")) \
	X(REQUEST_ESCAPE, "escape", "Esc", \
			N_("answer with no; go back to the list; end a search; clear the " \
			   "message")) \
	X(REQUEST_UNDO, "undo", "u", \
			N_("undo this row, or the newest; keep a like that you decide about")) \
	X(REQUEST_PACE, "pace", "p", \
			N_("asked about a like that is refused or reviewed: into the plan, which " \
			   "takes it back when that can be done")) \
	X(REQUEST_DOWN, "down", "j Down", N_("next row")) \
	X(REQUEST_UP, "up", "k Up", N_("row before")) \
	X(REQUEST_PAGE_DOWN, "page-down", "PgDn Ctrl+F", N_("a page down")) \
	X(REQUEST_PAGE_UP, "page-up", "PgUp Ctrl+B", N_("a page up")) \
	X(REQUEST_HALF_DOWN, "half-down", "Ctrl+D", N_("half a page down")) \
	X(REQUEST_HALF_UP, "half-up", "Ctrl+U", N_("half a page up")) \
	X(REQUEST_FIRST, "first", "g Home", N_("first row")) \
	X(REQUEST_LAST, "last", "G End", N_("last row")) \
	X(REQUEST_SEARCH, "search", "/", N_("search titles and authors")) \
	X(REQUEST_SEARCH_NEXT, "search-next", "n", N_("next row that was searched for")) \
	X(REQUEST_SEARCH_BACK, "search-back", "N", N_("the one before")) \
	X(REQUEST_OPEN, "open", "o", N_("open its page in the browser, or tell the address")) \
	X(REQUEST_COMMAND, "command", ":", N_("type a command: what keys ask for, by its name")) \
	X(REQUEST_SHOW, "show", "i", N_("show all about this row")) \
	X(REQUEST_LIKE_AGAIN, "like", "", N_("like again what was taken back")) \
	X(REQUEST_SYNC, "sync", "", N_("send what is due, look at what became of the rest")) \
	X(REQUEST_REFRESH, "refresh", "r", N_("read the list again, put away what is gone")) \
	X(REQUEST_LIKES, "likes", "1", N_("Likes")) \
	X(REQUEST_ACTIVITY, "activity", "2", \
			N_("Activity: what was taken back, and how far it is")) \
	X(REQUEST_PROFILE, "profile", "3", \
			N_("Profile: the account, what waits, and the service's limits")) \
	X(REQUEST_TAB_NEXT, "tab-next", "Tab", N_("next tab")) \
	X(REQUEST_TAB_PREVIOUS, "tab-previous", "Shift+Tab", N_("tab before")) \
	X(REQUEST_ACCOUNT, "account", "a", N_("next account; typed with a name, that one")) \
	X(REQUEST_SIGN_IN, "sign-in", "S", N_("sign in again where the session has ended")) \
	X(REQUEST_THEME, "theme", "", N_("next theme; typed with a name, that one")) \
	X(REQUEST_CONFIG, "config", "", \
			N_("change the configuration in your editor, and come back with it")) \
	X(REQUEST_PLAN_HOLD, "plan-hold", "p", N_("Activity: hold the plan, or let it go on")) \
	X(REQUEST_PLAN_STOP, "plan-stop", "s", \
			N_("Activity: stop the plan; what was not sent stays liked")) \
	X(REQUEST_HELP, "help", "? F1", N_("this list of keys")) \
	X(REQUEST_REDRAW, "redraw", "Ctrl+L", N_("draw the screen again")) \
	X(REQUEST_SUSPEND, "suspend", "Ctrl+Z", N_("back to the shell for a while")) \
	X(REQUEST_QUIT, "quit", "q", N_("leave; asks while something can still be undone")) \
	X(REQUEST_INTERRUPT, "interrupt", "Ctrl+C", \
			N_("leave; twice: at once, what waits is kept")) \
	X(REQUEST_KEEP, "keep", "k", N_("asked at leaving: keep what waits for next time"))

enum request {
#define X(request, name, keys, help) request,
	REQUESTS(X)
#undef X
			REQUEST_COUNT
};

/* The request of that name; REQUEST_COUNT: there is none. */
enum request request_find(const char *name);
/* Its name; its sentence, in which "{enter}" stands for the key of that request (keymap_words). */
const char *request_name(enum request request);
const char *request_help(enum request request);
