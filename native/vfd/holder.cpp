#include "holder.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstdio>
#include <fstream>

#include "journal.hpp"

namespace journal {
namespace {

// A line of /proc/locks: "1: FLOCK  ADVISORY  WRITE 4711 08:02:131 0 EOF", the device in hexadecimal.
pid_t holderOfInode(const struct stat& status) {
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    int pid = 0;
    unsigned major = 0, minor = 0;
    unsigned long inode = 0;
    if (std::sscanf(line.c_str(), "%*s FLOCK %*s %*s %d %x:%x:%lu", &pid, &major, &minor, &inode) != 4) continue;
    if (pid > 0 && inode == status.st_ino && makedev(major, minor) == status.st_dev) return pid;
  }
  return 0;
}

}  // namespace

pid_t holderOf(const std::string& path) {
  // A writer of ours locks the log, everybody else the file.
  for (const std::string& name : {logPath(realPath(path)), path}) {
    struct stat status;
    if (stat(name.c_str(), &status) != 0) continue;
    if (const pid_t holder = holderOfInode(status)) return holder;
  }
  return 0;
}

}  // namespace journal
