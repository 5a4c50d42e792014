#include "posix.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include "trace.hpp"

namespace journal {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Descriptor::reset() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

int openRegular(const std::string& path, int flags, Descriptor& file) {
  const bool isNew = (flags & O_CREAT) != 0 && access(path.c_str(), F_OK) != 0;
  Descriptor opened(::open(path.c_str(), flags | O_NONBLOCK | O_CLOEXEC, 0666));
  if (!opened) return errno;
  struct stat status;
  if (fstat(opened.get(), &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  if (isNew) trace::created(path);
  file = std::move(opened);
  return 0;
}

int writeAt(const Descriptor& file, const void* data, std::size_t size, std::uint64_t offset) {
  const auto* bytes = static_cast<const char*>(data);
  for (std::size_t done = 0; done < size;) {
    const ssize_t written = pwrite(file.get(), bytes + done, size - done, static_cast<off_t>(offset + done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    done += static_cast<std::size_t>(written);
  }
  trace::wrote(file.get(), data, size, offset);
  return 0;
}

int readAt(const Descriptor& file, void* data, std::size_t size, std::uint64_t offset) {
  auto* bytes = static_cast<char*>(data);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(file.get(), bytes + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  std::memset(bytes + done, 0, size - done);
  return 0;
}

int setSize(const Descriptor& file, std::uint64_t size) {
  if (ftruncate(file.get(), static_cast<off_t>(size)) != 0) return errno;
  trace::resized(file.get(), size);
  return 0;
}

int sizeOf(const Descriptor& file, std::uint64_t& size) {
  struct stat status;
  if (fstat(file.get(), &status) != 0) return errno;
  size = static_cast<std::uint64_t>(status.st_size);
  return 0;
}

int syncData(const Descriptor& file) {
  if (trace::skipsSync(file.get())) return 0;
  if (fdatasync(file.get()) != 0) return errno;
  trace::synced(file.get());
  return 0;
}

int syncFolder(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || fsync(opened.get()) != 0) return errno;
  trace::syncedFolder();
  return 0;
}

int removeName(const std::string& path) {
  if (unlink(path.c_str()) != 0) return errno;
  trace::removed(path);
  return 0;
}

int setLock(const Descriptor& file, LockKind kind, int patience) {
  const int operation = kind == LockKind::Shared ? LOCK_SH : LOCK_EX;
  while (flock(file.get(), operation | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return 0;
    if (patience-- <= 0) return EWOULDBLOCK;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

namespace {

// One byte at 2^62, of the open file and not of the process: closing another descriptor does not let go of it.
struct flock writersByte() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = off_t{1} << 62;
  lock.l_len = 1;
  return lock;
}

}  // namespace

int claimWriting(const Descriptor& file) {
  struct flock lock = writersByte();
  if (fcntl(file.get(), F_OFD_SETLK, &lock) == 0) return 0;
  // A file system without such locks has none that others could take.
  return errno == EAGAIN || errno == EACCES ? EWOULDBLOCK : 0;
}

bool isClaimed(const Descriptor& file) {
  struct flock lock = writersByte();
  return fcntl(file.get(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool isNamed(const std::string& path, const Descriptor& file) {
  struct stat named, opened;
  return stat(path.c_str(), &named) == 0 && fstat(file.get(), &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

// Not std::random_device, which would make the addon ask for the newest libstdc++.
int fillRandom(void* data, std::size_t size) { return getentropy(data, size) == 0 ? 0 : errno; }

namespace {

constexpr int kMostLinks = 40;

std::string folderOf(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// Where a link leads; empty for what is none.
std::string linkTarget(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t size = readlink(path.c_str(), target, sizeof target);
  if (size <= 0 || size == static_cast<ssize_t>(sizeof target)) return {};
  return target[0] == '/' ? std::string(target, static_cast<std::size_t>(size))
                          : folderOf(path) + std::string(target, static_cast<std::size_t>(size));
}

}  // namespace

std::string realPath(const std::string& path) {
  char resolved[PATH_MAX];
  std::string at = path;
  for (int links = 0; links < kMostLinks; ++links) {
    if (realpath(at.c_str(), resolved) != nullptr) return resolved;
    std::string next = linkTarget(at);
    if (next.empty()) break;
    at = std::move(next);
  }
  const std::string folder = folderOf(at);
  if (folder.empty() || realpath(folder.c_str(), resolved) == nullptr) return at;
  const std::string name = at.substr(folder.size());
  return std::string(resolved) == "/" ? "/" + name : std::string(resolved) + "/" + name;
}

}  // namespace journal
