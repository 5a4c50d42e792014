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
constexpr std::size_t kDirectBytes = std::size_t{64} << 10;
// A log longer than this is brought into the main file after the next commit.
constexpr std::uint64_t kCheckpointBytes = std::uint64_t{4} << 20;

constexpr std::uint64_t pageStart(std::uint64_t address) { return address / kPageBytes * kPageBytes; }
constexpr std::uint64_t pageEnd(std::uint64_t address) { return pageStart(address + kPageBytes - 1); }

std::uint64_t hashOf(const Page& page) { return checksum(page.bytes.data(), kPageBytes, 0); }

}  // namespace

std::string logPath(const std::string& path) { return path + "-wal"; }

Journal::~Journal() {
  if (!writable_) return;
  if (!aborted_ && lost_.empty() && !syncFailed_) commit();
  const bool clean = !overlay_.isDirty() && end_ == committedEnd_;
  if (clean) checkpoint();
  if (clean && !hasLog()) removeLog();
}

// --- libhdf5's side --------------------------------------------------------------------------------------------------

bool Journal::read(std::uint64_t address, std::size_t size, std::uint8_t* data) {
  while (size > 0) {
    const PageNumber number = address / kPageBytes;
    const std::size_t offset = address % kPageBytes;
    std::size_t part = std::min(size, kPageBytes - offset);
    if (const Page* page = overlay_.find(number)) {
      std::memcpy(data, page->bytes.data() + offset, part);
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
  for (const auto& [from, to] : direct_)
    if (address >= from && address < to) return to - address;
  return 0;
}

void Journal::write(std::uint64_t address, std::size_t size, const std::uint8_t* data, bool isRawData) {
  end_ = std::max(end_, address + size);
  std::size_t done = 0;
  while (done < size) {
    const std::uint64_t at = address + done;
    if (isRawData && size - done >= kDirectBytes && at % kPageBytes == 0) {
      if (const std::size_t direct = writeDirect(at, size - done, data + done)) {
        done += direct;
        continue;
      }
    }
    const std::size_t part = std::min(size - done, kPageBytes - static_cast<std::size_t>(at % kPageBytes));
    try {
      const PageNumber number = at / kPageBytes;
      overlay_.require(number, [this](PageNumber n, Page& p) { load(n, p); });
      overlay_.put(number, at % kPageBytes, data + done, part, reproducible(number));
    } catch (const std::bad_alloc&) {
      lost_ = "there is not enough memory for the changes since the last commit";
    }
    done += part;
  }
}

// Whole pages behind all that was committed and not in the overlay: no committed image refers to them, so they need no
// log. Gives the bytes written; 0 when the overlay has to take them.
std::size_t Journal::writeDirect(std::uint64_t address, std::size_t size, const std::uint8_t* data) {
  if (address < pageEnd(committedEnd_) || address < pageEnd(baseEnd_)) return 0;
  std::size_t part = 0;
  while (part + kPageBytes <= size && overlay_.find((address + part) / kPageBytes) == nullptr) part += kPageBytes;
  if (part < kDirectBytes || writeAt(main_, data, part, address) != 0) return 0;
  directUnsynced_ = true;
  if (!direct_.empty() && direct_.back().second == address)
    direct_.back().second += part;
  else
    direct_.emplace_back(address, address + part);
  return part;
}

// The page below the overlay: the main file's bytes as far as they count, zeros behind.
void Journal::load(PageNumber number, Page& page) {
  const std::uint64_t start = number * kPageBytes;
  page.bytes.fill(0);
  if (start >= baseEnd_ && knownBytes(start) > 0) {
    static_cast<void>(readAt(main_, page.bytes.data(), kPageBytes, start));
    // The log takes the whole page: recovery does not know which pages were written directly.
    page.dirty = ~std::uint64_t{0};
    return;
  }
  if (start >= baseEnd_) return;
  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(kPageBytes, baseEnd_ - start));
  static_cast<void>(readAt(main_, page.bytes.data(), known, start));
  page.baseHash = hashOf(page);
}

std::uint64_t Journal::reproducible(PageNumber number) const {
  const std::uint64_t start = number * kPageBytes;
  return start >= baseEnd_ ? 0 : blocksBelow(static_cast<std::size_t>(baseEnd_ - start));
}

// --- committing ------------------------------------------------------------------------------------------------------

Failure Journal::commit() {
  if (!lost_.empty()) return {0, lost_};
  if (syncFailed_) return {EIO, "an earlier fsync failed, after which nothing can be trusted to be written"};
  if (!overlay_.isDirty() && end_ == committedEnd_ && !directUnsynced_) return {};
  const bool syncs = durability_ == Durability::Commit;
  // A commit must not refer to raw data that a power loss could take.
  if (directUnsynced_ && durability_ != Durability::Process) {
    if (const int error = syncData(main_)) {
      syncFailed_ = true;
      return {error, {}};
    }
  }
  RecordBuffer records = log_->buffer();
  for (const PageNumber number : overlay_.dirtyPages()) addPage(records, number, *overlay_.find(number));
  records.add(RecordKind::Commit, end_);
  if (const int error = log_->append(records)) return {error, {}};
  if (syncs) {
    if (const int error = syncData(log_->file())) {
      syncFailed_ = true;
      return {error, {}};
    }
  }
  overlay_.markLogged();
  committedEnd_ = end_;
  directUnsynced_ = false;
  if (log_->end() > kCheckpointBytes) checkpoint();
  return {};
}

// Runs of dirty blocks become one record each.
void Journal::addPage(RecordBuffer& records, PageNumber number, Page& page) const {
  std::uint64_t rest = page.dirty;
  bool first = page.logged == 0 && page.baseHash.has_value();
  for (std::size_t block = 0; rest != 0; ++block) {
    if ((rest >> block & 1) == 0) continue;
    std::size_t stop = block;
    while (stop < 64 && (rest >> stop & 1) != 0) rest &= ~(std::uint64_t{1} << stop++);
    const std::size_t offset = block * kBlockBytes;
    records.add(first ? RecordKind::BaseData : RecordKind::Data, number * kPageBytes + offset,
                page.bytes.data() + offset, static_cast<std::uint32_t>((stop - block) * kBlockBytes),
                page.baseHash.value_or(0));
    first = false;
    block = stop;
  }
}

}  // namespace journal
