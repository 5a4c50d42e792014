/* Preloaded, it makes the file system of data files one without locks, as some of clusters are: neither those of whole
 * files nor that of a writer, which lies far behind the end. That of a fence, from the beginning of a file of its own,
 * stays: it may be on another file system. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

int flock(int descriptor, int operation) {
  (void)descriptor;
  (void)operation;
  errno = ENOSYS;
  return -1;
}

static int pass(const char* name, int descriptor, int command, void* argument) {
  if ((command == F_OFD_SETLK || command == F_OFD_GETLK) && ((struct flock*)argument)->l_start != 0) {
    errno = ENOLCK;
    return -1;
  }
  int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
  return real(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  return pass("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  return pass("fcntl64", descriptor, command, argument);
}
