#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace h5 {
namespace {

std::size_t wanted = std::max(1u, std::thread::hardware_concurrency());

// One call of forEachInParallel.
struct Job {
  Job(std::size_t calls, const std::function<void(std::size_t)>& call) : work(call), count(calls) {}

  const std::function<void(std::size_t)>& work;
  const std::size_t count;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;

  void run() {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard guard(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  }
};

// Threads that wait for jobs. They are started when first needed and live as long as the process.
class Pool {
 public:
  void run(Job& job, std::size_t helpers) {
    start(helpers);
    {
      const std::lock_guard guard(mutex_);
      job_ = &job;
      places_ = std::min(helpers, threads_);
    }
    called_.notify_all();
    job.run();
    std::unique_lock guard(mutex_);
    // Nobody may begin any more, and those who did must end: the job lives on the caller's stack.
    job_ = nullptr;
    places_ = 0;
    ended_.wait(guard, [this] { return busy_ == 0; });
  }

 private:
  void start(std::size_t helpers) {
    while (threads_ < helpers) {
      try {
        std::thread([this] { serve(); }).detach();
      } catch (const std::system_error&) {
        return;  // the caller works anyway
      }
      ++threads_;
    }
  }

  void serve() {
    std::unique_lock guard(mutex_);
    for (;;) {
      called_.wait(guard, [this] { return places_ > 0; });
      Job* job = job_;
      --places_;
      ++busy_;
      guard.unlock();
      job->run();
      guard.lock();
      if (--busy_ == 0) ended_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable called_, ended_;
  Job* job_ = nullptr;
  std::size_t places_ = 0, busy_ = 0, threads_ = 0;
};

Pool& pool() {
  // Never destroyed: its threads wait until the process ends.
  static auto& instance = *new Pool;
  return instance;
}

}  // namespace

std::size_t threadCount() { return wanted; }
void setThreadCount(std::size_t threads) { wanted = std::max<std::size_t>(threads, 1); }

void forEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  Job job(count, work);
  const std::size_t helpers = std::min(wanted, count) - (count > 0 ? 1 : 0);
  if (helpers == 0)
    job.run();
  else
    pool().run(job, helpers);
  if (job.failure) std::rethrow_exception(job.failure);
}

}  // namespace h5
