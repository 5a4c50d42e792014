#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "posix.hpp"

namespace journal {

// The log file beside the main file: a header, then records. A record's checksum is seeded by that of the record
// before it, the first one's by the header's random salt; so reading stops at the first byte that was not written by
// the present generation of the log. Only records up to the last commit count.

struct LogHeader {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t pageBytes;
  std::uint64_t salt;
  std::uint64_t baseEnd;   // size of the main file that the log builds on
  std::uint64_t baseHash;  // of the main file's first page
  std::uint64_t checksum;
};

enum class RecordKind : std::uint32_t {
  Data = 1,       // bytes at an address
  BaseData = 2,   // the same, and the hash of the page in the main file before
  Commit = 3,     // address = size of the file from here on
  Checkpoint = 4  // the main file may be in the middle of being written
};

struct RecordHeader {
  RecordKind kind;
  std::uint32_t size;
  std::uint64_t address;
  std::uint64_t baseHash;
  std::uint64_t checksum;
};

// Records in memory, ready to be written by one call.
class RecordBuffer {
 public:
  explicit RecordBuffer(std::uint64_t seed) : seed_(seed) {}
  void add(RecordKind kind, std::uint64_t address, const void* data = nullptr, std::uint32_t size = 0,
           std::uint64_t baseHash = 0);
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }
  std::uint64_t seed() const { return seed_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::uint64_t seed_;
};

struct Record {
  RecordHeader header;
  std::vector<std::uint8_t> data;
};

// What a log holds that was committed.
struct LogContent {
  LogHeader header;
  std::vector<Record> records;  // data only, in order
  std::optional<std::uint64_t> committedEnd;
  bool checkpointBegun = false;
  std::uint64_t end = 0;   // where the next record goes
  std::uint64_t seed = 0;  // for its checksum
};

class Log {
 public:
  // Gives an errno. `content` is empty when the file has no valid header.
  static int read(const Descriptor& file, std::optional<LogContent>& content);

  explicit Log(Descriptor file) : file_(std::move(file)) {}
  const Descriptor& file() const { return file_; }

  // Goes on behind what was read.
  void resume(const LogContent& content);
  // Begins a new generation over the old one.
  int begin(std::uint64_t baseEnd, std::uint64_t baseHash);
  // Writes records behind the others; on failure the log ends where it ended before.
  int append(const RecordBuffer& records);
  RecordBuffer buffer() const { return RecordBuffer(seed_); }
  std::uint64_t end() const { return end_; }

 private:
  Descriptor file_;
  std::uint64_t end_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace journal
