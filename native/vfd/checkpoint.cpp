#include <algorithm>
#include <cerrno>
#include <cstring>

#include "journal.hpp"

// The part of the journal that brings the log into the main file.
namespace journal {
namespace {

constexpr std::size_t kLargestRun = (std::size_t{256} << 10) / kPageBytes;
// A log is written over again; one that a long transaction made longer than this gives the rest back.
constexpr std::uint64_t kKeptBytes = std::uint64_t{8} << 20;

}  // namespace

bool Journal::checkpoint() {
  if (!writable_ || aborted_ || lost_ || !isClean()) return false;
  if (!hasLog()) return true;
  // A log without a name would not be found after a crash in the middle.
  if (isNamed() && !journal::isNamed(logPath(path_), log_->file()) && commitAnew()) return false;
  if (!upgradeLock()) return false;
  // When it fails the log stays as it is, and the overlay: nothing is lost, and it is tried again later.
  const int error = bringIn();
  return shareLock() && error == 0;
}

// The order matters: the log must be safe before the main file changes, and the main file before the log goes.
int Journal::bringIn() {
  const bool syncs = survivesPowerLoss();
  log_->add(RecordKind::Checkpoint, committedEnd_);
  if (const int error = log_->write()) return error;
  log_->accept();
  isHalfWritten_ = true;
  if (syncs)
    if (const int error = sync(log_->file())) return error;
  if (const int error = applyOverlay()) return error;
  if (const int error = setSize(main_, committedEnd_)) return error;
  if (syncs)
    if (const int error = sync(main_)) return error;
  return startOver();
}

// Others read under a shared lock; while one does, the main file must stay.
bool Journal::upgradeLock() {
  if (setLock(main_, LockKind::Exclusive) == 0) return true;
  shareLock();
  return false;
}

// A conversion lets go of the lock for a moment, also one that fails.
bool Journal::shareLock() {
  if (setLock(main_, LockKind::Shared) == 0) return true;
  lose(EWOULDBLOCK, "another program has opened it for writing");
  return false;
}

// First what lies behind the old end: there is room for it or not, and nothing refers to it yet. Then the pages in
// place, the first page last: it is the superblock, which refers to all others.
int Journal::applyOverlay() {
  const auto pages = overlay_.pages();
  const auto split = std::partition_point(pages.begin(), pages.end(),
                                          [this](PageNumber number) { return number * kPageBytes < baseEnd_; });
  std::vector<std::vector<PageNumber>> runs;
  const auto collect = [&runs](auto from, auto to) {
    for (auto at = from; at != to; ++at) {
      const bool joins = at != from && *at == *(at - 1) + 1 && runs.back().size() < kLargestRun;
      if (!joins) runs.emplace_back();
      runs.back().push_back(*at);
    }
  };
  collect(split, pages.end());
  const std::size_t behind = runs.size();
  collect(pages.begin(), split);
  std::reverse(runs.begin() + static_cast<std::ptrdiff_t>(behind), runs.end());
  for (const auto& run : runs)
    if (const int error = writeRun(run)) return error;
  return 0;
}

int Journal::writeRun(const std::vector<PageNumber>& run) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(run.size() * kPageBytes);
  for (const PageNumber number : run) {
    const Page& page = *overlay_.find(number);
    bytes.insert(bytes.end(), page.bytes, page.bytes + kPageBytes);
  }
  return writeAt(main_, bytes.data(), bytes.size(), run.front() * kPageBytes);
}

// A new generation of the log over the main file as it is.
int Journal::startOver() {
  Superblock superblock;
  if (const int error = findSuperblock(main_, superblock)) return error;
  if (const int error = log_->begin(committedEnd_, superblock.hash())) return error;
  isHalfWritten_ = false;
  overlay_.clear();
  direct_.clear();
  baseEnd_ = highestEnd_ = committedEnd_;
  if (survivesPowerLoss())
    if (const int error = sync(log_->file())) return error;
  log_->shrink(kKeptBytes);
  return 0;
}

void Journal::removeFiles() {
  if (!writable_ || !isNamed()) return;
  removeLog();
  static_cast<void>(removeName(path_));
}

// Emptied first: a name that a power loss brings back then stands for nothing.
void Journal::removeLog() {
  static_cast<void>(setSize(log_->file(), 0));
  if (survivesPowerLoss()) static_cast<void>(syncData(log_->file()));
  // The file may have been moved or replaced meanwhile: a log of that name is not ours.
  if (!journal::isNamed(logPath(path_), log_->file())) return;
  static_cast<void>(removeName(logPath(path_)));
  if (survivesPowerLoss()) static_cast<void>(syncFolder(path_));
}

}  // namespace journal
