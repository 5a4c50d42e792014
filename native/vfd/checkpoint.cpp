#include <algorithm>
#include <cerrno>

#include "checksum.hpp"
#include "journal.hpp"

// The part of the journal that brings the log into the main file.
namespace journal {
namespace {

constexpr std::size_t kLargestRun = (std::size_t{256} << 10) / kPageBytes;

}  // namespace

void Journal::checkpoint() {
  if (!writable_ || aborted_ || !lost_.empty() || syncFailed_) return;
  if (overlay_.isDirty() || end_ != committedEnd_ || !hasLog()) return;
  if (!upgradeLock()) return;
  const bool syncs = durability_ != Durability::Process;
  // The order matters: the log must be safe before the main file changes, and the main file before the log goes.
  RecordBuffer mark = log_->buffer();
  mark.add(RecordKind::Checkpoint, committedEnd_);
  int error = syncs ? syncData(log_->file()) : 0;
  if (error == 0) error = log_->append(mark);
  if (error == 0 && syncs) error = syncData(log_->file());
  if (error == 0) error = applyOverlay();
  if (error == 0) error = setSize(main_, committedEnd_);
  if (error == 0 && syncs) error = syncData(main_);
  // Otherwise the log stays as it is, and the overlay: nothing is lost, and it is tried again later.
  if (error == 0) startOver();
  setLock(main_, LockKind::Shared);
}

// Others read under a shared lock; while one does, the main file must stay. A failed attempt loses our own lock.
bool Journal::upgradeLock() {
  if (setLock(main_, LockKind::Exclusive) == 0) return true;
  setLock(main_, LockKind::Shared);
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
    bytes.insert(bytes.end(), page.bytes.begin(), page.bytes.end());
  }
  return writeAt(main_, bytes.data(), bytes.size(), run.front() * kPageBytes);
}

int Journal::startOver() {
  if (const int error = begin()) return error;
  if (durability_ != Durability::Process)
    if (const int error = syncData(log_->file())) return error;
  return 0;
}

// A new generation of the log over the main file as it is.
int Journal::begin() {
  Page first;
  if (const int error = readAt(main_, first.bytes.data(), kPageBytes, 0)) return error;
  if (const int error = log_->begin(committedEnd_, checksum(first.bytes.data(), kPageBytes, 0))) return error;
  overlay_.clear();
  direct_.clear();
  baseEnd_ = committedEnd_;
  return 0;
}

// Emptied first: a name that a power loss brings back then stands for nothing.
void Journal::removeLog() {
  setSize(log_->file(), 0);
  if (durability_ != Durability::Process) syncData(log_->file());
  removeName(logPath(path_));
  if (durability_ != Durability::Process) syncFolder(path_);
}

}  // namespace journal
