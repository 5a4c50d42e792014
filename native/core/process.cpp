#include "process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "error.hpp"

namespace h5 {

bool dieWithParent() {
#ifdef __linux__
  return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
#else
  return false;
#endif
}

bool lockWhole(int descriptor, bool lock) {
  struct flock whole {};
  whole.l_type = lock ? F_WRLCK : F_UNLCK;
  whole.l_whence = SEEK_SET;
#ifdef F_OFD_SETLK
  const int command = F_OFD_SETLK;
#else
  const int command = F_SETLK;
#endif
  if (fcntl(descriptor, command, &whole) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  failSystem(errno, "lock file", "descriptor " + std::to_string(descriptor));
}

}  // namespace h5
