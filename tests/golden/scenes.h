/* Whole screens of a model in a state, in every size that counts. */
#pragma once

#include "fixture.h"
#include "golden.h"

struct scene_size {
	const char *name;
	int rows, cols;
};

#define SCENE_SIZES 6
#define THREE_SIZES 3
extern const struct scene_size scene_sizes[SCENE_SIZES];

/* Brings a fresh model, of the size at hand, into the state. */
typedef void scene_fn(struct fixture *f);

void expect_golden(struct fixture *f, const char *name);
/* NAME-80x24 … of a list of `n` likes, once the cursor has rested, in the first n_sizes sizes. */
void in_sizes(const char *name, size_t n, scene_fn *scene, size_t n_sizes);
void in_each_size(const char *name, size_t n, scene_fn *scene);
/* The same in Chinese: hanzi take two cells, and the columns have to line up all the same. */
void in_chinese(const char *name, size_t n, scene_fn *scene);
