#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "checksum.hpp"
#include "journal.hpp"

// The part of the journal that opens files, and completes what a crash left behind.
namespace journal {
namespace {

constexpr const char* kForeign =
    "its journal does not fit it: another program changed the file before the journal was recovered; "
    "remove the journal to keep the file as it is, or put back the file that belongs to it";

constexpr std::uint64_t pageEndOf(std::uint64_t address) {
  return (address + kPageBytes - 1) / kPageBytes * kPageBytes;
}

}  // namespace

Failure Journal::open(const std::string& path, bool writable, Durability durability,
                      std::unique_ptr<Journal>& journal) {
  std::unique_ptr<Journal> made(new Journal(realPath(path), writable, durability));
  Failure failure = writable ? made->openForWriting() : made->openForReading();
  // What failed to open has nothing to commit.
  if (failure) made->aborted_ = true;
  if (!failure) journal = std::move(made);
  return failure;
}

Failure Journal::openForReading() {
  if (const int error = openRegular(path_, O_RDONLY, main_)) return {error, {}};
  if (const int error = setLock(main_, LockKind::Shared)) return {error, {}};
  // With this lock the writer, if there is one, keeps main file and log as they are but for new commits.
  std::uint64_t size = 0;
  if (const int error = sizeOf(main_, size)) return {error, {}};
  end_ = committedEnd_ = baseEnd_ = size;
  Descriptor file;
  const int missing = openRegular(logPath(path_), O_RDONLY, file);
  if (missing == ENOENT) return {};
  if (missing != 0) return {missing, {}};
  std::optional<LogContent> content;
  if (const int error = Log::read(file, content)) return {error, {}};
  return content ? recover(*content) : Failure{};
}

Failure Journal::openForWriting() {
  if (const int error = openRegular(path_, O_RDWR, main_)) return {error, {}};
  if (Failure failure = openLog()) return failure;
  if (const int error = setLock(main_, LockKind::Shared)) return {error, {}};
  std::uint64_t size = 0;
  if (const int error = sizeOf(main_, size)) return {error, {}};
  end_ = committedEnd_ = baseEnd_ = size;
  std::optional<LogContent> content;
  if (const int error = Log::read(log_->file(), content)) return {error, {}};
  if (content) {
    if (Failure failure = recover(*content)) return failure;
    log_->resume(*content);
    checkpoint();
    // A reader has the file: go on from the log.
    if (hasLog()) return {};
  }
  // What direct writes of an uncommitted transaction left behind the end.
  if (size != committedEnd_)
    if (const int error = setSize(main_, committedEnd_)) return {error, {}};
  return {startOver(), {}};
}

Failure Journal::openLog() {
  const std::string name = logPath(path_);
  Descriptor file;
  const bool isNew = openRegular(name, O_RDWR, file) == ENOENT;
  if (!file)
    if (const int error = openRegular(name, O_RDWR | O_CREAT, file)) return {error, {}};
  // The lock on the log is what makes a writer the only one.
  if (const int error = setLock(file, LockKind::Exclusive)) return {error, {}};
  if (isNew && durability_ != Durability::Process)
    if (const int error = syncFolder(path_)) return {error, {}};
  log_ = std::make_unique<Log>(std::move(file));
  return {};
}

Failure Journal::recover(const LogContent& content) {
  if (!content.committedEnd && !content.checkpointBegun) {
    // Nothing was committed since the last checkpoint: the main file is the truth up to where the log begins.
    if (content.header.baseEnd <= baseEnd_) end_ = committedEnd_ = baseEnd_ = content.header.baseEnd;
    return {};
  }
  if (Failure failure = checkBase(content)) return failure;
  std::uint64_t size = 0;
  if (const int error = sizeOf(main_, size)) return {error, {}};
  baseEnd_ = content.header.baseEnd;
  // Which pages behind the base were written directly is not known: as far as the file goes, its bytes count.
  if (size > pageEndOf(baseEnd_)) direct_.emplace_back(pageEndOf(baseEnd_), size);
  replay(content);
  end_ = committedEnd_ = content.committedEnd.value_or(baseEnd_);
  return {};
}

// The log must belong to this main file. During a checkpoint the main file is half the old, half the new one.
Failure Journal::checkBase(const LogContent& content) {
  if (content.checkpointBegun) return {};
  std::uint64_t size = 0;
  if (const int error = sizeOf(main_, size)) return {error, {}};
  if (size < content.header.baseEnd) return {ESTALE, kForeign};
  const auto pageHash = [this](std::uint64_t start, std::uint64_t end, std::uint64_t& hash) {
    Page page;
    page.bytes.fill(0);
    const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(kPageBytes, end - start));
    const int error = readAt(main_, page.bytes.data(), known, start);
    hash = checksum(page.bytes.data(), kPageBytes, 0);
    return error;
  };
  std::uint64_t hash = 0;
  if (const int error = pageHash(0, kPageBytes, hash)) return {error, {}};
  if (hash != content.header.baseHash) return {ESTALE, kForeign};
  for (const Record& record : content.records) {
    if (record.header.kind != RecordKind::BaseData) continue;
    const std::uint64_t start = record.header.address / kPageBytes * kPageBytes;
    if (const int error = pageHash(start, content.header.baseEnd, hash)) return {error, {}};
    if (hash != record.header.baseHash) return {ESTALE, kForeign};
  }
  return {};
}

void Journal::replay(const LogContent& content) {
  // Pages of the log stand for themselves; only what lies below the base comes from the main file.
  const auto fromBase = [this](PageNumber number, Page& page) {
    const std::uint64_t start = number * kPageBytes;
    page.bytes.fill(0);
    if (start >= baseEnd_) return;
    const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(kPageBytes, baseEnd_ - start));
    static_cast<void>(readAt(main_, page.bytes.data(), known, start));
    page.baseHash = checksum(page.bytes.data(), kPageBytes, 0);
  };
  for (const Record& record : content.records) {
    const std::uint64_t address = record.header.address;
    Page& page = overlay_.require(address / kPageBytes, fromBase);
    const std::size_t offset = address % kPageBytes;
    const std::size_t size = std::min<std::size_t>(record.data.size(), kPageBytes - offset);
    std::memcpy(page.bytes.data() + offset, record.data.data(), size);
    for (std::size_t block = offset / kBlockBytes; block * kBlockBytes < offset + size; ++block)
      page.logged |= std::uint64_t{1} << block;
  }
}

}  // namespace journal
