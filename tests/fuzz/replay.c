/* Where there is no libFuzzer: gives the target each file that is named, once. */
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX ((size_t)1024 * 1024)

int main(int argc, char **argv) {
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		must(file != NULL, "%s", argv[i]);
		uint8_t *all = malloc(INPUT_MAX);
		must(all != NULL, "no memory");
		size_t len = fread(all, 1, INPUT_MAX, file);
		must(feof(file) && fclose(file) == 0, "%s", argv[i]);
		/* Of just its size, so that reading past its end is seen. */
		uint8_t *data = malloc(len > 0 ? len : 1);
		must(data != NULL, "no memory");
		memcpy(data, all, len);
		free(all);
		(void)LLVMFuzzerTestOneInput(data, len);
		free(data);
	}
	return 0;
}
