#pragma once
#include <cstdint>
#include <functional>
#include <optional>
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
  std::uint64_t baseHash;  // of the sector with the main file's superblock
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

struct Record {
  RecordHeader header;
  const std::uint8_t* data;  // as long as the next record is not read
};

// What a log says as a whole.
struct LogSummary {
  LogHeader header;
  std::optional<std::uint64_t> committedEnd;  // of the last commit
  std::uint64_t highestEnd = 0;               // of any commit, and of what the log builds on
  bool checkpointBegun = false;
  std::uint64_t end = 0;   // where the next record goes
  std::uint64_t seed = 0;  // for its checksum
  bool isHot() const { return committedEnd.has_value() || checkpointBegun; }
};

// Reads a log from its file, piece by piece. All functions give an errno.
// `summary` stays empty when there is no valid header; ENOTSUP when another version wrote it.
int summarize(const Descriptor& file, std::optional<LogSummary>& summary);
// Gives all data that was committed to `visit`, in order; stops at the first errno that it gives.
int forEachRecord(const Descriptor& file, const LogSummary& summary, const std::function<int(const Record&)>& visit);

class Log {
 public:
  explicit Log(Descriptor file) : file_(std::move(file)) {}
  const Descriptor& file() const { return file_; }

  // Goes on behind what was read.
  void resume(const LogSummary& summary);
  // Begins a new generation over the old one.
  int begin(std::uint64_t baseEnd, std::uint64_t baseHash);
  // Gives back what a long transaction took. Not before the new generation is safe: the old one would be cut short.
  void shrink(std::uint64_t bytes);

  // Records go behind the others by `add`, into the file at the latest by `write`, and count from `accept` on.
  // When `write` fails the log is as it was.
  void add(RecordKind kind, std::uint64_t address, const void* data = nullptr, std::uint32_t size = 0,
           std::uint64_t baseHash = 0);
  int write();
  void accept();
  void drop();
  std::uint64_t end() const { return end_; }

 private:
  void restart();
  void writeBuffer();

  Descriptor file_;
  std::uint64_t end_ = 0;
  std::uint64_t seed_ = 0;
  // What was added and not accepted yet.
  std::vector<std::uint8_t> buffer_;
  std::uint64_t addedEnd_ = 0;  // of what was written of it
  std::uint64_t addedSeed_ = 0;
  int error_ = 0;
};

}  // namespace journal
