#include "ask.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/lang.h"

bool ask_can(const struct call *call, const char *nothing, struct err *reterr) {
	FILE *in = call->host->in;
	if (call->options[OPT_YES].given) {
		return true;
	}
	if (call->options[OPT_NO_INPUT].given) {
		return err_set(reterr, ERR_INPUT, _("%.120s: --no-input asks nothing, say --yes"),
				nothing);
	}
	if (in == NULL || isatty(fileno(in)) == 0) {
		return err_set(reterr, ERR_INPUT,
				_("%.120s: without a terminal to ask on, say --yes"), nothing);
	}
	return true;
}

bool ask_yes(const struct call *call, const char *question, const char *nothing,
		struct err *reterr) {
	if (call->options[OPT_YES].given) {
		return true;
	}
	if (!ask_can(call, nothing, reterr)) {
		return false;
	}
	fprintf(call->host->out, "%s [y/N] ", question);
	fflush(call->host->out);
	const char *yes = C_("answer", "y");
	char answer[16] = "";
	if (fgets(answer, sizeof answer, call->host->in) == NULL ||
			(answer[0] != 'y' && answer[0] != 'Y' &&
					strncmp(answer, yes, strlen(yes)) != 0)) {
		return err_set(reterr, ERR_CANCELED, "%s", nothing);
	}
	return true;
}
