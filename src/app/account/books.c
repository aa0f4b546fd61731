#include "books.h"

#include <stdlib.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"

static bool open_outbox(const struct runtime *rt, struct books *books, struct err *reterr) {
	char *path = path_join(rt->state_dir, "outbox.db");
	books->outbox = outbox_open(path, &rt->clock, &rt->rng, reterr);
	free(path);
	return books->outbox != NULL;
}

static bool open_snapshot(const struct runtime *rt, struct books *books, struct err *reterr) {
	char *path = path_join(rt->data_dir, "snapshot.db");
	char *set_aside = NULL;
	books->snapshot = snapshot_open(path, &rt->clock, &set_aside, reterr);
	free(set_aside);
	free(path);
	return books->snapshot != NULL;
}

bool books_open(const struct runtime *rt, struct books *ret, struct err *reterr) {
	*ret = (struct books){ 0 };
	if (!accounts_read(rt->state_dir, &ret->accounts, reterr)) {
		return false;
	}
	return ret->accounts.n == 0 ||
			(file_make_folder(rt->data_dir, 0700, reterr) &&
					open_outbox(rt, ret, reterr) &&
					open_snapshot(rt, ret, reterr));
}

void books_close(struct books *books) {
	snapshot_close(books->snapshot);
	outbox_close(books->outbox);
	accounts_finish(&books->accounts);
}
