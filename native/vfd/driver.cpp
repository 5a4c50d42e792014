#include "driver.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace journal {
namespace {

// What file access properties carry.
struct Config {
  Durability durability;
};

// libhdf5 takes a pointer to the first member for its own file object.
struct DriverFile {
  H5FD_t base;
  std::shared_ptr<Journal> journal;
  haddr_t end = 0;  // of the allocated space
};

using Identity = std::pair<dev_t, ino_t>;

thread_local std::optional<Failure> openFailure;
thread_local Descriptor handedOver;

DriverFile* of(H5FD_t* file) { return reinterpret_cast<DriverFile*>(file); }
const DriverFile* of(const H5FD_t* file) { return reinterpret_cast<const DriverFile*>(file); }

Identity identityOf(int file) {
  struct stat status {};
  fstat(file, &status);
  return {status.st_dev, status.st_ino};
}

// Open files by identity: libhdf5 opens a file again to see whether it has it already.
std::map<Identity, std::weak_ptr<Journal>>& openJournals() {
  static auto& journals = *new std::map<Identity, std::weak_ptr<Journal>>;
  return journals;
}

std::shared_ptr<Journal> known(const char* name) {
  struct stat status {};
  if (stat(name, &status) != 0) return nullptr;
  const auto found = openJournals().find({status.st_dev, status.st_ino});
  return found == openJournals().end() ? nullptr : found->second.lock();
}

std::shared_ptr<Journal> openJournal(const char* name, bool writable, Durability durability) {
  if (auto journal = known(name)) return journal;
  std::unique_ptr<Journal> opened;
  if (Failure failure = Journal::open(name, writable, durability, std::move(handedOver), opened)) {
    openFailure = std::move(failure);
    return nullptr;
  }
  std::shared_ptr<Journal> journal(std::move(opened));
  openJournals()[identityOf(journal->main().get())] = journal;
  return journal;
}

H5FD_t* openFile(const char* name, unsigned flags, hid_t fileAccess, haddr_t maxaddr) {
  // Files are created under another name by another driver and renamed.
  if ((flags & (H5F_ACC_TRUNC | H5F_ACC_CREAT | H5F_ACC_EXCL)) != 0) return nullptr;
  const auto* config = static_cast<const Config*>(H5Pget_driver_info(fileAccess));
  auto journal = openJournal(name, (flags & H5F_ACC_RDWR) != 0, config ? config->durability : Durability::Process);
  if (!journal) return nullptr;
  auto file = std::make_unique<DriverFile>();
  file->base = H5FD_t{};
  file->base.maxaddr = maxaddr;
  file->journal = std::move(journal);
  return &file.release()->base;
}

// Must succeed whatever happens: libhdf5 would keep an identifier for freed memory.
herr_t closeFile(H5FD_t* file) {
  const Identity identity = identityOf(of(file)->journal->main().get());
  delete of(file);
  auto& journals = openJournals();
  if (const auto found = journals.find(identity); found != journals.end() && found->second.expired())
    journals.erase(found);
  return 0;
}

int compareFiles(const H5FD_t* first, const H5FD_t* second) {
  const Identity a = identityOf(of(first)->journal->main().get());
  const Identity b = identityOf(of(second)->journal->main().get());
  return a < b ? -1 : b < a ? 1 : 0;
}

herr_t queryFeatures(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr)
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t allocatedEnd(const H5FD_t* file, H5FD_mem_t) { return of(file)->end; }
herr_t setAllocatedEnd(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  of(file)->end = end;
  return 0;
}
haddr_t fileEnd(const H5FD_t* file, H5FD_mem_t) { return of(file)->journal->end(); }

herr_t fileHandle(H5FD_t* file, hid_t, void** handle) {
  *handle = of(file);
  return 0;
}

herr_t readFile(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* data) {
  return of(file)->journal->read(address, size, static_cast<std::uint8_t*>(data)) ? 0 : -1;
}

herr_t writeFile(H5FD_t* file, H5FD_mem_t type, hid_t, haddr_t address, std::size_t size, const void* data) {
  of(file)->journal->write(address, size, static_cast<const std::uint8_t*>(data), type == H5FD_MEM_DRAW);
  return 0;
}

// Flushing is no commit: libhdf5 and its users flush in the middle of things.
herr_t flushFile(H5FD_t*, hid_t, hbool_t) { return 0; }

herr_t truncateFile(H5FD_t* file, hid_t, hbool_t) {
  of(file)->journal->setEnd(of(file)->end);
  return 0;
}

void* copyConfig(const void* config) { return new Config(*static_cast<const Config*>(config)); }
herr_t freeConfig(void* config) {
  delete static_cast<Config*>(config);
  return 0;
}

hid_t registeredDriver = H5I_INVALID_HID;

herr_t forgetDriver() {
  registeredDriver = H5I_INVALID_HID;
  return 0;
}

// No lock callbacks: with them libhdf5 would mark files of its newest format as open, which a crash leaves behind.
H5FD_class_t driverClass() {
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(300);
#endif
  driver.name = "trajstore_journal";
  driver.maxaddr = HADDR_MAX;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.terminate = forgetDriver;
  driver.fapl_size = sizeof(Config);
  driver.fapl_copy = copyConfig;
  driver.fapl_free = freeConfig;
  driver.open = openFile;
  driver.close = closeFile;
  driver.cmp = compareFiles;
  driver.query = queryFeatures;
  driver.get_eoa = allocatedEnd;
  driver.set_eoa = setAllocatedEnd;
  driver.get_eof = fileEnd;
  driver.get_handle = fileHandle;
  driver.read = readFile;
  driver.write = writeFile;
  driver.flush = flushFile;
  driver.truncate = truncateFile;
  const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(map), std::end(map), driver.fl_map);
  return driver;
}

hid_t driverId() {
  static const H5FD_class_t driver = driverClass();
  if (registeredDriver < 0) registeredDriver = H5FDregister(&driver);
  return registeredDriver;
}

}  // namespace

void useJournal(hid_t fileAccess, Durability durability) {
  const Config config{durability};
  H5Pset_driver(fileAccess, driverId(), &config);
}

namespace {

// Null for a file of another driver.
DriverFile* driverFileOf(hid_t file) {
  const hid_t access = H5Fget_access_plist(file);
  const bool ours = access >= 0 && H5Pget_driver(access) == driverId();
  if (access >= 0) H5Pclose(access);
  void* handle = nullptr;
  if (!ours || H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0) return nullptr;
  return static_cast<DriverFile*>(handle);
}

}  // namespace

Journal* journalOf(hid_t file) {
  const DriverFile* found = driverFileOf(file);
  return found == nullptr ? nullptr : found->journal.get();
}

bool keepLength(hid_t file) {
  DriverFile* found = driverFileOf(file);
  if (found != nullptr) found->end = std::max<haddr_t>(found->end, found->journal->end());
  return found != nullptr;
}

void handOver(Descriptor locked) { handedOver = std::move(locked); }

bool isOpenHere(const char* path) { return known(path) != nullptr; }

bool isWrittenHere(const char* path) {
  const auto journal = known(path);
  return journal && journal->isWritable();
}

std::optional<Failure> takeOpenFailure() { return std::exchange(openFailure, std::nullopt); }

}  // namespace journal
