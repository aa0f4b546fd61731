/* What the two files hold, version by version: steps[v] takes version v to v + 1. */
#pragma once

#define SCHEMA_OUTBOX_ID 0x4c4b4f42 /* "LKOB" */
#define SCHEMA_OUTBOX_STEPS 2
/* outbox_forget() takes it away and puts it back, in one transaction. */
#define SCHEMA_EVENT_REMAINS \
	"event_remains BEFORE DELETE ON event" \
	" BEGIN SELECT raise(ABORT, 'events are only added'); END"
#define SCHEMA_SNAPSHOT_ID 0x4c4b534e /* "LKSN" */
#define SCHEMA_SNAPSHOT_STEPS 2

extern const char *const schema_outbox[SCHEMA_OUTBOX_STEPS];
extern const char *const schema_snapshot[SCHEMA_SNAPSHOT_STEPS];
