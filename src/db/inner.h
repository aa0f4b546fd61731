/* What db's files share among themselves. */
#pragma once

#include "unlike/db/db.h"

/* Tells of the connection's newest failure, in the words of the spec. Returns false, always. */
bool db_fail(struct db *db, struct err *reterr);
/* Statements that are run once. */
bool db_run_sql(struct db *db, const char *sql, struct err *reterr);
/* Those of the layer; the file is not looked at. */
bool db_prepare_own(struct db *db, struct err *reterr);
bool db_prepare_spec(struct db *db, struct err *reterr);
void db_finalize_all(struct db *db);
