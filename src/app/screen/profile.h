/* What the Profile tab tells of an account: each group of facts is a section of labelled lines. */
#pragma once

#include "unlike/core/like.h"
#include "unlike/service/service.h"
#include "unlike/store/snapshot.h"
#include "unlike/sync/sync.h"
#include "unlike/ui/model.h"

#define PROFILE_TITLES 3

struct profile_facts {
	const char *account, *url; /* raw */
	const char *title; /* of the service, in the person's language */
	const char *kind; /* what the service is called in general: "likesd" */
	const struct service_traits *traits;
	const struct sync_status *status;
	const struct snapshot_info *info;
	int64_t likes; /* −1 unknown */
	const int64_t *counts; /* of this account's intents, by state */
	int64_t in_review; /* of those accepted */
	const char *reviewed[PROFILE_TITLES]; /* titles of the newest of them, raw; NULL: no more */
	const struct sync_standing *standing; /* by the platform's rules; NULL: nothing is known */
	const struct err *standing_error; /* why it is not known, or not anew; NULL: it is */
	bool is_sender;
}; /* all foreign */

/* Fills the model's Profile tab; it says itself when that has to be done again. */
void profile_tell(const struct profile_facts *facts, msec_t now_wall, struct model *model);
