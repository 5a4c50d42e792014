#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "checksum.hpp"
#include "holder.hpp"
#include "journal.hpp"

// The part of the journal that opens files, and completes what a crash left behind.
namespace journal {
namespace {

constexpr const char* kForeign =
    "its journal does not fit it: the file was replaced, or changed by another program before the journal was "
    "recovered; remove the journal ('-wal') to keep the file as it is, or put back the file that belongs to it and run "
    "'trajstore recover'";
constexpr const char* kNewer =
    "its journal was written by another version of this library, which has to complete it: by its 'trajstore recover', "
    "or by opening the file with mode 'r+'";

constexpr std::uint64_t pageEndOf(std::uint64_t address) {
  return (address + kPageBytes - 1) / kPageBytes * kPageBytes;
}

// A reader waits for the writer's checkpoint, which takes milliseconds.
constexpr int kPatience = 500;

// Names can go to other files while locks are taken.
constexpr int kAttempts = 20;

// Who may write file and journal can do what this reader cannot.
Failure unreadable(const std::string& path, const Failure& failure) {
  if (!failure || !failure.sentence.empty()) return failure;
  return {failure.number,
          "what its journal '" + logPath(path) + "' holds cannot be read: " + std::strerror(failure.number) +
              "; 'trajstore recover', or opening the file with mode 'r+', brings what it holds into it"};
}

}  // namespace

Failure summaryOf(const Descriptor& log, std::optional<LogSummary>& summary) {
  const int error = summarize(log, summary);
  return error == ENOTSUP ? Failure{error, kNewer} : Failure{error, {}};
}

Failure Journal::open(const std::string& path, bool writable, Durability durability, Descriptor locked,
                      std::unique_ptr<Journal>& journal) {
  std::unique_ptr<Journal> made(new Journal(realPath(path), writable, durability));
  Failure failure = writable ? made->openForWriting(std::move(locked)) : made->openForReading();
  if (failure) return failure;
  made->isOpen_ = true;
  journal = std::move(made);
  return {};
}

Failure settle(const std::string& path, Durability durability) {
  std::unique_ptr<Journal> journal;
  return Journal::open(path, true, durability, {}, journal);
}

// --- locks -----------------------------------------------------------------------------------------------------------

// The second lock is what makes a writer the only one. It is on the file itself: a log can be removed, and who comes
// then would find it free.
int lockForWriting(const Descriptor& main) {
  if (const int error = setLock(main, LockKind::Shared)) return error;
  return claimWriting(main);
}

Failure Journal::openMain(Descriptor locked) {
  if (locked && journal::isNamed(path_, locked)) {
    main_ = std::move(locked);
    return {};
  }
  if (const int error = openRegular(path_, writable_ ? O_RDWR : O_RDONLY, main_)) return {error, {}};
  return {writable_ ? lockForWriting(main_) : setLock(main_, LockKind::Shared, kPatience), {}};
}

// Its lock tells others who writes. Who looks at a log holds it for a moment.
Failure Journal::openLog() {
  Descriptor file;
  if (Failure failure = openLogFile(path_, O_RDWR | O_CREAT, file)) return failure;
  if (const int error = setLock(file, LockKind::Exclusive, kPatience)) return {error, {}};
  log_ = std::make_unique<Log>(std::move(file));
  return {};
}

// With the lock of `openMain` nobody begins to write: who did before has marked the file.
Failure Journal::refuseMarked() const {
  const Mark mark = markOf(main_);
  return mark == Mark::None ? Failure{} : Failure{EWOULDBLOCK, sentenceOf(mark, path_)};
}

bool Journal::isStillNamed() const {
  return isNamed() && (log_ == nullptr || journal::isNamed(logPath(path_), log_->file()));
}

Failure Journal::openForReading() {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (Failure failure = openMain({})) return failure;
    if (!isStillNamed()) continue;
    // With this lock the writer, if there is one, keeps main file and log as they are but for new commits.
    Descriptor log;
    const Failure missing = openLogFile(path_, O_RDONLY, log);
    if (missing && missing.number != ENOENT) return unreadable(path_, missing);
    std::optional<LogSummary> summary;
    if (log)
      if (Failure failure = summaryOf(log, summary)) return unreadable(path_, failure);
    if (const int error = sizeOf(main_, baseEnd_)) return {error, {}};
    end_ = committedEnd_ = highestEnd_ = baseEnd_;
    return summary ? unreadable(path_, recover(log, *summary)) : Failure{};
  }
  return {EWOULDBLOCK, {}};
}

Failure Journal::openForWriting(Descriptor locked) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (Failure failure = openMain(std::move(locked))) return failure;
    if (!isNamed()) continue;
    if (Failure failure = refuseMarked()) return failure;
    if (Failure failure = openLog()) return failure;
    if (isStillNamed()) return takeUp();
  }
  return {EWOULDBLOCK, {}};
}

// --- recovery --------------------------------------------------------------------------------------------------------

Failure Journal::takeUp() {
  std::optional<LogSummary> summary;
  if (Failure failure = summaryOf(log_->file(), summary)) return failure;
  std::uint64_t size = 0;
  if (const int error = sizeOf(main_, size)) return {error, {}};
  end_ = committedEnd_ = highestEnd_ = baseEnd_ = size;
  if (summary)
    if (Failure failure = recover(log_->file(), *summary)) return failure;
  // Whoever wrote main file and log before may have promised less.
  if (survivesPowerLoss()) {
    if (const int error = sync(main_)) return {error, {}};
    if (const int error = syncFolder(path_)) return {error, {}};
  }
  // What direct writes of an uncommitted transaction left behind the end.
  if (const std::uint64_t end = std::max(baseEnd_, highestEnd_); size > end) {
    if (const int error = setSize(main_, end)) return {error, {}};
    direct_.clear();
    if (end > pageEndOf(baseEnd_)) rememberDirect(pageEndOf(baseEnd_), end);
  }
  if (!summary || !summary->isHot()) return {startOver(), {}};
  log_->resume(*summary);
  // While a reader has the file, or the disk is full, it goes on from the log.
  checkpoint();
  return lost_.value_or(Failure{});
}

Failure Journal::recover(const Descriptor& log, const LogSummary& summary) {
  Superblock superblock;
  if (const int error = findSuperblock(main_, superblock)) return {error, error == ESTALE ? kForeign : ""};
  const bool fits = superblock.hash() == summary.header.baseHash && summary.header.baseEnd <= baseEnd_;
  if (!summary.isHot()) {
    // Nothing was committed since the last checkpoint: the main file is the truth, up to where the log begins unless
    // another program has made it longer.
    if (fits) end_ = committedEnd_ = highestEnd_ = baseEnd_ = summary.header.baseEnd;
    return {};
  }
  const std::uint64_t size = baseEnd_;
  baseEnd_ = summary.header.baseEnd;
  // During a checkpoint the main file is half the old, half the new one.
  if (!summary.checkpointBegun) {
    if (!fits) return {ESTALE, kForeign};
    if (Failure failure = checkPages(log, summary)) return failure;
  }
  // Which pages behind the base were written directly is not known: as far as the file goes, its bytes count.
  if (size > pageEndOf(baseEnd_)) rememberDirect(pageEndOf(baseEnd_), size);
  directUnsynced_ = !direct_.empty();
  if (Failure failure = replay(log, summary)) return failure;
  if (summary.checkpointBegun && superblock.hash() != summary.header.baseHash)
    if (Failure failure = checkSuperblock(superblock)) return failure;
  isHalfWritten_ = summary.checkpointBegun;
  end_ = committedEnd_ = summary.committedEnd.value_or(baseEnd_);
  highestEnd_ = std::max(summary.highestEnd, committedEnd_);
  return {};
}

// Every page that the log changes must be the one that it was made for.
Failure Journal::checkPages(const Descriptor& log, const LogSummary& summary) {
  std::array<std::uint8_t, kPageBytes> bytes;
  const int error = forEachRecord(log, summary, [&](const Record& record) {
    if (record.header.kind != RecordKind::BaseData) return 0;
    Page page;
    page.bytes = bytes.data();
    if (!loadBase(record.header.address / kPageBytes, page)) return lost_->number;
    return page.baseHash == record.header.baseHash ? 0 : ESTALE;
  });
  return {error, error == ESTALE ? kForeign : ""};
}

// The superblock of a checkpoint's middle is the old one, or the one that the log leads to.
Failure Journal::checkSuperblock(const Superblock& superblock) {
  Superblock wanted;
  if (!read(superblock.address, kSectorBytes, wanted.sector.data())) return {EIO, {}};
  return wanted.hash() == superblock.hash() ? Failure{} : Failure{ESTALE, kForeign};
}

// Pages of the log stand for themselves; only what lies below the base comes from the main file.
Failure Journal::replay(const Descriptor& log, const LogSummary& summary) {
  const int error = forEachRecord(log, summary, [this](const Record& record) {
    const std::uint64_t address = record.header.address;
    Page* page = overlay_.require(address / kPageBytes, [this](PageNumber n, Page& p) { return loadBase(n, p); });
    if (page == nullptr) return lost_ ? lost_->number : ENOMEM;
    const std::size_t offset = address % kPageBytes;
    const std::size_t size = std::min<std::size_t>(record.header.size, kPageBytes - offset);
    std::memcpy(page->bytes + offset, record.data, size);
    for (std::size_t block = offset / kBlockBytes; block * kBlockBytes < offset + size; ++block)
      page->logged |= std::uint64_t{1} << block;
    return 0;
  });
  return {error, {}};
}

}  // namespace journal
