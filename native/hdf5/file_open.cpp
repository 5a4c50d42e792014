#include "file_open.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

#include "../core/error.hpp"
#include "../vfd/holder.hpp"
#include "../vfd/posix.hpp"

namespace h5 {
namespace {

using journal::Descriptor;

Descriptor openRegular(const std::string& filename) {
  Descriptor file;
  const int error = journal::openRegular(filename, O_RDONLY, file);
  if (error == EINVAL) throw Error(Code::NotHdf5, "Cannot open " + quoted(filename) + ": it is no regular file");
  if (error != 0) failSystem(error, "open file", filename);
  return file;
}

[[noreturn]] void failLocked(std::string_view operation, std::string_view filename) {
  const pid_t holder = journal::holderOf(std::string(filename));
  const std::string who = holder == 0          ? "another process, or another handle of this one, has it"
                          : holder == getpid() ? "another handle of this process has it"
                                               : "process " + std::to_string(holder) + " has it";
  throw Error(Code::Locked, "Cannot " + std::string(operation) + " " + quoted(filename) + ": " + who);
}

// File systems without locks have none that we could respect.
void lockDescriptor(int descriptor, bool exclusive, const std::string& filename) {
  if (flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) failLocked("open file", filename);
}

// libhdf5's own locks can be switched off by the environment; these are on the same open file and cannot.
void lockFile(hid_t file, bool exclusive, const std::string& filename) {
  void* descriptor = nullptr;
  check(H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor), "lock file", filename);
  lockDescriptor(*static_cast<int*>(descriptor), exclusive, filename);
}

// Flushing takes time in proportion to the metadata cache, and by default the cache grows without need.
void keepCacheSmall(hid_t access) {
  constexpr std::size_t bytes = std::size_t{128} << 10;
  H5AC_cache_config_t config;
  config.version = H5AC__CURR_CACHE_CONFIG_VERSION;
  check(H5Pget_mdc_config(access, &config), "read a property");
  config.set_initial_size = true;
  config.initial_size = config.min_size = config.max_size = bytes;
  config.incr_mode = H5C_incr__off;
  config.flash_incr_mode = H5C_flash_incr__off;
  config.decr_mode = H5C_decr__off;
  check(H5Pset_mdc_config(access, &config), "set a property");
}

PlistId fileAccess(bool writable, Durability durability) {
  PlistId access(check(H5Pcreate(H5P_FILE_ACCESS), "create properties"));
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V110), "set a property");
  check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG), "set a property");
  check(H5Pset_file_locking(access.get(), true, true), "set a property");
  if (writable) keepCacheSmall(access.get());
  // Chunks have one owner: libhdf5's cache is on for those datasets alone that it owns (`properties.hpp`).
  check(H5Pset_cache(access.get(), 0, 0, 0, 0), "set a property");
  if (durability != Durability::None) journal::useJournal(access.get(), journalDurability(durability));
  return access;
}

std::string temporaryName(const std::string& filename) {
  static std::atomic<unsigned> count{0};
  return filename + ".new-" + std::to_string(getpid()) + "-" + std::to_string(count++);
}

void publish(const std::string& temporary, const std::string& filename, bool exclusive) {
  if (exclusive) {
    // rename() would replace; link() fails if the name is taken.
    if (link(temporary.c_str(), filename.c_str()) != 0) failSystem(errno, "create file", filename);
    unlink(temporary.c_str());
  } else if (std::rename(temporary.c_str(), filename.c_str()) != 0) {
    failSystem(errno, "create file", filename);
  }
}

// Throws if somebody has the file; the lock is held as long as the descriptor.
Descriptor claimExisting(const std::string& filename) {
  if (access(filename.c_str(), F_OK) != 0) return {};
  Descriptor existing = openRegular(filename);
  lockDescriptor(existing.get(), true, filename);
  return existing;
}

// Within a process libhdf5 would share a file between its handles, lock or not.
void checkFree(const std::string& filename, bool writable, Durability durability) {
  const Descriptor exists = openRegular(filename);
  if (writable && journal::isOpenHere(filename.c_str())) failLocked("open file", filename);
  if (!writable && journal::isWrittenHere(filename.c_str())) failLocked("open file", filename);
  // A journal has its own locks, and lets others read.
  if (!writable || durability == Durability::None) lockDescriptor(exists.get(), writable, filename);
}

// The journal of a file that is replaced does not belong to the new one. Emptied first: should a power loss bring the
// name back, it then stands for nothing.
void removeJournal(const std::string& filename) {
  const std::string name = journal::logPath(filename);
  if (truncate(name.c_str(), 0) == 0) unlink(name.c_str());
}

// Whether a writer left a journal, or is writing one.
bool hasJournalFile(const std::string& filename) {
  return access(journal::logPath(journal::realPath(filename)).c_str(), F_OK) == 0;
}

Code codeOf(int number) {
  switch (number) {
    case ESTALE:
      return Code::Corrupt;
    case ENOTSUP:
      return Code::Unsupported;
    case EWOULDBLOCK:
      return Code::Locked;
    case ENOMEM:
      return Code::Limit;
    default:
      return Code::Io;
  }
}

}  // namespace

journal::Durability journalDurability(Durability durability) {
  if (durability == Durability::Commit) return journal::Durability::Commit;
  return durability == Durability::Checkpoint ? journal::Durability::Checkpoint : journal::Durability::Process;
}

[[noreturn]] void failJournal(const journal::Failure& failure, std::string_view operation, std::string_view filename) {
  if (failure.sentence.empty() && failure.number == EWOULDBLOCK) failLocked(operation, filename);
  if (failure.sentence.empty()) failSystem(failure.number, operation, filename);
  throw Error(codeOf(failure.number),
              "Cannot " + std::string(operation) + " " + quoted(filename) + ": " + failure.sentence);
}

FileId openId(const std::string& filename, bool writable, const FileOptions& options) {
  // A plain driver would not see what a journal holds.
  const bool plain = options.durability == Durability::None && !hasJournalFile(filename);
  const Durability durability = plain                                    ? Durability::None
                                : options.durability == Durability::None ? Durability::Process
                                                                         : options.durability;
  const PlistId properties = fileAccess(writable, durability);
  journal::takeOpenFailure();
  const hid_t id = H5Fopen(filename.c_str(), writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, properties.get());
  if (const auto failure = journal::takeOpenFailure(); id < 0 && failure) {
    H5Eclear2(H5E_DEFAULT);
    failJournal(*failure, "open file", filename);
  }
  FileId file(check(id, "open file", filename));
  if (plain) lockFile(file.get(), writable, filename);
  return file;
}

std::shared_ptr<File> File::open(const std::string& filename, bool writable, const FileOptions& options) {
  checkFree(filename, writable, options.durability);
  if (writable && access(filename.c_str(), W_OK) != 0) failSystem(errno, "open file for writing", filename);
  if (!isHdf5File(filename))
    throw Error(Code::NotHdf5, "Cannot open file " + quoted(filename) + ": it is no HDF5 file");
  return std::make_shared<File>(openId(filename, writable, options), filename, writable, options);
}

namespace {

// A journal that does not fit goes with the file; also one without a file.
void settleOld(const std::string& target, const std::string& filename) {
  if (access(target.c_str(), F_OK) != 0) return;
  const auto failure = journal::settle(target, journal::Durability::Checkpoint);
  if (failure.number == EWOULDBLOCK) failLocked("open file", filename);
}

// An empty HDF5 file under another name; it gets its own when it is whole.
void writeEmpty(const std::string& temporary, const std::string& filename) {
  const PlistId properties = fileAccess(true, Durability::None);
  FileId id(check(H5Fcreate(temporary.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, properties.get()), "create file", filename));
  check(H5Fflush(id.get(), H5F_SCOPE_LOCAL), "write file", filename);
  check(H5Fclose(id.release()), "write file", filename);
}

void makeDurable(const std::string& path, Durability durability) {
  if (durability == Durability::None || durability == Durability::Process) return;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || fsync(file.get()) != 0) failSystem(errno, "create file", path);
}

}  // namespace

std::shared_ptr<File> File::create(const std::string& filename, bool exclusive, const FileOptions& options) {
  // A link stays a link: what it points to is replaced.
  const std::string target = journal::realPath(filename);
  if (exclusive && access(target.c_str(), F_OK) == 0) failSystem(EEXIST, "create file", filename);
  const std::string temporary = temporaryName(target);
  // What a crash left beside the file that is replaced belongs into it, should the replacing not come to its end.
  if (hasJournalFile(target)) settleOld(target, filename);
  {
    const Descriptor existing = claimExisting(target);
    try {
      writeEmpty(temporary, filename);
      makeDurable(temporary, options.durability);
      removeJournal(target);
      publish(temporary, target, exclusive);
    } catch (const Error&) {
      unlink(temporary.c_str());
      throw;
    }
  }
  return std::make_shared<File>(openId(target, true, options), filename, true, options);
}

std::optional<journal::Status> journalStatus(const std::string& filename) {
  std::optional<journal::Status> status;
  if (const auto failure = journal::inspect(filename, status)) failJournal(failure, "read the journal of", filename);
  return status;
}

bool isHdf5File(const std::string& filename) {
  { const Descriptor exists = openRegular(filename); }
  return check(H5Fis_hdf5(filename.c_str()), "look at file", filename) > 0;
}

}  // namespace h5
