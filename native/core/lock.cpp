#include "lock.hpp"

#include <hdf5.h>

#include <mutex>
#include <vector>

namespace h5 {
namespace {

std::recursive_mutex& libraryMutex() {
  // Never destroyed: threads may still end after static destructors have run.
  static auto& mutex = *new std::recursive_mutex;
  return mutex;
}

struct Graveyard {
  std::mutex mutex;
  std::vector<std::shared_ptr<void>> graves;
};

Graveyard& graveyard() {
  static auto& yard = *new Graveyard;
  return yard;
}

void empty() {
  std::vector<std::shared_ptr<void>> graves;
  {
    std::lock_guard guard(graveyard().mutex);
    graves.swap(graveyard().graves);
  }
}

// The error stack belongs to the thread, so each thread has to silence its own.
void silenceErrorStack() {
  thread_local bool silent = false;
  if (silent) return;
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  silent = true;
}

}  // namespace

Lock::Lock() {
  libraryMutex().lock();
  silenceErrorStack();
  empty();
}

Lock::~Lock() { libraryMutex().unlock(); }

void bury(std::shared_ptr<void> object) {
  {
    std::lock_guard guard(graveyard().mutex);
    graveyard().graves.push_back(std::move(object));
  }
  if (!libraryMutex().try_lock()) return;
  empty();
  libraryMutex().unlock();
}

}  // namespace h5
