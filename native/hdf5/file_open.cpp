#include "file_open.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "../vfd/holder.hpp"

namespace h5 {

using journal::Descriptor;

Descriptor openRegular(const std::string& filename) {
  Descriptor file;
  const int error = journal::openRegular(filename, O_RDONLY, file);
  if (error == EINVAL) throw Error(Code::NotHdf5, "Cannot open " + quoted(filename) + ": it is no regular file");
  if (error != 0) failSystem(error, "open file", filename);
  return file;
}

void failLocked(std::string_view operation, std::string_view filename) {
  const pid_t holder = journal::holderOf(std::string(filename));
  const std::string who = holder == 0          ? "another process, or another handle of this one, has it"
                          : holder == getpid() ? "another handle of this process has it"
                                               : "process " + std::to_string(holder) + " has it";
  throw Error(Code::Locked, "Cannot " + std::string(operation) + " " + quoted(filename) + ": " + who);
}

void lockDescriptor(int descriptor, bool exclusive, const std::string& filename) {
  if (flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) failLocked("open file", filename);
}

void failMarked(journal::Mark mark, std::string_view operation, const std::string& filename) {
  throw Error(Code::Locked,
              "Cannot " + std::string(operation) + " " + quoted(filename) + ": " + journal::sentenceOf(mark, filename));
}

namespace {

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

}  // namespace

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

namespace {

// Within a process libhdf5 would share a file between its handles, lock or not.
void checkFree(const std::string& filename, bool writable, Durability durability) {
  const Descriptor exists = openRegular(filename);
  if (writable && journal::isOpenHere(filename.c_str())) failLocked("open file", filename);
  if (!writable && journal::isWrittenHere(filename.c_str())) failLocked("open file", filename);
  // A journal has its own locks, and lets others read.
  if (!writable || durability == Durability::None) lockDescriptor(exists.get(), writable, filename);
  if (!writable) return;
  if (const auto mark = journal::markOf(exists); mark != journal::Mark::None)
    failMarked(mark, "open file for writing", filename);
}

// Whether a writer left a journal, or is writing one.
bool hasJournalFile(const std::string& filename) { return journal::hasLogFile(journal::realPath(filename)); }

journal::Mark markOf(const std::string& filename) { return journal::markOf(openRegular(filename)); }

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
    case ELOOP:
      return Code::Unsafe;
    default:
      return Code::Io;
  }
}

}  // namespace

journal::Durability journalDurability(Durability durability) {
  if (durability == Durability::Commit) return journal::Durability::Commit;
  return durability == Durability::Checkpoint ? journal::Durability::Checkpoint : journal::Durability::Process;
}

void failJournal(const journal::Failure& failure, std::string_view operation, std::string_view filename) {
  if (failure.sentence.empty() && failure.number == EWOULDBLOCK) failLocked(operation, filename);
  if (failure.sentence.empty()) failSystem(failure.number, operation, filename);
  throw Error(codeOf(failure.number),
              "Cannot " + std::string(operation) + " " + quoted(filename) + ": " + failure.sentence);
}

namespace {

// How libhdf5 opens a file that an SWMR writer may have: it reads beyond the end that the superblock tells, and again
// what was being written.
FileId openBesideWriter(const std::string& filename) {
  const PlistId properties = fileAccess(false, Durability::None);
  return FileId(
      check(H5Fopen(filename.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, properties.get()), "open file", filename));
}

void keepLength(hid_t file, const std::string& filename) {
  if (!journal::keepLength(file)) check(H5Fincrement_filesize(file, 0), "open file", filename);
}

}  // namespace

FileId openPlain(const std::string& filename, bool writable) {
  const PlistId properties = fileAccess(writable, Durability::None);
  const hid_t id = H5Fopen(filename.c_str(), writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, properties.get());
  // Somebody can have marked it since we looked.
  if (const auto mark = id < 0 ? markOf(filename) : journal::Mark::None; mark != journal::Mark::None) {
    H5Eclear2(H5E_DEFAULT);
    failMarked(mark, "open file", filename);
  }
  FileId file(check(id, "open file", filename));
  lockFile(file.get(), writable, filename);
  return file;
}

namespace {

FileId openJournaled(const std::string& filename, bool writable, Durability durability) {
  const PlistId properties = fileAccess(writable, durability == Durability::None ? Durability::Process : durability);
  journal::takeOpenFailure();
  const hid_t id = H5Fopen(filename.c_str(), writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, properties.get());
  journal::handOver({});
  if (const auto failure = journal::takeOpenFailure(); id < 0 && failure) {
    H5Eclear2(H5E_DEFAULT);
    failJournal(*failure, "open file", filename);
  }
  return FileId(check(id, "open file", filename));
}

}  // namespace

FileId openId(const std::string& filename, bool writable, const FileOptions& options) {
  // A plain driver would not see what a journal holds.
  const bool hasJournal = hasJournalFile(filename);
  const journal::Mark mark = writable || hasJournal ? journal::Mark::None : markOf(filename);
  if (mark == journal::Mark::SwmrWriter) return openBesideWriter(filename);
  // libhdf5 does not read what a writer without SWMR has left open.
  const bool plain = options.durability == Durability::None && !hasJournal && mark == journal::Mark::None;
  FileId file = plain ? openPlain(filename, writable) : openJournaled(filename, writable, options.durability);
  if (writable) keepLength(file.get(), filename);
  return file;
}

std::shared_ptr<File> File::open(const std::string& filename, bool writable, const FileOptions& options) {
  checkFree(filename, writable, options.durability);
  if (writable && access(filename.c_str(), W_OK) != 0) failSystem(errno, "open file for writing", filename);
  if (!isHdf5File(filename))
    throw Error(Code::NotHdf5, "Cannot open file " + quoted(filename) + ": it is no HDF5 file");
  return std::make_shared<File>(openId(filename, writable, options), filename, writable, options);
}

// Only libhdf5's own driver for files has a descriptor as its handle.
bool isStillNamed(hid_t file, const std::string& filename) {
  const PlistId access(check(H5Fget_access_plist(file), "read properties"));
  if (H5Pget_driver(access.get()) != H5FD_SEC2) return true;
  void* handle = nullptr;
  check(H5Fget_vfd_handle(file, H5P_DEFAULT, &handle), "look at file", filename);
  struct stat named, opened;
  return stat(filename.c_str(), &named) == 0 && fstat(*static_cast<int*>(handle), &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

bool isHdf5File(const std::string& filename) {
  { const Descriptor exists = openRegular(filename); }
  return check(H5Fis_hdf5(filename.c_str()), "look at file", filename) > 0;
}

std::optional<journal::Status> journalStatus(const std::string& filename) {
  std::optional<journal::Status> status;
  if (const auto failure = journal::inspect(filename, status)) failJournal(failure, "read the journal of", filename);
  return status;
}

}  // namespace h5
