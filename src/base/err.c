#include "unlike/base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A cut in the middle of a UTF-8 sequence would show as a broken character. */
static void cut_to_whole_characters(char *msg, size_t len) {
	size_t start = len;
	while (start > 0 && ((unsigned char)msg[start - 1] & 0xC0) == 0x80) {
		start--;
	}
	if (start == 0) {
		return;
	}
	unsigned char lead = (unsigned char)msg[start - 1];
	size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	if (len - (start - 1) < want) {
		msg[start - 1] = '\0';
	}
}

/* The arguments may point into err->msg: it is written last. */
static void store(struct err *err, const char *msg) {
	size_t len = strlen(msg);
	bool cut = len >= sizeof(err->msg);
	if (cut) {
		len = sizeof(err->msg) - 1;
	}
	memcpy(err->msg, msg, len);
	err->msg[len] = '\0';
	if (cut) {
		cut_to_whole_characters(err->msg, len);
	}
}

bool err_set(struct err *reterr, enum err_code code, const char *fmt, ...) {
	assert(code > ERR_NONE && code < ERR_CODE_COUNT);
	if (reterr == NULL) {
		return false;
	}
	char msg[2 * sizeof(reterr->msg)];
	va_list args;
	va_start(args, fmt);
	vsnprintf(msg, sizeof(msg), fmt, args);
	va_end(args);
	reterr->code = code;
	reterr->retry_after_ms = 0;
	store(reterr, msg);
	return false;
}

bool err_set_errno(struct err *reterr, enum err_code code, int errnum, const char *fmt, ...) {
	if (reterr == NULL) {
		return false;
	}
	char what[sizeof(reterr->msg)];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (errnum == ENOSPC || errnum == EDQUOT) {
		code = ERR_FULL;
	}
	/* Not strerror(): that one speaks the person's language. */
	const char *why = strerrordesc_np(errnum);
	if (why == NULL) {
		return err_set(reterr, code, "%s: error %d", what, errnum);
	}
	return err_set(reterr, code, "%s: %s", what, why);
}

bool err_wrap(struct err *reterr, const char *fmt, ...) {
	if (reterr == NULL) {
		return false;
	}
	char prefix[sizeof(reterr->msg)], msg[2 * sizeof(reterr->msg) + 2];
	va_list args;
	va_start(args, fmt);
	vsnprintf(prefix, sizeof(prefix), fmt, args);
	va_end(args);
	snprintf(msg, sizeof(msg), "%s: %s", prefix, reterr->msg);
	store(reterr, msg);
	return false;
}

bool err_is_transient(const struct err *err) {
	switch (err->code) {
	case ERR_BUSY:
	case ERR_NET:
	case ERR_TIMEOUT:
	case ERR_RATE_LIMITED:
	case ERR_SERVER:
		return true;
	default:
		return false;
	}
}

const char *err_code_name(enum err_code code) {
	static const char *const names[ERR_CODE_COUNT] = {
#define X(code, name) [code] = (name),
		ERR_CODES(X)
#undef X
	};
	if ((unsigned)code >= ERR_CODE_COUNT) {
		return "unknown";
	}
	return names[code];
}
