/* Text as XML 1.0 takes it. */
#pragma once

#include <stddef.h>

#include "unlike/base/buf.h"

/* Text between tags. What XML forbids (most controls, U+FFFE, invalid UTF-8) becomes U+FFFD, so
 * that nothing moves. */
void xml_add_text(struct buf *out, const char *text, size_t len);
/* A value between double quotes; line ends and tabs are kept through the reader's normalization. */
void xml_add_value(struct buf *out, const char *text);
