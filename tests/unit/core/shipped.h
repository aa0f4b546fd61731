/* The platform files of the tree, for tests of what is enforced from them. */
#pragma once

#include <stddef.h>

#include "unlike/core/platform.h"

#define SHIPPED_MAX 16384

/* The text of platforms/<id>.json; a test that cannot read it fails. */
size_t shipped_read(const char *id, char ret[static SHIPPED_MAX]);
/* The caller destroys it. */
struct platform *shipped_platform(const char *id);
