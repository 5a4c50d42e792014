#pragma once
#include <hdf5.h>

#include <optional>

#include "journal.hpp"

namespace journal {

// Makes libhdf5 use the journal for files opened with these access properties.
void useJournal(hid_t fileAccess, Durability durability);

// The journal of an open file; null for a file that has none.
Journal* journalOf(hid_t file);

// A file can be longer than its superblock tells, when its writer died: what lies there may be its data. From here on
// nothing is put over them, and closing does not cut them off. False for a file without a journal.
bool keepLength(hid_t file);

// The next opening for writing takes this main file, which has the locks of a writer already.
void handOver(Descriptor locked);

// Whether this process has the file open under a journal.
bool isOpenHere(const char* path);
bool isWrittenHere(const char* path);

// Why the last opening on this thread failed, which libhdf5 cannot say.
std::optional<Failure> takeOpenFailure();

}  // namespace journal
