#include "log.hpp"

#include <cstddef>
#include <cstring>
#include <random>

#include "checksum.hpp"

namespace journal {
namespace {

constexpr std::uint64_t kMagic = 0x4c41572d534a5254;  // "TRJS-WAL"
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kPage = 4096;
constexpr std::size_t kSlice = std::size_t{1} << 20;

std::uint64_t headerChecksum(const LogHeader& header) {
  return checksum(&header, offsetof(LogHeader, checksum), kMagic);
}

std::uint64_t recordChecksum(const RecordHeader& header, const void* data, std::uint64_t seed) {
  const std::uint64_t head = checksum(&header, offsetof(RecordHeader, checksum), seed);
  return checksum(data, header.size, head);
}

bool isKnown(RecordKind kind) { return kind >= RecordKind::Data && kind <= RecordKind::Checkpoint; }

bool isValid(const LogHeader& header) {
  return header.magic == kMagic && header.version == kVersion && header.pageBytes == kPage &&
         header.checksum == headerChecksum(header);
}

std::uint64_t randomSalt() {
  std::random_device source;
  return (std::uint64_t{source()} << 32) | source();
}

// Reads the whole log; it is bounded by the threshold of checkpoints and one transaction.
int readAll(const Descriptor& file, std::vector<std::uint8_t>& bytes) {
  std::uint64_t size = 0;
  if (const int error = sizeOf(file, size)) return error;
  bytes.resize(size);
  return size == 0 ? 0 : readAt(file, bytes.data(), bytes.size(), 0);
}

bool nextRecord(const std::vector<std::uint8_t>& bytes, std::size_t at, std::uint64_t seed, Record& record) {
  if (at + sizeof(RecordHeader) > bytes.size()) return false;
  std::memcpy(&record.header, bytes.data() + at, sizeof(RecordHeader));
  const RecordHeader& header = record.header;
  if (!isKnown(header.kind) || header.size > kPage || at + sizeof header + header.size > bytes.size()) return false;
  const std::uint8_t* data = bytes.data() + at + sizeof header;
  if (header.checksum != recordChecksum(header, data, seed)) return false;
  record.data.assign(data, data + header.size);
  return true;
}

// Takes valid records; those behind the last commit are dropped again.
void scan(const std::vector<std::uint8_t>& bytes, LogContent& content) {
  std::size_t at = sizeof(LogHeader);
  std::uint64_t seed = content.header.salt;
  std::vector<Record> pending;
  content.end = at;
  content.seed = seed;
  for (Record record; nextRecord(bytes, at, seed, record);) {
    at += sizeof(RecordHeader) + record.header.size;
    seed = record.header.checksum;
    if (record.header.kind == RecordKind::Commit) {
      content.committedEnd = record.header.address;
      for (Record& one : pending) content.records.push_back(std::move(one));
      pending.clear();
    } else if (record.header.kind == RecordKind::Checkpoint) {
      content.checkpointBegun = true;
    } else {
      pending.push_back(std::move(record));
      continue;
    }
    content.end = at;
    content.seed = seed;
  }
}

}  // namespace

void RecordBuffer::add(RecordKind kind, std::uint64_t address, const void* data, std::uint32_t size,
                       std::uint64_t baseHash) {
  RecordHeader header{kind, size, address, baseHash, 0};
  header.checksum = recordChecksum(header, data, seed_);
  seed_ = header.checksum;
  const auto* head = reinterpret_cast<const std::uint8_t*>(&header);
  const auto* body = static_cast<const std::uint8_t*>(data);
  bytes_.insert(bytes_.end(), head, head + sizeof header);
  if (size > 0) bytes_.insert(bytes_.end(), body, body + size);
}

int Log::read(const Descriptor& file, std::optional<LogContent>& content) {
  std::vector<std::uint8_t> bytes;
  if (const int error = readAll(file, bytes)) return error;
  if (bytes.size() < sizeof(LogHeader)) return 0;
  LogContent found;
  std::memcpy(&found.header, bytes.data(), sizeof(LogHeader));
  if (!isValid(found.header)) return 0;
  scan(bytes, found);
  content = std::move(found);
  return 0;
}

void Log::resume(const LogContent& content) {
  end_ = content.end;
  seed_ = content.seed;
}

int Log::begin(std::uint64_t baseEnd, std::uint64_t baseHash) {
  LogHeader header{kMagic, kVersion, kPage, randomSalt(), baseEnd, baseHash, 0};
  header.checksum = headerChecksum(header);
  if (const int error = writeAt(file_, &header, sizeof header, 0)) return error;
  end_ = sizeof header;
  seed_ = header.salt;
  return 0;
}

int Log::append(const RecordBuffer& records) {
  const auto& bytes = records.bytes();
  for (std::size_t done = 0; done < bytes.size(); done += kSlice) {
    const std::size_t part = std::min(kSlice, bytes.size() - done);
    if (const int error = writeAt(file_, bytes.data() + done, part, end_ + done)) {
      // What was written is no commit; the file gives its space back.
      setSize(file_, end_);
      return error;
    }
  }
  end_ += bytes.size();
  seed_ = records.seed();
  return 0;
}

}  // namespace journal
