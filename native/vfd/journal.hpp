#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "log.hpp"
#include "overlay.hpp"
#include "posix.hpp"

namespace journal {

// What a commit promises: to survive a kill; with Checkpoint also that the file is consistent after a power loss, with
// Commit also that no commit is lost by one.
enum class Durability { Process, Checkpoint, Commit };

// Why an operation failed: an errno, and a sentence where that says too little.
struct Failure {
  int number = 0;
  std::string sentence;
  explicit operator bool() const { return number != 0 || !sentence.empty(); }
};

// One file under a write-ahead log. Writes go to an overlay in memory; a commit appends what changed to the log; a
// checkpoint brings the log into the main file. So the main file is plain HDF5 and consistent at all times but in the
// short middle of a checkpoint, which the next opening completes.
//
// Nothing here fails while libhdf5 flushes or closes: it would be left with broken memory. Failures come out of
// `commit` alone. All functions need the library's lock.
class Journal {
 public:
  static Failure open(const std::string& path, bool writable, Durability durability, std::unique_ptr<Journal>& journal);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // --- for libhdf5 ---
  bool read(std::uint64_t address, std::size_t size, std::uint8_t* data);
  void write(std::uint64_t address, std::size_t size, const std::uint8_t* data, bool isRawData);
  std::uint64_t end() const { return end_; }
  void setEnd(std::uint64_t end) { end_ = end; }

  // --- for the owner ---
  // Appends what changed since the last commit to the log. Afterwards it survives, or it failed and can be tried again
  // (unless `isLost`) or aborted.
  Failure commit();
  // Forgets everything since the last commit when the file is closed.
  void abort() { aborted_ = true; }
  // Brings committed changes into the main file, unless a reader has it or the disk is full: then later.
  void checkpoint();
  bool hasLog() const { return log_ != nullptr && log_->end() > sizeof(LogHeader); }
  bool isWritable() const { return writable_; }
  const std::string& path() const { return path_; }
  const Descriptor& main() const { return main_; }

 private:
  Journal(std::string path, bool writable, Durability durability)
      : path_(std::move(path)), writable_(writable), durability_(durability) {}

  Failure openForWriting();
  Failure openForReading();
  Failure openLog();
  Failure recover(const LogContent& content);
  Failure checkBase(const LogContent& content);
  void replay(const LogContent& content);
  int begin();

  void load(PageNumber number, Page& page);
  std::uint64_t reproducible(PageNumber number) const;
  std::size_t writeDirect(std::uint64_t address, std::size_t size, const std::uint8_t* data);
  std::uint64_t knownBytes(std::uint64_t address) const;

  void addPage(RecordBuffer& records, PageNumber number, Page& page) const;
  int applyOverlay();
  int writeRun(const std::vector<PageNumber>& run);
  bool upgradeLock();
  int startOver();
  void removeLog();

  const std::string path_;
  const bool writable_;
  const Durability durability_;
  Descriptor main_;
  std::unique_ptr<Log> log_;
  Overlay overlay_;

  std::uint64_t end_ = 0;           // of the file as libhdf5 sees it
  std::uint64_t committedEnd_ = 0;  // at the last commit
  std::uint64_t baseEnd_ = 0;       // at the last checkpoint
  // Whole pages of raw data written straight into the main file, behind everything that was committed: [from, to).
  std::vector<std::pair<std::uint64_t, std::uint64_t>> direct_;
  bool directUnsynced_ = false;
  bool aborted_ = false;
  // Bytes were dropped for want of memory or space: only aborting is left.
  std::string lost_;
  // A failed fsync may have dropped pages; trying again could succeed without writing them.
  bool syncFailed_ = false;
};

std::string logPath(const std::string& path);

}  // namespace journal
