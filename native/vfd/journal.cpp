#include "journal.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "checksum.hpp"

namespace journal {
namespace {

// From this size on, raw data go straight into the main file, where no committed byte refers to.
constexpr std::size_t kDirectBytes = std::size_t{8} << 10;
// A log longer than this is brought into the main file after the next commit.
constexpr std::uint64_t kCheckpointBytes = std::uint64_t{4} << 20;

constexpr const char* kGone =
    "the file is not there any more by its name: it was moved, removed or replaced while it was open; put it back and "
    "write again, or close it with discard";
constexpr const char* kLogReplaced =
    "its journal ('-wal') was removed and something else stands in its place; move that away and write again";

constexpr std::uint64_t pageStart(std::uint64_t address) { return address / kPageBytes * kPageBytes; }
constexpr std::uint64_t pageEnd(std::uint64_t address) { return pageStart(address + kPageBytes - 1); }

}  // namespace

Journal::Journal(std::string path, bool writable, Durability durability)
    : path_(std::move(path)), writable_(writable), durability_(durability), overlay_(logPath(path_) + "-spill") {}

Journal::~Journal() {
  if (!writable_ || !isOpen_ || aborted_) return;
  // What fails here was reported by the commit before, or is a closing that changed nothing that counts: the log stays
  // with the last commit.
  static_cast<void>(commit());
  if (checkpoint()) removeLog();
}

// After this nothing is committed any more.
void Journal::lose(int number, std::string sentence) {
  if (!lost_) lost_ = Failure{number, std::move(sentence)};
}

// --- libhdf5's side --------------------------------------------------------------------------------------------------

std::size_t Journal::PutOff::roomAt(const std::uint8_t* data) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory), at = reinterpret_cast<std::uintptr_t>(data);
  return at >= begin && at - begin < size ? size - (at - begin) : 0;
}

bool Journal::read(std::uint64_t address, std::size_t size, std::uint8_t* data) {
  if (const std::size_t room = putOff_ != nullptr ? putOff_->roomAt(data) : 0; room > 0) {
    refused_ = size > room;
    if (refused_) return false;
    putOff_->bytes += size;
    if (putOff_->isAllowed && knownBytes(address) >= size) {
      putOff_->reads.push_back({address, size, data});
      return true;
    }
  }
  while (size > 0) {
    const PageNumber number = address / kPageBytes;
    const std::size_t offset = address % kPageBytes;
    std::size_t part = std::min(size, kPageBytes - offset);
    if (const Page* page = overlay_.find(number)) {
      std::memcpy(data, page->bytes + offset, part);
    } else {
      // As many pages as are not in the overlay by one call.
      while (part < size && overlay_.find((address + part) / kPageBytes) == nullptr)
        part = std::min(size, part + kPageBytes);
      const std::uint64_t known = knownBytes(address);
      part = std::min<std::uint64_t>(part, known > 0 ? known : pageStart(address) + kPageBytes - address);
      if (known == 0)
        std::memset(data, 0, part);
      else if (readAt(main_, data, part, address) != 0)
        return false;
    }
    address += part;
    data += part;
    size -= part;
  }
  return true;
}

// How many bytes from here on the main file has; behind them nothing was ever written.
std::uint64_t Journal::knownBytes(std::uint64_t address) const {
  if (address < baseEnd_) return baseEnd_ - address;
  const auto after = direct_.upper_bound(address);
  if (after == direct_.begin()) return 0;
  const std::uint64_t to = std::prev(after)->second;
  return address < to ? to - address : 0;
}

void Journal::write(std::uint64_t address, std::size_t size, const std::uint8_t* data, bool isRawData) {
  wasChanged_ = true;
  end_ = std::max(end_, address + size);
  try {
    for (std::size_t done = 0; done < size;) {
      const std::uint64_t at = address + done;
      std::size_t part = 0;
      if (isRawData && size - done >= kDirectBytes && at % kPageBytes == 0)
        part = writeDirect(at, size - done, data + done);
      if (part == 0) {
        part = std::min(size - done, kPageBytes - static_cast<std::size_t>(at % kPageBytes));
        writePage(at, part, data + done);
      }
      done += part;
    }
  } catch (const std::bad_alloc&) {
    lose(ENOMEM, "there is not enough memory for the changes since the last commit");
  }
}

void Journal::writePage(std::uint64_t address, std::size_t size, const std::uint8_t* data) {
  const PageNumber number = address / kPageBytes;
  if (overlay_.require(number, [this](PageNumber n, Page& p) { return load(n, p); }) != nullptr)
    overlay_.put(number, address % kPageBytes, data, size, reproducible(number));
  else
    lose(ENOMEM, "there is no room for the changes since the last commit, neither in memory nor beside the file");
}

// Whole pages behind all that was committed and not in the overlay: no committed image refers to them, so they need no
// log. Gives the bytes written; 0 when the overlay has to take them.
std::size_t Journal::writeDirect(std::uint64_t address, std::size_t size, const std::uint8_t* data) {
  if (address < pageEnd(highestEnd_)) return 0;
  std::size_t part = 0;
  while (part + kPageBytes <= size && overlay_.find((address + part) / kPageBytes) == nullptr) part += kPageBytes;
  if (part < kDirectBytes || writeAt(main_, data, part, address) != 0) return 0;
  directUnsynced_ = true;
  rememberDirect(address, address + part);
  return part;
}

void Journal::rememberDirect(std::uint64_t from, std::uint64_t to) {
  auto next = direct_.upper_bound(from);
  if (next != direct_.begin() && std::prev(next)->second >= from) {
    --next;
    next->second = std::max(next->second, to);
  } else {
    next = direct_.emplace(from, to).first;
  }
  for (auto after = std::next(next); after != direct_.end() && after->first <= next->second;
       after = direct_.erase(after))
    next->second = std::max(next->second, after->second);
}

// The page below the overlay: the main file's bytes as far as they count, zeros behind.
bool Journal::load(PageNumber number, Page& page) {
  const std::uint64_t start = number * kPageBytes;
  if (start < baseEnd_ || knownBytes(start) == 0) return loadBase(number, page);
  // The log takes the whole page: recovery does not know which pages were written directly.
  page.dirty = ~std::uint64_t{0};
  const int error = readAt(main_, page.bytes, kPageBytes, start);
  if (error != 0) lose(error, "the file could not be read: " + std::string(std::strerror(error)));
  return error == 0;
}

bool Journal::loadBase(PageNumber number, Page& page) {
  const std::uint64_t start = number * kPageBytes;
  std::memset(page.bytes, 0, kPageBytes);
  if (start >= baseEnd_) return true;
  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(kPageBytes, baseEnd_ - start));
  if (const int error = readAt(main_, page.bytes, known, start)) {
    lose(error, "the file could not be read: " + std::string(std::strerror(error)));
    return false;
  }
  page.baseHash = checksum(page.bytes, kPageBytes, 0);
  return true;
}

std::uint64_t Journal::reproducible(PageNumber number) const {
  const std::uint64_t start = number * kPageBytes;
  return start >= baseEnd_ ? 0 : blocksBelow(static_cast<std::size_t>(std::min(baseEnd_ - start, kPageBytes + 0UL)));
}

// --- committing ------------------------------------------------------------------------------------------------------

Failure Journal::commit() {
  if (lost_) return *lost_;
  if (wasChanged_)
    if (Failure failure = keepNames()) return failure;
  if (isClean() && !directUnsynced_) return {};
  try {
    if (Failure failure = writeCommit()) return failure;
  } catch (const std::bad_alloc&) {
    log_->drop();
    return {ENOMEM, "there is not enough memory to commit"};
  }
  overlay_.markLogged();
  committedEnd_ = end_;
  highestEnd_ = std::max(highestEnd_, committedEnd_);
  directUnsynced_ = false;
  if (log_->end() > kCheckpointBytes) checkpoint();
  return {};
}

// What nobody finds by its name is not kept, even if it is written.
Failure Journal::keepNames() {
  if (!isNamed()) return {ENOENT, kGone};
  return journal::isNamed(logPath(path_), log_->file()) ? Failure{} : renewLog();
}

// The log was removed under us: all that differs from the main file goes into a new one.
Failure Journal::renewLog() {
  Descriptor file;
  if (Failure failure = openLogFile(path_, O_RDWR | O_CREAT | O_EXCL, file))
    return failure.number == EEXIST ? Failure{EEXIST, kLogReplaced} : failure;
  if (const int error = setLock(file, LockKind::Exclusive)) return {error, {}};
  Superblock superblock;
  if (const int error = findSuperblock(main_, superblock)) return {error, {}};
  auto log = std::make_unique<Log>(std::move(file));
  if (const int error = log->begin(baseEnd_, superblock.hash())) return {error, {}};
  log_ = std::move(log);
  overlay_.markUnlogged();
  if (survivesPowerLoss())
    if (const int error = syncFolder(path_)) return {error, {}};
  return {};
}

// What was committed goes into a new log.
Failure Journal::commitAnew() {
  Failure failure = renewLog();
  return failure ? failure : commit();
}

Failure Journal::writeCommit() {
  // A commit must not refer to raw data that a power loss could take.
  if (directUnsynced_ && survivesPowerLoss())
    if (const int error = sync(main_)) return {error, {}};
  if (isHalfWritten_) log_->add(RecordKind::Checkpoint, committedEnd_);
  for (const PageNumber number : overlay_.dirtyPages()) addPage(number, *overlay_.find(number));
  log_->add(RecordKind::Commit, end_);
  if (const int error = log_->write()) return {error, {}};
  if (durability_ == Durability::Commit) {
    if (const int error = sync(log_->file())) {
      log_->drop();
      return {error, {}};
    }
  }
  log_->accept();
  return {};
}

// A failed fsync may have dropped pages; trying again could succeed without writing them.
int Journal::sync(const Descriptor& file) {
  const int error = syncData(file);
  if (error != 0) lose(error, "an earlier fsync failed, after which nothing can be trusted to be written");
  return error;
}

// Runs of dirty blocks become one record each.
void Journal::addPage(PageNumber number, const Page& page) {
  std::uint64_t rest = page.dirty;
  bool first = page.logged == 0 && page.baseHash.has_value();
  for (std::size_t block = 0; rest != 0; ++block) {
    if ((rest >> block & 1) == 0) continue;
    std::size_t stop = block;
    while (stop < 64 && (rest >> stop & 1) != 0) rest &= ~(std::uint64_t{1} << stop++);
    const std::size_t offset = block * kBlockBytes;
    log_->add(first ? RecordKind::BaseData : RecordKind::Data, number * kPageBytes + offset, page.bytes + offset,
              static_cast<std::uint32_t>((stop - block) * kBlockBytes), page.baseHash.value_or(0));
    first = false;
    block = stop;
  }
}

}  // namespace journal
