#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

// A record of what the journal did to its files, for the power loss test; off unless TRAJSTORE_IO_TRACE is set. Then
// TRAJSTORE_SKIP_SYNC ('main' or 'log') leaves out the fsyncs of one file, to show that the test finds it.
namespace journal::trace {

void wrote(int file, const void* data, std::size_t size, std::uint64_t offset);
void resized(int file, std::uint64_t size);
void synced(int file);
void syncedFolder();
bool skipsSync(int file);
void created(const std::string& path);
void removed(const std::string& path);

}  // namespace journal::trace
