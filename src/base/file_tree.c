/* Folders with all that is in them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"

#define TREE_FDS 16

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where) {
	(void)st;
	(void)where;
	return type == FTW_DP || type == FTW_D ? rmdir(path) : unlink(path);
}

bool file_remove_tree(const char *path, struct err *reterr) {
	if (nftw(path, remove_entry, TREE_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0 &&
			errno != ENOENT) {
		return err_set_errno(reterr, ERR_IO, errno, "removing %s", path);
	}
	return true;
}

/* --- copying --------------------------------------------------------------------------------- */

static bool copy_bytes(int from, int to) {
	char bytes[65536];
	ssize_t n = 0;
	while ((n = read(from, bytes, sizeof bytes)) > 0) {
		for (ssize_t done = 0; done < n;) {
			const ssize_t written = write(to, bytes + done, (size_t)(n - done));
			if (written < 0) {
				return false;
			}
			done += written;
		}
	}
	return n == 0;
}

static bool copy_file(const char *from, const char *to, struct err *reterr) {
	const int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	if (in < 0 || fstat(in, &st) != 0) {
		const int errnum = errno;
		close(in);
		return err_set_errno(reterr, ERR_IO, errnum, "%.150s", from);
	}
	const int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777);
	const bool fine = out >= 0 && copy_bytes(in, out);
	const int errnum = errno;
	close(in);
	if (out >= 0) {
		close(out);
	}
	return fine || err_set_errno(reterr, ERR_IO, errnum, "%.150s", to);
}

static bool copy_entry(const char *from, const char *to, struct err *reterr) {
	struct stat st;
	if (lstat(from, &st) != 0) {
		return err_set_errno(reterr, ERR_IO, errno, "%.150s", from);
	}
	if (S_ISDIR(st.st_mode)) {
		return file_copy_tree(from, to, reterr);
	}
	return !S_ISREG(st.st_mode) || copy_file(from, to, reterr);
}

bool file_copy_tree(const char *from, const char *to, struct err *reterr) {
	if (!file_make_folder(to, 0700, reterr)) {
		return false;
	}
	DIR *dir = opendir(from);
	if (dir == NULL) {
		return err_set_errno(reterr, ERR_IO, errno, "%.150s", from);
	}
	bool fine = true;
	const struct dirent *entry = NULL;
	while (fine && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		char *inner_from = path_join(from, entry->d_name);
		char *inner_to = path_join(to, entry->d_name);
		fine = copy_entry(inner_from, inner_to, reterr);
		free(inner_from);
		free(inner_to);
	}
	closedir(dir);
	return fine;
}
