#pragma once
#include <string>
#include <string_view>

#include "../vfd/driver.hpp"
#include "../vfd/status.hpp"
#include "file.hpp"

namespace h5 {

// The identifier of an existing file, with the driver that its options ask for.
FileId openId(const std::string& filename, bool writable, const FileOptions& options);

journal::Durability journalDurability(Durability durability);

[[noreturn]] void failJournal(const journal::Failure& failure, std::string_view operation, std::string_view filename);

}  // namespace h5
