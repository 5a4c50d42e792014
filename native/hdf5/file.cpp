#include "file.hpp"

#include <unistd.h>

#include <algorithm>
#include <exception>

#include "../core/error.hpp"
#include "../core/lock.hpp"
#include "../vfd/driver.hpp"
#include "arena.hpp"
#include "chunks.hpp"
#include "copy/copy.hpp"
#include "file_open.hpp"
#include "header/lookup3.hpp"
#include "header/reader.hpp"
#include "node.hpp"

namespace h5 {

namespace {

std::optional<haddr_t> baseOf(hid_t file) {
  const PlistId plist(check(H5Fget_create_plist(file), "read properties"));
  std::size_t addressBytes = 0, lengthBytes = 0;
  hsize_t userBlock = 0;
  check(H5Pget_sizes(plist.get(), &addressBytes, &lengthBytes), "read properties");
  check(H5Pget_userblock(plist.get(), &userBlock), "read properties");
  if (addressBytes != 8 || lengthBytes != 8) return std::nullopt;
  return userBlock;
}

// libhdf5 clears the marks of an open file in an image, which from version 2 of the superblock on belong to a checksum,
// and leaves that as it was. HDF5 File Format Specification 3.0, II.A.
void sealSuperblock(Buffer& image, haddr_t base) {
  constexpr std::size_t versionAt = 8, addressBytesAt = 9, fixedBytes = 12, addresses = 4, checksumBytes = 4;
  if (base + fixedBytes > image.size() || std::memcmp(image.data() + base, "\x89HDF", 4) != 0) return;
  std::uint8_t* superblock = image.data() + base;
  const std::size_t checked = fixedBytes + addresses * superblock[addressBytesAt];
  if (superblock[versionAt] < 2 || base + checked + checksumBytes > image.size()) return;
  const std::uint32_t sum = header::lookup3({superblock, checked});
  for (std::size_t i = 0; i < checksumBytes; ++i) superblock[checked + i] = static_cast<std::uint8_t>(sum >> 8 * i);
}

std::pair<unsigned long, haddr_t> identityOf(hid_t object) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "describe a node");
  return {info.fileno, info.addr};
}

}  // namespace

File::File(FileId id, std::string filename, bool writable, const FileOptions& options)
    : id_(std::move(id)),
      journal_(journal::journalOf(id_.get())),
      filename_(std::move(filename)),
      writable_(writable),
      options_(options) {}

File::~File() {
  Lock lock;
  chunkCache_.clear();
  id_.reset();
}

hid_t File::id() const {
  if (!id_) throw Error(Code::Closed, "The file was closed before");
  return id_.get();
}

void File::requireWritable() const {
  if (!writable_) throw Error(Code::ReadOnly, "The file was opened for reading only");
}

ObjectId File::openRoot() const { return ObjectId(check(H5Oopen(id(), "/", H5P_DEFAULT), "open group", "/")); }

void File::flush() {
  std::exception_ptr unsaved;
  try {
    flushChunks();
  } catch (const Error&) {
    unsaved = std::current_exception();
  }
  check(H5Fflush(id(), H5F_SCOPE_GLOBAL), "write file", filename_);
  if (!hasJournal())
    requireNamed();
  else if (!holdsCommits_)
    if (const auto failure = journal_->commit()) failJournal(failure, "write file", filename_);
  if (unsaved) std::rethrow_exception(unsaved);
}

std::shared_ptr<Chunks> File::openChunks(hid_t dataset) const {
  if (chunks_.empty()) return nullptr;
  const auto found = chunks_.find(identityOf(dataset));
  return found == chunks_.end() ? nullptr : found->second.lock();
}

std::shared_ptr<Chunks> File::chunksOf(hid_t dataset, const std::function<std::shared_ptr<Chunks>(ChunkCache&)>& make) {
  if (auto known = openChunks(dataset)) return known;
  if (chunks_.size() >= mostChunks_) {
    for (auto at = chunks_.begin(); at != chunks_.end();) at = at->second.expired() ? chunks_.erase(at) : std::next(at);
    mostChunks_ = std::max(mostChunks_, 2 * chunks_.size());
  }
  auto made = make(chunkCache_);
  chunks_[identityOf(dataset)] = made;
  return made;
}

// What nobody finds by its name is not kept, even if it is written. A journal looks for itself.
void File::requireNamed() const {
  if (!writable_ || !wasChanged_ || isStillNamed(id(), filename_)) return;
  throw Error(Code::Io, "Cannot write file " + quoted(filename_) +
                            ": it is not there any more by its name: it was moved, removed or replaced while it was "
                            "open; close it with discard");
}

bool File::checkpoint() { return !hasJournal() || journal_->checkpoint(); }

void File::rollback() {
  requireWritable();
  if (!hasJournal()) throw Error(Code::Unsupported, "A file without a journal (durability 'none') cannot go back");
  drop();
  id_ = openId(filename_, true, options_);
  journal_ = journal::journalOf(id_.get());
}

void File::discard(bool removes) {
  if (!id_) return;
  if (removes) removeName();
  // Another file can have its name by now.
  const bool settles = !removes && hasJournal() && journal_->isNamed();
  drop();
  // What was committed before goes on into the file. While a reader has it, or the disk is full, the log keeps it.
  if (settles) static_cast<void>(journal::settle(filename_, journalDurability(options_.durability)));
}

void File::removeName() {
  if (journal_ != nullptr)
    journal_->removeFiles();
  else if (isStillNamed(id(), filename_))
    unlink(journal::realPath(filename_).c_str());
}

void File::drop() {
  if (!id_) return;
  if (hasJournal()) journal_->abort();
  chunkCache_.clear();
  for (Node* node : nodes_) node->close();
  chunks_.clear();
  arena_.reset();
  headers_.reset();
  journal_ = nullptr;
  H5Fclose(id_.release());
}

std::optional<haddr_t> File::base() {
  if (!base_) base_ = baseOf(id());
  return *base_;
}

Arena* File::arena() {
  if (!arena_)
    if (const auto start = base()) arena_ = std::make_unique<Arena>(*start, hasJournal() ? journal_ : nullptr);
  return arena_.get();
}

header::Reader* File::headers() {
  // A file that is open for writing too has one journal for both.
  if (writable_ || journal_ == nullptr || journal_->isWritable()) return nullptr;
  if (!headers_)
    if (const auto start = base()) headers_ = std::make_unique<header::Reader>(header::Source(*journal_, *start));
  return headers_.get();
}

std::uint64_t File::size() const {
  hsize_t size = 0;
  check(H5Fget_filesize(id(), &size), "get the size of file", filename_);
  return size;
}

std::uint64_t File::freeSpace() const {
  return static_cast<std::uint64_t>(check(H5Fget_freespace(id()), "get the free space of file", filename_));
}

Buffer File::image() {
  // No commit: the file itself stays as it is.
  if (writable_) {
    flushChunks();
    check(H5Fflush(id(), H5F_SCOPE_GLOBAL), "write file", filename_);
  }
  const auto size = check(H5Fget_file_image(id(), nullptr, 0), "get the image of file", filename_);
  Buffer bytes(static_cast<std::size_t>(size));
  check(H5Fget_file_image(id(), bytes.data(), bytes.size()), "get the image of file", filename_);
  sealSuperblock(bytes, base().value_or(0));
  return bytes;
}

std::uint64_t File::copyTo(const std::string& filename) {
  flushChunks();
  return copy::copyFile(openRoot().get(), filename);
}

void File::close() {
  awaitTasks();
  closeNow();
}

void File::closeNow() {
  Lock lock;
  if (!id_) return;
  if (holdsCommits_) return discard();
  // What cannot be written is reported before anything is closed: space can be made, and this be tried again.
  if (writable_) flush();
  chunkCache_.clear();
  for (Node* node : nodes_) node->close();
  chunks_.clear();
  arena_.reset();
  headers_.reset();
  journal_ = nullptr;
  check(H5Fclose(id_.release()), "close file", filename_);
}

std::uint64_t File::takeTicket() {
  std::lock_guard tickets(ticketMutex_);
  return nextTicket_++;
}

void File::awaitTurn(std::uint64_t ticket) {
  std::unique_lock tickets(ticketMutex_);
  ticketsChanged_.wait(tickets, [&] { return turn_ == ticket; });
}

void File::giveBack(std::uint64_t ticket) {
  std::unique_lock tickets(ticketMutex_);
  // Also for a task that was cancelled before it ran: those before it come first.
  ticketsChanged_.wait(tickets, [&] { return turn_ == ticket; });
  ++turn_;
  ticketsChanged_.notify_all();
}

void File::awaitTasks() {
  std::unique_lock tickets(ticketMutex_);
  ticketsChanged_.wait(tickets, [last = nextTicket_, this] { return turn_ >= last; });
}

}  // namespace h5
