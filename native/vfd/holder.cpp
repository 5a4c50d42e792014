#include "holder.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <vector>

#include "log_file.hpp"

namespace journal {
namespace {

// A line of /proc/locks: "1: FLOCK  ADVISORY  WRITE 4711 08:02:131 0 EOF", the device in hexadecimal.
std::vector<pid_t> lockersOf(const std::string& path) {
  std::vector<pid_t> found;
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return found;
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    int pid = 0;
    unsigned major = 0, minor = 0;
    unsigned long inode = 0;
    if (std::sscanf(line.c_str(), "%*s FLOCK %*s %*s %d %x:%x:%lu", &pid, &major, &minor, &inode) != 4) continue;
    if (pid > 0 && inode == status.st_ino && makedev(major, minor) == status.st_dev) found.push_back(pid);
  }
  return found;
}

// Calls `visit` with the names in a folder until it says true.
bool anyIn(const std::string& folder, const std::function<bool(const std::string&)>& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(opendir(folder.c_str()), closedir);
  if (!opened) return false;
  while (const dirent* entry = readdir(opened.get()))
    if (entry->d_name[0] != '.' && visit(entry->d_name)) return true;
  return false;
}

// Lines of /proc/<pid>/fdinfo/<number>.
bool anyLine(const std::string& file, const std::function<bool(const std::string&)>& visit) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (visit(line)) return true;
  return false;
}

bool isSame(const std::string& path, const struct stat& status) {
  struct stat other;
  return stat(path.c_str(), &other) == 0 && other.st_dev == status.st_dev && other.st_ino == status.st_ino;
}

// Whether a descriptor of this process for the file is described by such a line.
bool hasDescriptor(const std::string& process, const struct stat& status,
                   const std::function<bool(const std::string&)>& describes) {
  return anyIn(process + "/fd", [&](const std::string& number) {
    return isSame(process + "/fd/" + number, status) && anyLine(process + "/fdinfo/" + number, describes);
  });
}

bool isWritersLock(const std::string& line) { return line.find("OFDLCK") != std::string::npos; }

// "flags:	0100002" in octal: the lowest two bits say whether it may write.
bool isWritable(const std::string& line) {
  unsigned flags = 0;
  return std::sscanf(line.c_str(), "flags: %o", &flags) == 1 && (flags & 3) != 0;
}

}  // namespace

pid_t holderOf(const std::string& path) {
  // A writer of ours locks the log.
  for (const pid_t holder : lockersOf(logPath(realPath(path)))) return holder;
  const auto lockers = lockersOf(path);
  struct stat status;
  if (lockers.size() > 1 && stat(path.c_str(), &status) == 0)
    for (const pid_t pid : lockers)
      if (hasDescriptor("/proc/" + std::to_string(pid), status, isWritersLock)) return pid;
  return lockers.empty() ? 0 : lockers.front();
}

pid_t writerOf(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return 0;
  pid_t writer = 0;
  anyIn("/proc", [&](const std::string& name) {
    const pid_t pid = std::atoi(name.c_str());
    if (pid <= 0 || pid == getpid() || !hasDescriptor("/proc/" + name, status, isWritable)) return false;
    writer = pid;
    return true;
  });
  return writer;
}

std::string sentenceOf(Mark mark, const std::string& path) {
  const std::string kind = mark == Mark::SwmrWriter ? "an SWMR writer" : "a writer";
  const pid_t writer = writerOf(path);
  if (writer != 0) return kind + " has it, process " + std::to_string(writer);
  return kind + " has marked it as open and has not closed it; if none lives any more, 'h5clear -s " + path +
         "' takes the mark away";
}

}  // namespace journal
