#pragma once
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "../core/bytes.hpp"
#include "../core/handle.hpp"
#include "chunk_cache.hpp"

namespace journal {
class Journal;
struct Status;
}  // namespace journal

namespace h5 {

class Arena;
class Node;

namespace header {
class Reader;
}

// What a commit promises (native/vfd/journal.hpp); None is plain HDF5, which a kill can damage.
enum class Durability { None, Process, Checkpoint, Commit };

struct FileOptions {
  bool followExternal = false;
  std::uint64_t maxDatasetBytes = std::uint64_t{4} << 30;
  Durability durability = Durability::Process;
};

// An open file. Owns the order of closing: first its tasks end, then what was opened from it is closed, then itself.
class File : public std::enable_shared_from_this<File> {
 public:
  static std::shared_ptr<File> open(const std::string& filename, bool writable, const FileOptions& options);
  // Under a temporary name that is renamed, so that nobody sees half a file and none is truncated under a reader.
  static std::shared_ptr<File> create(const std::string& filename, bool exclusive, const FileOptions& options);

  File(FileId id, std::string filename, bool writable, const FileOptions& options);
  ~File();

  const std::string& filename() const noexcept { return filename_; }
  bool isWritable() const noexcept { return writable_; }
  const FileOptions& options() const noexcept { return options_; }
  bool isOpen() const noexcept { return static_cast<bool>(id_); }
  void requireWritable() const;

  // Whoever asks for a writable node is about to change something.
  void noteChange() noexcept { wasChanged_ = true; }

  ObjectId openRoot() const;
  // Writes what chunks and libhdf5 hold back; under a journal that is a commit. A chunk that cannot be written keeps no
  // other from it, and is reported in the end.
  void flush();
  // While commits are held, flushing writes to the journal's memory only, and closing forgets: the middle of a
  // transaction is never committed.
  void holdCommits(bool held) noexcept { holdsCommits_ = held; }
  // Brings what was committed into the file itself, unless a reader has it open. True when it is all there.
  bool checkpoint();
  // Goes back to the last flush: everything that was opened from the file is closed. Needs a journal.
  void rollback();
  // Null without one.
  journal::Journal* journal() const noexcept { return journal_; }
  bool hasJournal() const noexcept { return journal_ != nullptr && writable_; }
  // Where addresses in the file count from; nothing where they are not of eight bytes.
  std::optional<haddr_t> base();
  // The chunks of a dataset: one owner for all its handles. `make` is called for the first of them.
  std::shared_ptr<Chunks> chunksOf(hid_t dataset, const std::function<std::shared_ptr<Chunks>(ChunkCache&)>& make);
  // Null where no handle has asked for them.
  std::shared_ptr<Chunks> openChunks(hid_t dataset) const;
  // Before libhdf5 reads datasets by itself.
  void flushChunks() { chunkCache_.flush(); }
  // Where finished bytes are put; null where addresses are of another size.
  Arena* arena();
  // Reads headers of objects without libhdf5; null where that cannot be, as in a file that is being written.
  header::Reader* headers();
  std::uint64_t size() const;
  std::uint64_t freeSpace() const;
  // The bytes that the file would have on disk.
  Buffer image();
  // Writes everything that nodes are to a new plain file, in place of what is there; gives the bytes of this file's
  // user block, which are not copied.
  std::uint64_t copyTo(const std::string& filename);

  // Waits for all tasks of this file, so the caller must not hold the lock. When writing fails the file stays open.
  void close();
  // Without what was written since the last flush, as far as a journal can take it back. `removes` takes the file's
  // name away too, before somebody else can have the file: for one that was made here and is of no use.
  void discard(bool removes = false);
  // For the end of an environment, which has no tasks left to wait for.
  void closeNow();

  // Called by nodes.
  void add(Node* node) { nodes_.insert(node); }
  void remove(Node* node) noexcept { nodes_.erase(node); }

  // Tasks run in the order in which they took a ticket. A ticket keeps the file open until it is given back.
  std::uint64_t takeTicket();
  void awaitTurn(std::uint64_t ticket);
  void giveBack(std::uint64_t ticket);
  // Until all tasks that were made before are done: what does not become a task comes after them. Without the lock.
  void awaitTasks();

 private:
  hid_t id() const;
  void drop();
  void requireNamed() const;
  void removeName();

  FileId id_;
  // Belongs to the open file; null without one. Asking libhdf5 for it costs more than a commit.
  journal::Journal* journal_;
  const std::string filename_;
  const bool writable_;
  const FileOptions options_;
  std::unordered_set<Node*> nodes_;
  bool wasChanged_ = false;
  bool holdsCommits_ = false;
  std::optional<std::optional<haddr_t>> base_;
  ChunkCache chunkCache_;
  // By file, which external links can lead out of, and address.
  std::map<std::pair<unsigned long, haddr_t>, std::weak_ptr<Chunks>> chunks_;
  std::size_t mostChunks_ = 64;  // before those that ended are forgotten
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<header::Reader> headers_;

  std::mutex ticketMutex_;
  std::condition_variable ticketsChanged_;
  std::uint64_t nextTicket_ = 0;
  std::uint64_t turn_ = 0;
};

// Takes a file away, with its journal, as mode 'w' would replace it: Locked when somebody has it. Nothing where there
// is none.
void removeFile(const std::string& filename);

// True if the file starts as HDF5 files do.
bool isHdf5File(const std::string& filename);

// The journal that lies beside a file; nothing when there is none.
std::optional<journal::Status> journalStatus(const std::string& filename);

}  // namespace h5
