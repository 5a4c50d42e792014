#include "log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "record.hpp"

namespace journal {
namespace {

const char* kindOf(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) return "no regular file";
  if (S_ISLNK(status.st_mode)) return "a symbolic link";
  if (S_ISDIR(status.st_mode)) return "a folder";
  if (S_ISFIFO(status.st_mode)) return "a pipe";
  return "no regular file";
}

Failure inTheWay(const std::string& path, const char* what) {
  return {ELOOP, "'" + logPath(path) + "', the place of its journal, is " + what +
                     ", which is neither read nor written; move it away"};
}

// A header of which a byte was damaged, and one that a power loss kept from being written, are logs still.
bool isLog(const Descriptor& log, std::uint64_t size) {
  LogHeader header{};
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(size, sizeof header));
  if (readAt(log, &header, bytes, 0) != 0) return true;
  if (header.magic == kLogMagic) return true;
  if (header.version == kLogVersion && header.pageBytes == kLargestRecord) return true;
  const auto* first = reinterpret_cast<const std::uint8_t*>(&header);
  return std::all_of(first, first + sizeof header, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

std::string logPath(const std::string& path) { return path + "-wal"; }

Failure openLogFile(const std::string& path, int flags, Descriptor& log) {
  const int error = openRegular(logPath(path), flags | O_NOFOLLOW, log);
  if (error == ELOOP || error == EINVAL || error == EISDIR || error == ENXIO)
    return inTheWay(path, kindOf(logPath(path)));
  if (error == ENAMETOOLONG)
    return {error, "its name leaves no room for that of its journal, which is longer by '-wal' and ends at 255 bytes"};
  if (error != 0) return {error, {}};
  std::uint64_t size = 0;
  if (const int unknown = sizeOf(log, size)) return {unknown, {}};
  return isLog(log, size) ? Failure{} : inTheWay(path, "a file that is no journal");
}

Failure removeLogFile(const std::string& path) {
  Descriptor log;
  const Failure failure = openLogFile(path, O_RDWR, log);
  if (failure) return failure.number == ENOENT ? Failure{} : failure;
  if (const int error = setLock(log, LockKind::Exclusive)) return {error, {}};
  if (!isNamed(logPath(path), log)) return {};
  if (const int error = setSize(log, 0)) return {error, {}};
  return {removeName(logPath(path)), {}};
}

bool hasLogFile(const std::string& path) {
  struct stat status;
  return lstat(logPath(path).c_str(), &status) == 0;
}

}  // namespace journal
