#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

#include "../vfd/holder.hpp"
#include "file_open.hpp"

// Files that begin, and files that go: nobody sees half a one, and none is taken from under who writes it.
namespace h5 {
namespace {

using journal::Descriptor;

// Names can go to other files while locks are taken.
constexpr int kAttempts = 20;

// In the folder of the file that it will be, and shorter than any name that leaves room for a journal's.
std::string temporaryName(const std::string& filename) {
  static std::atomic<unsigned> count{0};
  const auto slash = filename.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : filename.substr(0, slash + 1);
  return folder + ".trajstore-new-" + std::to_string(getpid()) + "-" + std::to_string(count++);
}

bool exists(const std::string& filename) { return access(filename.c_str(), F_OK) == 0; }

// A writer without locks cannot be told from a dead one but by its process; one of SWMR has none.
bool mayLive(journal::Mark mark, const std::string& filename) {
  if (mark == journal::Mark::None) return false;
  return mark == journal::Mark::SwmrWriter || journal::writerOf(filename) != 0;
}

// Throws if somebody has the file; the lock is held as long as the descriptor, which is none where there is no file.
Descriptor claimExisting(const std::string& target, std::string_view operation) {
  for (int attempt = 0; attempt < kAttempts && exists(target); ++attempt) {
    Descriptor existing = openRegular(target);
    lockDescriptor(existing.get(), true, target);
    if (const auto mark = journal::markOf(existing); mayLive(mark, target)) failMarked(mark, operation, target);
    if (journal::isNamed(target, existing)) return existing;
  }
  if (exists(target)) failLocked(operation, target);
  return {};
}

// What a crash left beside the file that is replaced belongs into it, should the replacing not come to its end. A
// journal that does not fit goes with the file; also one without a file.
void settleOld(const std::string& target, const std::string& filename) {
  if (!exists(target) || !journal::hasLogFile(target)) return;
  const auto failure = journal::settle(target, journal::Durability::Checkpoint);
  if (failure.number == EWOULDBLOCK) failJournal(failure, "open file", filename);
}

// The journal of a file that is replaced does not belong to the new one.
void takeJournalAway(const std::string& target, const std::string& filename, std::string_view operation) {
  const auto failure = journal::removeLogFile(target);
  if (failure) failJournal(failure, operation, filename);
}

// An empty HDF5 file under a name of its own, until `publish` gives it its name: from that moment on it has the locks
// of a writer, so that nobody writes it before who made it.
class Draft {
 public:
  Draft(const std::string& target, const std::string& filename, const FileOptions& options)
      : path_(temporaryName(target)), options_(options) {
    write(filename);
    if (options.durability == Durability::None) {
      plain_ = openPlain(path_, true);
      return;
    }
    if (options.durability != Durability::Process) sync();
    if (const int error = journal::openRegular(path_, O_RDWR, locked_)) failSystem(error, "create file", filename);
    if (const int error = journal::lockForWriting(locked_)) failSystem(error, "create file", filename);
  }
  ~Draft() { unlink(path_.c_str()); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // False when there is a file of that name, which is not to be replaced.
  bool publish(const std::string& target, bool replaces) {
    if (replaces) {
      if (std::rename(path_.c_str(), target.c_str()) != 0) failSystem(errno, "create file", target);
      return true;
    }
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return true;
    // Not every file system knows of that; a link fails too if the name is taken.
    if (errno != EEXIST && link(path_.c_str(), target.c_str()) == 0) return true;
    if (errno != EEXIST) failSystem(errno, "create file", target);
    return false;
  }

  FileId open(const std::string& target) {
    if (plain_) return std::move(plain_);
    journal::handOver(std::move(locked_));
    return openId(target, true, options_);
  }

 private:
  void write(const std::string& filename) {
    const PlistId properties = fileAccess(true, Durability::None);
    FileId id(check(H5Fcreate(path_.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, properties.get()), "create file", filename));
    check(H5Fflush(id.get(), H5F_SCOPE_LOCAL), "write file", filename);
    check(H5Fclose(id.release()), "write file", filename);
  }

  void sync() {
    const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || fsync(file.get()) != 0) failSystem(errno, "create file", path_);
  }

  const std::string path_;
  const FileOptions options_;
  Descriptor locked_;
  FileId plain_;
};

}  // namespace

std::shared_ptr<File> File::create(const std::string& filename, bool exclusive, const FileOptions& options) {
  // A link stays a link: what it points to is made or replaced.
  const std::string target = journal::realPath(filename);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (exclusive && exists(target)) failSystem(EEXIST, "create file", filename);
    settleOld(target, filename);
    const Descriptor existing = claimExisting(target, "create file");
    if (exclusive && existing) failSystem(EEXIST, "create file", filename);
    Draft draft(target, filename, options);
    takeJournalAway(target, filename, "create file");
    if (draft.publish(target, static_cast<bool>(existing)))
      return std::make_shared<File>(draft.open(target), filename, true, options);
  }
  failLocked("create file", filename);
}

void removeFile(const std::string& filename) {
  const std::string target = journal::realPath(filename);
  const Descriptor existing = claimExisting(target, "remove file");
  if (!existing) return;
  takeJournalAway(target, filename, "remove file");
  if (unlink(target.c_str()) != 0) failSystem(errno, "remove file", filename);
}

}  // namespace h5
