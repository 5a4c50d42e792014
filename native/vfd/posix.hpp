#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace journal {

// All I/O of the journal goes through these few functions. Each gives 0 or the errno of the failure. When
// TRAJSTORE_IO_TRACE names a file, they append to it what they did: the power loss test replays it.

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void reset();

 private:
  int number_ = -1;
};

// Opens without blocking on pipes; fails with EINVAL for anything but a regular file.
int openRegular(const std::string& path, int flags, Descriptor& file);
int writeAt(const Descriptor& file, const void* data, std::size_t size, std::uint64_t offset);
// Bytes behind the end of the file read as zeros.
int readAt(const Descriptor& file, void* data, std::size_t size, std::uint64_t offset);
int setSize(const Descriptor& file, std::uint64_t size);
int sizeOf(const Descriptor& file, std::uint64_t& size);
int syncData(const Descriptor& file);
// Makes created, renamed and removed names of the folder of `path` durable.
int syncFolder(const std::string& path);
int removeName(const std::string& path);

enum class LockKind { Shared, Exclusive };
// EWOULDBLOCK when somebody else has it, after so many milliseconds. A file system without locks counts as locked.
int setLock(const Descriptor& file, LockKind kind, int patience = 0);

// Makes this descriptor's file the one that nobody else writes, by a lock of its own kind: it lies far behind every end
// of a file and leaves shared and exclusive locks alone. EWOULDBLOCK when somebody else has it.
int claimWriting(const Descriptor& file);
// Whether somebody else has it.
bool isClaimed(const Descriptor& file);

// Whether the name still stands for this file.
bool isNamed(const std::string& path, const Descriptor& file);

int fillRandom(void* data, std::size_t size);

// `path` with all links resolved, also those that lead to a file that does not exist yet.
std::string realPath(const std::string& path);

}  // namespace journal
