#include <cerrno>
#include <cstring>

#include "record.hpp"

// The part of the log that reads it: piece by piece, for a transaction can be larger than memory.
namespace journal {
namespace {

constexpr std::size_t kWindow = std::size_t{1} << 20;

class Reader {
 public:
  Reader(const Descriptor& file, std::uint64_t size, const LogHeader& header)
      : file_(file), size_(size), seed_(header.salt) {}

  // False at the first record that is none, or at an error.
  bool next(Record& record) {
    if (!need(sizeof(RecordHeader))) return false;
    std::memcpy(&record.header, at(), sizeof(RecordHeader));
    const std::uint32_t size = record.header.size;
    if (!isKnown(record.header.kind) || size > kLargestRecord) return false;
    if (!need(sizeof(RecordHeader) + size)) return false;
    record.data = at() + sizeof(RecordHeader);
    if (record.header.checksum != recordChecksum(record.header, record.data, seed_)) return false;
    seed_ = record.header.checksum;
    position_ += sizeof(RecordHeader) + size;
    return true;
  }
  std::uint64_t position() const { return position_; }
  std::uint64_t seed() const { return seed_; }
  int error() const { return error_; }

 private:
  static bool isKnown(RecordKind kind) { return kind >= RecordKind::Data && kind <= RecordKind::Checkpoint; }
  const std::uint8_t* at() const { return window_.data() + (position_ - windowStart_); }

  bool need(std::size_t bytes) {
    if (position_ + bytes > size_) return false;
    if (position_ >= windowStart_ && position_ + bytes <= windowStart_ + window_.size()) return true;
    window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, size_ - position_)));
    windowStart_ = position_;
    error_ = readAt(file_, window_.data(), window_.size(), windowStart_);
    return error_ == 0;
  }

  const Descriptor& file_;
  const std::uint64_t size_;
  std::uint64_t seed_;
  std::uint64_t position_ = sizeof(LogHeader);
  std::uint64_t windowStart_ = 0;
  std::vector<std::uint8_t> window_;
  int error_ = 0;
};

void take(const Record& record, const Reader& reader, LogSummary& summary) {
  if (record.header.kind == RecordKind::Commit) {
    summary.committedEnd = record.header.address;
    summary.highestEnd = std::max(summary.highestEnd, record.header.address);
  } else if (record.header.kind == RecordKind::Checkpoint) {
    summary.checkpointBegun = true;
  } else {
    return;
  }
  summary.end = reader.position();
  summary.seed = reader.seed();
}

}  // namespace

int summarize(const Descriptor& file, std::optional<LogSummary>& summary) {
  std::uint64_t size = 0;
  if (const int error = sizeOf(file, size)) return error;
  if (size < sizeof(LogHeader)) return 0;
  LogSummary found{};
  LogHeader& header = found.header;
  if (const int error = readAt(file, &header, sizeof header, 0)) return error;
  if (header.magic != kLogMagic || header.checksum != headerChecksum(header)) return 0;
  if (header.version != kLogVersion || header.pageBytes != kLargestRecord) return ENOTSUP;
  found.highestEnd = header.baseEnd;
  found.end = sizeof header;
  found.seed = header.salt;
  Reader reader(file, size, header);
  for (Record record; reader.next(record);) take(record, reader, found);
  if (reader.error() == 0) summary = found;
  return reader.error();
}

int forEachRecord(const Descriptor& file, const LogSummary& summary, const std::function<int(const Record&)>& visit) {
  Reader reader(file, summary.end, summary.header);
  for (Record record; reader.position() < summary.end && reader.next(record);) {
    const bool isData = record.header.kind == RecordKind::Data || record.header.kind == RecordKind::BaseData;
    if (!isData) continue;
    if (const int error = visit(record)) return error;
  }
  return reader.error();
}

}  // namespace journal
