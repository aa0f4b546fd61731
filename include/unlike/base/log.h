/*
 * The log goes to a file only: the terminal is taken. Off until log_open(). Library layers write at
 * debug level only. Text that came from outside is cleaned (base/text) on the way in. Secrets are
 * never passed here.
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };

/* Appends to `path` (0600). Times come from `clock`, which must outlive the log. */
bool log_open(const char *path, enum log_level least, const struct clock *clock,
		struct err *reterr);
void log_close(void);
void log_write(enum log_level level, const char *module, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* A source file defines LOG_MODULE before it includes this. */
#define log_debug(...) log_write(LOG_DEBUG, LOG_MODULE, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, LOG_MODULE, __VA_ARGS__)
#define log_warn(...) log_write(LOG_WARN, LOG_MODULE, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, LOG_MODULE, __VA_ARGS__)
