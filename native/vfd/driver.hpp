#pragma once
#include <hdf5.h>

#include <optional>

#include "journal.hpp"

namespace journal {

// Makes libhdf5 use the journal for files opened with these access properties.
void useJournal(hid_t fileAccess, Durability durability);

// The journal of an open file; null for a file that has none.
Journal* journalOf(hid_t file);

// Whether this process has the file open under a journal.
bool isOpenHere(const char* path);
bool isWrittenHere(const char* path);

// Why the last opening on this thread failed, which libhdf5 cannot say.
std::optional<Failure> takeOpenFailure();

}  // namespace journal
