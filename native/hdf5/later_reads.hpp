#pragma once
#include <functional>
#include <vector>

#include "../core/bytes.hpp"
#include "../vfd/journal.hpp"

namespace h5 {

// Reads into memory of ours that libhdf5 was asked for, and that other threads do: copying takes longer than finding.
class LaterReads {
 public:
  LaterReads() = default;
  // Has `work` read from a file: what goes into `memory` is put off where it can be, the rest is read at once.
  // `journal` is null where the file has none. Needs the lock.
  LaterReads(journal::Journal* journal, Span memory, const std::function<void()>& work);

  // How many bytes `work` read into the memory, put off or not; without a journal that is not known.
  std::size_t bytes() const { return bytes_; }

  // On any thread.
  void finish() const;
  // On several threads, where it is worth it. Needs the lock.
  void finishInParallel() const;

 private:
  void perform(const journal::Read& read) const;

  journal::Journal* journal_ = nullptr;
  std::vector<journal::Read> reads_;
  std::size_t bytes_ = 0;
};

}  // namespace h5
