#include "later_reads.hpp"

#include <algorithm>

#include "../core/error.hpp"
#include "../core/parallel.hpp"

namespace h5 {
namespace {

// What one thread reads at once: enough to be worth waking it, and little enough for all to end at about the same time.
constexpr std::size_t kPartBytes = std::size_t{1} << 20;

std::vector<journal::Read> partsOf(const std::vector<journal::Read>& reads) {
  std::vector<journal::Read> parts;
  for (const journal::Read& read : reads)
    for (std::size_t done = 0; done < read.size; done += kPartBytes)
      parts.push_back({read.address + done, std::min(kPartBytes, read.size - done), read.data + done});
  return parts;
}

}  // namespace

LaterReads::LaterReads(journal::Journal* journal, Span memory, const std::function<void()>& work) : journal_(journal) {
  if (journal == nullptr)
    work();
  else
    reads_ = journal->putOff(memory.data, memory.size, bytes_, work);
}

void LaterReads::perform(const journal::Read& read) const {
  if (const int error = journal_->perform(read)) failSystem(error, "read dataset", "");
}

void LaterReads::finish() const {
  for (const journal::Read& read : reads_) perform(read);
}

void LaterReads::finishInParallel() const {
  const std::vector<journal::Read> parts = partsOf(reads_);
  inParallel(parts.size(), {{}, [&](std::size_t i) { perform(parts[i]); }, {}});
}

}  // namespace h5
