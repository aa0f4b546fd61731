/* make-completions SHELL > FILE: run by the build. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "completions.h"

int main(int argc, char **argv) {
	static const char *const names[COMPLETION_SHELL_COUNT] = {
		[COMPLETION_BASH] = "bash", [COMPLETION_ZSH] = "zsh", [COMPLETION_FISH] = "fish"
	};
	for (int shell = 0; argc == 2 && shell < COMPLETION_SHELL_COUNT; shell++) {
		if (strcmp(argv[1], names[shell]) == 0) {
			struct buf out;
			buf_init(&out, BUF_UNLIMITED);
			completions_write((enum completion_shell)shell, &out);
			fputs(out.data, stdout);
			buf_finish(&out);
			return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
		}
	}
	fputs("usage: make-completions bash|zsh|fish\n", stderr);
	return EX_USAGE;
}
