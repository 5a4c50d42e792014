#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "log.hpp"
#include "log_file.hpp"
#include "overlay.hpp"
#include "posix.hpp"
#include "superblock.hpp"

namespace journal {

// What a commit promises: to survive a kill; with Checkpoint also that the file is consistent after a power loss, with
// Commit also that no commit is lost by one.
enum class Durability { Process, Checkpoint, Commit };

// A read of the main file that was put off, see `Journal::putOff`.
struct Read {
  std::uint64_t address = 0;
  std::size_t size = 0;
  std::uint8_t* data = nullptr;
};

// One file under a write-ahead log. Writes go to an overlay in memory; a commit appends what changed to the log; a
// checkpoint brings the log into the main file. So the main file is plain HDF5 and consistent at all times but in the
// short middle of a checkpoint, which the next opening completes.
//
// Nothing here fails while libhdf5 flushes or closes: it would be left with broken memory. Failures come out of
// `commit` alone. All functions need the library's lock.
class Journal {
 public:
  // `locked` is the main file where the caller has it with its locks already, see `lockForWriting`.
  static Failure open(const std::string& path, bool writable, Durability durability, Descriptor locked,
                      std::unique_ptr<Journal>& journal);
  // Commits and checkpoints, unless `abort` was called.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // --- for libhdf5 ---
  bool read(std::uint64_t address, std::size_t size, std::uint8_t* data);
  void write(std::uint64_t address, std::size_t size, const std::uint8_t* data, bool isRawData);
  std::uint64_t end() const { return end_; }
  void setEnd(std::uint64_t end) { end_ = end; }

  // --- for readers ---
  // Does `work`, but what it would read into this memory is put off, for other threads to do: where nobody writes, and
  // the main file has it. A read that begins in the memory and would go beyond it fails: a file says how long its
  // chunks are. `bytes` is how many were read.
  template <class Work>
  std::vector<Read> putOff(std::uint8_t* memory, std::size_t size, std::size_t& bytes, Work work) {
    PutOff here{memory, size, !writable_ && overlay_.isEmpty(), 0, {}};
    refused_ = false;
    putOff_ = &here;
    const Restore restore{putOff_};
    work();
    bytes = here.bytes;
    return std::move(here.reads);
  }
  // Whether the last of these had a read that went beyond its memory.
  bool refusedRead() const { return refused_; }
  // On any thread; 0 or the errno.
  int perform(const Read& read) const { return readAt(main_, read.data, read.size, read.address); }

  // --- for the owner ---
  // Appends what changed since the last commit to the log. Afterwards it survives, or it failed and can be tried again
  // (unless bytes were lost) or aborted.
  Failure commit();
  // Forgets everything since the last commit when the file is closed; the log stays for the next opening.
  void abort() { aborted_ = true; }
  // Brings committed changes into the main file, unless a reader has it or the disk is full: then later. True when the
  // main file has them all.
  bool checkpoint();
  bool isWritable() const { return writable_; }
  // Whether the file is still the one of its name.
  bool isNamed() const { return journal::isNamed(path_, main_); }
  // Takes the names of file and log away, if they are still theirs; to be aborted then.
  void removeFiles();
  const Descriptor& main() const { return main_; }

 private:
  Journal(std::string path, bool writable, Durability durability);

  // The memory that is read into, and the reads that were put off.
  struct PutOff {
    const std::uint8_t* memory;
    std::size_t size;
    bool isAllowed;
    std::size_t bytes;
    std::vector<Read> reads;
    // The bytes of it from here on; 0 for other memory.
    std::size_t roomAt(const std::uint8_t* data) const;
  };
  struct Restore {
    PutOff*& place;
    ~Restore() { place = nullptr; }
  };

  // --- opening (recovery.cpp) ---
  Failure openForReading();
  Failure openForWriting(Descriptor locked);
  Failure openMain(Descriptor locked);
  Failure openLog();
  Failure refuseMarked() const;
  bool isStillNamed() const;
  Failure takeUp();
  Failure recover(const Descriptor& log, const LogSummary& summary);
  Failure checkPages(const Descriptor& log, const LogSummary& summary);
  Failure replay(const Descriptor& log, const LogSummary& summary);
  Failure checkSuperblock(const Superblock& superblock);

  // --- reading and writing ---
  bool load(PageNumber number, Page& page);
  bool loadBase(PageNumber number, Page& page);
  std::uint64_t reproducible(PageNumber number) const;
  void writePage(std::uint64_t address, std::size_t size, const std::uint8_t* data);
  std::size_t writeDirect(std::uint64_t address, std::size_t size, const std::uint8_t* data);
  void rememberDirect(std::uint64_t from, std::uint64_t to);
  std::uint64_t knownBytes(std::uint64_t address) const;
  void lose(int number, std::string sentence);

  // --- committing ---
  bool isClean() const { return !overlay_.isDirty() && end_ == committedEnd_; }
  bool hasLog() const { return log_ != nullptr && log_->end() > sizeof(LogHeader); }
  bool survivesPowerLoss() const { return durability_ != Durability::Process; }
  Failure keepNames();
  Failure renewLog();
  Failure commitAnew();
  Failure writeCommit();
  void addPage(PageNumber number, const Page& page);
  int sync(const Descriptor& file);

  // --- checkpoint.cpp ---
  bool upgradeLock();
  bool shareLock();
  int bringIn();
  int applyOverlay();
  int writeRun(const std::vector<PageNumber>& run);
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
  std::uint64_t highestEnd_ = 0;    // at any commit since the last checkpoint, which a reader or a power loss may need
  std::uint64_t baseEnd_ = 0;       // at the last checkpoint
  // Whole pages of raw data written straight into the main file, behind everything that was committed: from → to.
  std::map<std::uint64_t, std::uint64_t> direct_;
  bool directUnsynced_ = false;
  PutOff* putOff_ = nullptr;
  bool refused_ = false;
  bool isOpen_ = false;
  bool wasChanged_ = false;
  // A checkpoint did not come to its end: the main file may be half the old, half the new one.
  bool isHalfWritten_ = false;
  bool aborted_ = false;
  // Why only aborting is left.
  std::optional<Failure> lost_;
};

// Takes the locks of a writer, which others see from here on. EWOULDBLOCK when somebody has the file.
int lockForWriting(const Descriptor& main);

// Why a log cannot be read, or what it says.
Failure summaryOf(const Descriptor& log, std::optional<LogSummary>& summary);

// Completes what a crash left behind, so that the main file alone is all there is.
Failure settle(const std::string& path, Durability durability);

}  // namespace journal
