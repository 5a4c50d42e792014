/* Preloaded, it makes every file system one without locks of whole files, as some of clusters are. */
#include <errno.h>

int flock(int descriptor, int operation) {
  (void)descriptor;
  (void)operation;
  errno = ENOSYS;
  return -1;
}
