/* What must not leak, and the hashing around it (libsodium, seen nowhere else). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/err.h"

#define SECRET_SHA256_BYTES 32

/* Once, before anything else here and before rng_system(). False: libsodium cannot start. */
bool secret_init(struct err *reterr);

/* Unpredictable bytes from the kernel: for keys and tokens. */
void secret_random(void *bytes, size_t len);

void secret_sha256(const void *bytes, size_t len, uint8_t ret[static SECRET_SHA256_BYTES]);
/* Time does not depend on where they differ. */
bool secret_equal(const void *a, const void *b, size_t len);
/* Not optimised away. */
void secret_wipe(void *bytes, size_t len);
/* wipe and free a string; NULL is fine. */
void secret_free(char *text);
/* Lower-case hexadecimal: 2 * len + 1 bytes. */
void secret_hex(const void *bytes, size_t len, char *ret);
/* False: wrong length or not hexadecimal. */
bool secret_unhex(const char *text, void *ret, size_t len);

/* No core file and no ptrace by others for this process. Best effort. */
void secret_forbid_core(void);

/*
 * Reads a secret from a file that only its owner can read: a regular file, no symbolic link, ours,
 * mode without group and others. ERR_INPUT otherwise, with the command that mends it. The first
 * line, without its end, at most `max_bytes`; *ret is owned (secret_free).
 */
bool secret_read_file(const char *path, size_t max_bytes, char **ret, struct err *reterr);

/* The version of libsodium; static. */
const char *secret_library(void);
