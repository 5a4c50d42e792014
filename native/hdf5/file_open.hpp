#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../vfd/driver.hpp"
#include "../vfd/posix.hpp"
#include "../vfd/status.hpp"
#include "file.hpp"

namespace h5 {

// The identifier of an existing file, with the driver that its options ask for.
FileId openId(const std::string& filename, bool writable, const FileOptions& options);

// The same by libhdf5 alone.
FileId openPlain(const std::string& filename, bool writable);

PlistId fileAccess(bool writable, Durability durability);

journal::Durability journalDurability(Durability durability);

// Whether the name still stands for this open file; true for one in memory.
bool isStillNamed(hid_t file, const std::string& filename);

// --- for opening and creating ---

// Throws NotHdf5 for anything but a regular file.
journal::Descriptor openRegular(const std::string& filename);

// Throws Locked; file systems without locks have none that we could respect.
void lockDescriptor(int descriptor, bool exclusive, const std::string& filename);

[[noreturn]] void failJournal(const journal::Failure& failure, std::string_view operation, std::string_view filename);
[[noreturn]] void failLocked(std::string_view operation, std::string_view filename);
[[noreturn]] void failMarked(journal::Mark mark, std::string_view operation, const std::string& filename);

}  // namespace h5
